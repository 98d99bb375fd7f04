"""From violating records to findings: value, message and suggestion, masked, in both languages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from engine.check import Fault
from engine.checking.plan import PlannedRule
from engine.checking.shown import DETAIL, Draft, drafted, shown_texts
from engine.masking.concealing import Concealer

PLACES: Final = pl.List(pl.Struct({"start": pl.UInt32, "end": pl.UInt32}))
FINDING_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "row": pl.UInt32,
    "sheet_row": pl.UInt32,
    "rule": pl.UInt32,
    "rule_id": pl.String,
    "message_zh": pl.String,
    "message_en": pl.String,
    "value": pl.String,
    "suggestion": pl.String,
    "fields": pl.List(pl.String),  # null: those of the rule
    "spans": PLACES,
}
_NO_SPANS: Final = pl.lit(None, PLACES)
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class RuleDraft:
    """The findings of one record rule before the checks of sensitive text have seen them.

    Attributes:
        spans: of the stretches of text that are meant, one value a record; None = the rule means none.
    """

    rule: PlannedRule
    texts: Draft
    spans: pl.Series | None


def draft_of(rule: PlannedRule, violating: pl.DataFrame) -> RuleDraft:
    """The findings of one record rule, to be finished together with those of others.

    Args:
        violating: the records that violate it, with all columns of the working frame.
    """
    assert rule.violation is not None
    if rule.violation.working:
        violating = violating.with_columns(**rule.violation.working)
    spans = None if rule.violation.spans is None else violating.select("row", spans=_spans(rule))["spans"]
    return RuleDraft(rule, drafted(rule, violating), spans)


def findings_of(drafts: Sequence[RuleDraft], concealer: Concealer) -> list[pl.DataFrame]:
    """The findings of several record rules.

    Args:
        concealer: masks what is shown.

    Returns:
        For each draft a frame of `FINDING_SCHEMA`, one line a record.
    """
    shown = shown_texts([draft.texts for draft in drafts], concealer)
    return [_finished(draft, texts) for draft, texts in zip(drafts, shown, strict=True)]


def _finished(draft: RuleDraft, texts: pl.DataFrame) -> pl.DataFrame:
    details = {name.removeprefix(DETAIL): pl.col(name) for name in texts.columns if name.startswith(DETAIL)}
    told = texts if draft.spans is None else texts.with_columns(draft.spans)
    return _assembled(draft.rule, told, {"value": pl.col("value"), **details})


def _spans(rule: PlannedRule) -> pl.Expr:
    """Where in the cell as handed in, surrounding white space counted, the stretches are that the rule means."""
    if rule.violation is None or rule.violation.spans is None:
        return _NO_SPANS
    raw = pl.col(f"{rule.fields[0].code}.raw")
    blanks = raw.str.len_chars() - raw.str.strip_chars_start().str.len_chars()
    moved = pl.struct(blanks=blanks, spans=rule.violation.spans)
    return moved.map_batches(_moved, return_dtype=PLACES, is_elementwise=True)


def _moved(parts: pl.Series) -> pl.Series:
    lines = [
        None if spans is None else [{"start": s["start"] + blanks, "end": s["end"] + blanks} for s in spans]
        for blanks, spans in zip(parts.struct.field("blanks"), parts.struct.field("spans").to_list(), strict=True)
    ]
    return pl.Series(parts.name, lines, dtype=PLACES)


def repeated_findings(rule: PlannedRule, later: pl.DataFrame) -> pl.DataFrame:
    """The findings of a group rule.

    Args:
        later: columns row, sheet_row, first_row, first_sheet_row: each repeated record and the first one with its key.
    """
    facts = later.select(
        "row",
        "sheet_row",
        "first_row",
        "first_sheet_row",
        value=pl.lit(None, pl.String),
        suggestion=pl.lit(None, pl.String),
        spans=_NO_SPANS,
    )
    shown = {name: pl.col(name).cast(pl.String) for name in ("first_row", "first_sheet_row")}
    return _assembled(rule, facts, shown)


def earlier_findings(rule: PlannedRule, found: pl.DataFrame) -> pl.DataFrame:
    """The findings of a history rule.

    Args:
        found: columns row, sheet_row, submission, received_on, earlier_row: each record that was accepted earlier.
    """
    facts = found.select(
        "row",
        "sheet_row",
        "submission",
        "earlier_row",
        received=pl.col("received_on").dt.strftime("%Y/%m/%d"),
        value=pl.lit(None, pl.String),
        suggestion=pl.lit(None, pl.String),
        spans=_NO_SPANS,
    )
    shown = {name: pl.col(name).cast(pl.String) for name in ("submission", "received", "earlier_row")}
    return _assembled(rule, facts, shown)


def fault_findings(rule: PlannedRule, faults: list[Fault], concealer: Concealer) -> pl.DataFrame:
    """The findings of a submission rule; they have no row.

    Args:
        concealer: masks what is shown: what stands in a header may be a record.
    """
    texts = [
        text
        for fault in faults
        for text in (_filled(rule, "zh", fault.details), _filled(rule, "en", fault.details), fault.value)
    ]
    shown = concealer.masked(pl.DataFrame({concealer.text: texts}, schema={concealer.text: pl.String}))
    messages = zip(*[iter(shown)] * 3, strict=True)  # as they were put in: three of each fault
    lines = [
        {
            "row": None,
            "sheet_row": None,
            "rule": rule.number,
            "rule_id": rule.id,
            "message_zh": message_zh,
            "message_en": message_en,
            "value": value,
            "suggestion": fault.suggestion,
            "fields": list(fault.fields),
            "spans": None,
        }
        for fault, (message_zh, message_en, value) in zip(faults, messages, strict=True)
    ]
    return pl.DataFrame(lines, schema=FINDING_SCHEMA)


def template(rule: PlannedRule, language: str) -> str:
    """The message template of a rule, with what is known of the rule filled in."""
    texts = rule.rule.message or rule.check.message
    title = (rule.rule.title or rule.check.title)[language]
    caption = "、".join(definition.caption for definition in rule.fields[:1])
    other = "、".join(definition.caption for definition in rule.fields[1:])
    for name, value in (("title", title), ("caption", caption), ("other", other)):
        texts = {**texts, language: texts[language].replace(f"{{{name}}}", value)}
    return texts[language]


def _filled(rule: PlannedRule, language: str, details: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda name: details.get(name.group(1), ""), template(rule, language))


def _assembled(rule: PlannedRule, facts: pl.DataFrame, shown: Mapping[str, pl.Expr]) -> pl.DataFrame:
    return facts.select(
        "row",
        "sheet_row",
        pl.lit(rule.number, pl.UInt32).alias("rule"),
        pl.lit(rule.id).alias("rule_id"),
        _message(template(rule, "zh"), shown).alias("message_zh"),
        _message(template(rule, "en"), shown).alias("message_en"),
        "value",
        "suggestion",
        pl.lit(None, FINDING_SCHEMA["fields"]).alias("fields"),
        "spans" if "spans" in facts.columns else _NO_SPANS.alias("spans"),
    ).cast(FINDING_SCHEMA)  # type: ignore[arg-type]


def _message(text: str, shown: Mapping[str, pl.Expr]) -> pl.Expr:
    """A template as an expression: literal parts and placeholders joined."""
    parts: list[pl.Expr] = []
    for number, part in enumerate(PLACEHOLDER.split(text)):
        if number % 2:
            parts.append(shown[part].fill_null("") if part in shown else pl.lit(""))
        elif part:
            parts.append(pl.lit(part))
    return pl.concat_str(parts) if parts else pl.lit("")
