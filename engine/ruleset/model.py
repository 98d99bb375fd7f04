"""Rulesets: dated, immutable versions of a standard as data. Record layouts, fields and rules; no code.

The models here are the *resolved* form: extensions merged, field lines expanded into their rules.
`engine.ruleset.source` turns YAML files into them, `engine.ruleset.library` finds and selects them.
"""

from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.kinds import Severity
from engine.masking.masks import Mask
from engine.row_words import RowWords
from engine.values import ValueType
from engine.verdict import AcceptancePolicy

RecordType = Literal["licence", "penalty"]
# Field types whose values are public codes with a shape of their own.
CODE_TYPES: Final = frozenset({"uscc", "orgcode", "regno", "taxno"})
RECORD_TYPES: tuple[RecordType, ...] = ("licence", "penalty")
RECORD_TYPE_TEXT = {
    "licence": {"zh": "行政许可", "en": "administrative licence"},
    "penalty": {"zh": "行政处罚", "en": "administrative penalty"},
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeverityStage(_Frozen):
    """From a date on, a rule is this severe (`is`), so that a new rule can warn before it rejects."""

    start: date = Field(alias="from")
    severity: Severity = Field(alias="is")


class FieldDefinition(_Frozen):
    """One item of the standard's field table.

    Attributes:
        number: its place in the standard's table.
        type: key of the ruleset's `types` (text, uscc, date, decimal, list …).
        value_type: what the engine makes of the text.
        max_length: characters at most; None = no limit.
        presence: R required, O optional, B must be blank, C conditional; one letter for each category of the
            layout's party.
        personal: the values are numbers of persons and always masked when shown.
        caption_variants: other captions and codes met in practice.
    """

    number: int
    code: str
    caption: str
    type: str
    value_type: ValueType = "text"
    max_length: int | None = None
    decimals: int | None = None
    presence: tuple[Literal["R", "O", "B", "C"], ...]
    personal: bool = False
    caption_variants: tuple[str, ...] = ()
    clause: str
    confidence: str
    note: str = ""


class Rule(_Frozen):
    """One clause of the standard: a check applied to fields.

    Attributes:
        id: unique in its layout (`CF_XDR_SHXYM.check-digit`, `fine-needs-amount`).
        when: SQL condition over the typed record; the rule is evaluated only where it is true.
        kind: overrides the check's kind (for the check `expression`, which can say anything).
        mandatory: if it does not run, the verdict is undefined.
        settles: ids of rules, and kinds, that are no matter any more in a record that violates this one.
    """

    id: str
    check: str
    fields: tuple[str, ...] = ()
    severity: Severity | tuple[SeverityStage, ...]
    kind: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    when: str | None = None
    title: dict[str, str] | None = None
    message: dict[str, str] | None = None
    clause: str
    confidence: str
    note: str = ""
    mandatory: bool = True
    settles: tuple[str, ...] = ()

    def severity_on(self, as_of: date) -> Severity | None:
        """The severity in force on a date; None while no stage has begun (the rule is not applicable yet)."""
        if isinstance(self.severity, str):
            return self.severity
        begun = [stage for stage in self.severity if stage.start <= as_of]
        return max(begun, key=lambda stage: stage.start).severity if begun else None


class Party(_Frozen):
    """The categories of party that a layout distinguishes, and the field that says which (None: the form itself
    says it).
    """

    field: str | None
    categories: tuple[str, ...]


class PublicationTerms(_Frozen):
    """How the published view masks.

    Attributes:
        personal: the mask of columns that hold numbers of persons.
        masks: id of a check of sensitive text → the mask of what it finds; a rule's own `mask` goes before, and a check
            that is not named masks its own way.
    """

    personal: Mask = "stars"
    masks: dict[str, Mask] = Field(default_factory=dict)


class RecordLayout(_Frozen):
    """The fields and rules of one form of one record type.

    Attributes:
        form: '' where a record type has a single form; else its name (`legal`, `natural`).
        key: the fields that make a record one and the same.
        not_public: codes of the fields that the published view leaves out.
        organ: the field with the code of the deciding organ; None where the form has none.
        decided: the field with the date of the decision.
    """

    record_type: RecordType
    form: str
    title: dict[str, str]
    party: Party
    key: tuple[str, ...]
    not_public: tuple[str, ...] = ()
    organ: str | None = None
    decided: str | None = None
    fields: tuple[FieldDefinition, ...]
    rules: tuple[Rule, ...]

    def field(self, code: str) -> FieldDefinition:
        """The field with this code. Raises KeyError."""
        for definition in self.fields:
            if definition.code == code:
                return definition
        raise KeyError(code)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(definition.code for definition in self.fields)

    @cached_property
    def public_fields(self) -> tuple[FieldDefinition, ...]:
        """The fields that the published view shows."""
        return tuple(definition for definition in self.fields if definition.code not in self.not_public)

    @cached_property
    def always_required(self) -> frozenset[str]:
        """Codes of the fields that every record must fill, whatever the party's category."""
        return frozenset(d.code for d in self.fields if set(d.presence) == {"R"})

    @property
    def always_blank(self) -> frozenset[str]:
        """Codes of the fields that every record must leave empty: their columns may as well be left out."""
        return frozenset(d.code for d in self.fields if set(d.presence) == {"B"})


class Ruleset(_Frozen):
    """One dated version of a standard or of a local overlay.

    Attributes:
        effective_from: first as-of date on which it is selected.
        effective_until: first as-of date on which it no longer is; None = until the next version of the same id starts.
        region: division code of the place whose local overlay it is; None = national.
        skip_rows: the words by which rows are known that are no records.
        publication: how the published view masks.
        digest: sha256 over the resolved content.
    """

    id: str
    version: str
    title: dict[str, str]
    source: str
    effective_from: date
    effective_until: date | None = None
    extends: str | None = None
    region: str | None = None
    acceptance: AcceptancePolicy = "records"
    skip_rows: RowWords = RowWords()
    publication: PublicationTerms = PublicationTerms()
    lists: dict[str, tuple[str, ...]]
    layouts: tuple[RecordLayout, ...]
    digest: str

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.version}"

    def layouts_of(self, record_type: RecordType | None) -> tuple[RecordLayout, ...]:
        """The layouts of a record type, or all of them."""
        return tuple(layout for layout in self.layouts if record_type in (None, layout.record_type))

    def rule_id(self, layout: RecordLayout, rule: Rule) -> str:
        """The public id of a rule: ruleset, record type, field or rule name."""
        return f"{self.id}.{layout.record_type}.{rule.id}"
