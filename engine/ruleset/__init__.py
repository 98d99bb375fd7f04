"""Rulesets: dated, immutable versions of a standard as data; found in a directory, resolved, selected and compared."""

from engine.ruleset.library import RulesetLibrary, differences, load_library
from engine.ruleset.model import (
    CODE_TYPES,
    RECORD_TYPE_TEXT,
    RECORD_TYPES,
    FieldDefinition,
    Party,
    PublicationTerms,
    RecordLayout,
    RecordType,
    Rule,
    Ruleset,
    SeverityStage,
)

__all__ = [
    "CODE_TYPES",
    "RECORD_TYPES",
    "RECORD_TYPE_TEXT",
    "FieldDefinition",
    "Party",
    "PublicationTerms",
    "RecordLayout",
    "RecordType",
    "Rule",
    "Ruleset",
    "RulesetLibrary",
    "SeverityStage",
    "differences",
    "load_library",
]
