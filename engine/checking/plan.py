"""A plan: what checking needs to know of a layout's rules. `engine.checking.planning` makes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import polars as pl

from engine.check import Check, Violation
from engine.errors import Language
from engine.evaluation.blanks import Blanks
from engine.evaluation.shortcuts import Judging, Shortcuts
from engine.evaluation.single import Single
from engine.history import FACT_SCHEMA, TOLD_BY_CHECKS, content_text, organ_code
from engine.kinds import KINDS, Severity
from engine.masking.concealing import Concealer, Recogniser
from engine.ruleset.model import FieldDefinition, RecordLayout, Rule, Ruleset

# What of a record's text touches on is no matter where its item is not for the public at all.
DECISIVE_KIND: Final = "wrong_scope"
MOOT_KIND: Final = "sensitive"
# What hides a field's value from the field's other rules: kind that hides → kinds that no longer see it.
HIDING_KINDS: Mapping[str, frozenset[str]] = {
    "placeholder": frozenset(KINDS) - {"missing", "placeholder"},
    "must_be_blank": frozenset(KINDS) - {"missing", "placeholder", "must_be_blank"},
    "not_in_list": frozenset({"too_long"}),
}


@dataclass(frozen=True)
class PlannedRule:
    """One rule, bound to its check and turned into expressions.

    Attributes:
        number: its place; names its column.
        id: public id; '' for a check that only guards others and is not a rule of the ruleset.
        severity: None = not in force on the as-of date, or told by the header; it may still guard other rules.
        told: the header's findings say already what it would say of every record.
        level: all levels below must be computed first.
        where: three-valued violation (record rules); None for other scopes.
        condition: where the rule applies; None = everywhere.
        key: the key of a group or history rule.
        same_content: of a history rule; see `Earlier`.
        facts: what the check tells about every record, for the history.
        skipped: why it cannot be evaluated at all, per language.
    """

    number: int
    id: str
    rule: Rule
    check: Check
    fields: tuple[FieldDefinition, ...]
    severity: Severity | None
    told: bool = False
    level: int = 0
    where: pl.Expr | None = None
    condition: pl.Expr | None = None
    key: pl.Expr | None = None
    same_content: bool | None = None
    facts: Mapping[str, pl.Expr] = field(default_factory=dict)
    violation: Violation | None = None
    skipped: Mapping[Language, str] | None = None
    parameters: Mapping[str, Any] | None = None

    @cached_property
    def column(self) -> str:
        return f"v{self.number}"

    @property
    def kind(self) -> str:
        return self.rule.kind or self.check.kind

    @cached_property
    def reads(self) -> set[str]:
        """The columns of the working frame that the rule's expressions read, those of its findings among them."""
        looked_at = (self.where, self.key, *self.facts.values())
        read = {name for one in looked_at if one is not None for name in one.meta.root_names()}
        if self.violation is None:
            return read
        working = self.violation.working
        told = {name for one in (*self.violation.told, *working.values()) for name in one.meta.root_names()}
        return read | (told - set(working)) | self._cell_of_spans

    @cached_property
    def shown(self) -> set[str]:
        """The columns of the working frame that the findings of the rule read."""
        return {self.column, *self.reads, *(f"{definition.code}.text" for definition in self.fields[:1])}

    @property
    def _cell_of_spans(self) -> set[str]:
        """The cell as handed in, in which spans are counted."""
        return {f"{self.fields[0].code}.raw"} if self.violation and self.violation.spans is not None else set()

    @property
    def judging(self) -> Judging:
        """How a record rule comes to its answer."""
        assert self.violation is not None
        return Judging(
            mark=f"{self.check.id} {self.parameters!r}",
            answer=self.violation.where,
            when=self.rule.when or "",
            condition=self.condition,
            needed=self.kind not in HIDING_KINDS,
        )

    @property
    def relates(self) -> bool:
        """Whether it holds a field against another field or another record, so that the fields must be reliable."""
        if self.check.as_written:
            return False
        return len(self.fields) > 1 or bool(self.check.conditions) or self.check.scope in ("group", "history")

    @property
    def guards_field(self) -> bool:
        """Whether a violation makes the field's value unreliable for rules that relate it to others."""
        return self.check.spoils and not self.relates and not self.check.as_written and self.check.scope == "record"


@dataclass(frozen=True)
class Lookups:
    """Reference data that the caller hands in, such as the registers.

    Attributes:
        frames: name → frame, as the checks that use it document.
        digest: changes whenever the frames change.
    """

    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    digest: str = ""


NO_LOOKUPS = Lookups()


