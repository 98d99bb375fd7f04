"""Tables of the item catalogue.

A version holds all items of one organ from its effective date until the next version's (exclusive). The end is not
stored but follows from the next version, and the state of review from the reviews: so a version is never overwritten.
"""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from store.base import StoreTable

_RECORD_TYPE = "record_type IN ('licence', 'penalty')"


class CatalogueVersion(StoreTable, table=True):
    """One version of one organ's catalogue; `number` counts them from 1."""

    __tablename__ = "catalogue_version"
    __table_args__ = (UniqueConstraint("organisation", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.code", max_length=18, index=True)
    number: int
    effective_from: date
    import_id: int = Field(foreign_key="register_import.id")


class CatalogueItem(StoreTable, table=True):
    """One item of a version: what may be licensed or punished, for whom, and how far it is public.

    Attributes:
        position: place among the version's items of its record type, from 1 (序号).
        item_code: 事项编码, where the form has one.
    """

    __tablename__ = "catalogue_item"
    __table_args__ = (
        UniqueConstraint("version_id", "record_type", "item_name"),
        UniqueConstraint("version_id", "record_type", "position"),
        CheckConstraint(_RECORD_TYPE, name="record_type"),
        CheckConstraint("for_natural_persons OR for_legal_persons OR for_other_organisations", name="parties"),
        CheckConstraint("open_to_government OR open_to_public", name="scopes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="catalogue_version.id", index=True)
    record_type: str = Field(max_length=10)
    position: int
    item_code: str | None = Field(default=None, max_length=100)
    item_name: str = Field(max_length=500)
    for_natural_persons: bool
    for_legal_persons: bool
    for_other_organisations: bool
    open_to_government: bool
    open_to_public: bool


class CatalogueReview(StoreTable, table=True):
    """A version passed its secrecy review (`reviewed`, by whom), or was published (`published`)."""

    __tablename__ = "catalogue_review"
    __table_args__ = (
        UniqueConstraint("version_id", "state"),
        CheckConstraint("state IN ('reviewed', 'published')", name="state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="catalogue_version.id", index=True)
    state: str = Field(max_length=10)
    done_by: str | None = Field(default=None, max_length=100)
    done_on: date


class ZeroDeclaration(StoreTable, table=True):
    """An organ declares that it took no decisions of a record type in a period, both days included (本期无)."""

    __tablename__ = "zero_declaration"
    __table_args__ = (
        UniqueConstraint("organisation", "record_type", "period_from", "period_to", name="uq_zero_declaration_period"),
        CheckConstraint(_RECORD_TYPE, name="record_type"),
        CheckConstraint("period_from <= period_to", name="period"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.code", max_length=18, index=True)
    record_type: str = Field(max_length=10)
    period_from: date
    period_to: date
    declared_on: date
