"""The metadata with every table of the store in it: what migrations are compared with."""

from typing import Final

from sqlalchemy import MetaData

from store.base import StoreTable
from store.catalogue import tables as catalogue_tables
from store.history import tables as history_tables
from store.organisations import tables as organisation_tables
from store.provenance import RegisterImport

METADATA: Final[MetaData] = StoreTable.metadata
TABLES: Final = (
    RegisterImport,
    organisation_tables.Organisation,
    organisation_tables.OrganisationName,
    organisation_tables.OrganisationParticulars,
    organisation_tables.ResponsiblePerson,
    catalogue_tables.CatalogueVersion,
    catalogue_tables.CatalogueItem,
    catalogue_tables.CatalogueReview,
    catalogue_tables.ZeroDeclaration,
    history_tables.UsedRuleset,
    history_tables.ApiKey,
    history_tables.Evidence,
    history_tables.Submission,
    history_tables.Record,
    history_tables.RecordCount,
    history_tables.FindingRow,
    history_tables.RuleRunRow,
    history_tables.AnswerPart,
    history_tables.Replacement,
    history_tables.Correction,
    history_tables.Job,
    history_tables.IdempotencyKey,
    history_tables.AuditEvent,
    history_tables.LedgerTick,
    history_tables.RateWindow,
    history_tables.SecretCheck,
)