@dataclass(frozen=True)
class Plan:
    """All that checking needs to know.

    Attributes:
        rules: in the ruleset's order; guards that are no rules of the ruleset at the end.
        levels: for each level, the expressions that it adds to the working frame.
        recognisers: what looks for sensitive text in values that are shown.
        lookups: the reference data that the rules were bound to.
        worded: what `engine.checking.worded` has made of rules so far, by number.
        group_rules: evaluated over all slices together.
    """

    ruleset: Ruleset
    layout: RecordLayout
    as_of: date
    present: frozenset[str]
    rules: tuple[PlannedRule, ...]
    levels: tuple[tuple[tuple[str, pl.Expr], ...], ...]
    recognisers: tuple[Recogniser, ...] = ()
    lookups: Lookups = NO_LOOKUPS
    worded: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def concealer(self) -> Concealer:
        """Masks what is shown of a cell, in a column `text`."""
        return Concealer("text", self.recognisers)

    @cached_property
    def blanks(self) -> Blanks:
        return Blanks(self.levels, self.layout.codes)

    @cached_property
    def shortcuts(self) -> Shortcuts:
        return Shortcuts(self.levels, self.blanks, self._judgings, self._wanted)

    @cached_property
    def single(self) -> Single:
        keys = {rule.number: rule.key for rule in self.group_rules if rule.key is not None}
        return Single(self.levels, self.blanks, self._judgings, keys, self.facts)

    @property
    def _judgings(self) -> dict[str, Judging]:
        return {rule.column: rule.judging for rule in self.record_rules}

    @property
    def _wanted(self) -> frozenset[str]:
        """Columns of the working frame that are read beside those of the rules."""
        keys = {name for rule in self.group_rules if rule.key is not None for name in rule.key.meta.root_names()}
        facts = {name for expression in self.facts.values() for name in expression.meta.root_names()}
        return frozenset(keys | facts)

    @cached_property
    def record_rules(self) -> tuple[PlannedRule, ...]:
        return tuple(rule for rule in self.rules if rule.where is not None)

    @cached_property
    def group_rules(self) -> tuple[PlannedRule, ...]:
        return tuple(rule for rule in self.rules if rule.key is not None and rule.same_content is None)

    @cached_property
    def history_rules(self) -> tuple[PlannedRule, ...]:
        return tuple(rule for rule in self.rules if rule.same_content is not None)

    @cached_property
    def facts(self) -> Mapping[str, pl.Expr]:
        """Name → expression over the working frame, for every column of `FACT_SCHEMA` but the row. `key` and `content`
        are texts still.
        """
        told = {name: told for rule in self.rules for name, told in rule.facts.items()}
        return {
            "key": self._key(),
            "content": content_text([self._text(definition) for definition in self.layout.fields]),
            "organ": organ_code(pl.col(f"{self.layout.organ}.text")) if self.layout.organ else pl.lit(None, pl.String),
            "category": self._category(),
            "decided_on": pl.col(f"{self.layout.decided}.value") if self.layout.decided else pl.lit(None, pl.Date),
            **{name: told.get(name, pl.lit(None)).cast(FACT_SCHEMA[name]) for name in TOLD_BY_CHECKS},
        }

    def _key(self) -> pl.Expr:
        if not self.history_rules or self.history_rules[0].key is None:
            return pl.lit(None, pl.String)
        return pl.concat_str(pl.lit(self.layout.record_type), self.history_rules[0].key, separator="\x1f")

    def _text(self, definition: FieldDefinition) -> pl.Expr:
        """A field for the content: dates and amounts as what they mean, where they mean something."""
        text = pl.col(f"{definition.code}.text")
        if definition.value_type == "text":
            return text
        return pl.coalesce(pl.col(f"{definition.code}.value").cast(pl.String), text)

    def _category(self) -> pl.Expr:
        """The party's category, where it is a word of the list."""
        party = self.layout.party
        if party.field is None:
            only = party.categories[0] if len(party.categories) == 1 else None
            return pl.lit(only, pl.String)
        text = pl.col(f"{party.field}.text")
        return pl.when(text.is_in(party.categories)).then(text)

    @cached_property
    def settlements(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Columns of record rules, and the columns of those that are moot where one of the first is violated."""
        ruling = [rule for rule in self.record_rules if rule.id and rule.severity]
        withdrawn = tuple(rule.column for rule in ruling if rule.kind == DECISIVE_KIND)
        pairs = [(withdrawn, tuple(rule.column for rule in ruling if rule.kind == MOOT_KIND))]
        for rule in ruling:
            named = frozenset(rule.rule.settles)
            moot = [other.column for other in ruling if other is not rule and named & {other.rule.id, other.kind}]
            pairs.append(((rule.column,), tuple(moot)))
        return tuple((decisive, moot) for decisive, moot in pairs if decisive and moot)

    @cached_property
    def absent(self) -> frozenset[int]:
        """Numbers of the rules of whose fields the submission has none."""
        rules = (rule for rule in self.rules if rule.fields and self.present.isdisjoint(rule.rule.fields))
        return frozenset(rule.number for rule in rules)

    @cached_property
    def submission_rules(self) -> tuple[PlannedRule, ...]:
        return tuple(rule for rule in self.rules if rule.check.scope == "submission")
