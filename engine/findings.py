"""From violating records to findings: value, message and suggestion, masked, in both languages."""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from engine.check import Fault
from engine.masking import masked_code, masked_number, masked_text
from engine.planning import PlannedRule
from engine.ruleset import FieldDefinition

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
}
WITHHELD_KINDS: Final = frozenset({"sensitive", "minor"})
LONGEST_VALUE: Final = 120
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_CODE_TYPES: Final = frozenset({"uscc", "orgcode", "regno", "taxno"})


def findings_of(rule: PlannedRule, violating: pl.DataFrame) -> pl.DataFrame:
    """The findings of one record rule.

    Args:
        violating: the records that violate it, with all columns of the working frame.

    Returns:
        Frame of `FINDING_SCHEMA`, one line a record.
    """
    assert rule.violation is not None
    definition = rule.fields[0] if rule.fields else None
    value = _value(rule, definition)
    details = {name: _text(expression) for name, expression in rule.violation.details.items()}
    suggestion = _text(rule.violation.suggestion) if rule.violation.suggestion is not None else pl.lit(None, pl.String)
    facts = violating.select(
        "row",
        "sheet_row",
        value=value,
        suggestion=_shown(suggestion, definition) if definition else suggestion,
        **{f"detail.{name}": masked_code(expression) for name, expression in details.items()},
    )
    shown = {"value": pl.col("value"), **{name: pl.col(f"detail.{name}") for name in details}}
    return _assembled(rule, facts, shown)


def _value(rule: PlannedRule, definition: FieldDefinition | None) -> pl.Expr:
    """What was found. Text that must not be shown is not shown here either: the message has a masked excerpt of it."""
    if definition is None or rule.kind in WITHHELD_KINDS:
        return pl.lit(None, pl.String)
    return _shown(pl.col(f"{definition.code}.text"), definition)


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
    )
    shown = {name: pl.col(name).cast(pl.String) for name in ("submission", "received", "earlier_row")}
    return _assembled(rule, facts, shown)


def fault_findings(rule: PlannedRule, faults: list[Fault]) -> pl.DataFrame:
    """The findings of a submission rule; they have no row."""
    lines = [
        {
            "row": None,
            "sheet_row": None,
            "rule": rule.number,
            "rule_id": rule.id,
            "message_zh": _filled(rule, "zh", fault.details),
            "message_en": _filled(rule, "en", fault.details),
            "value": fault.value,
            "suggestion": fault.suggestion,
            "fields": list(fault.fields),
        }
        for fault in faults
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
    return _PLACEHOLDER.sub(lambda name: details.get(name.group(1), ""), template(rule, language))


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
    ).cast(FINDING_SCHEMA)  # type: ignore[arg-type]


def _message(text: str, shown: Mapping[str, pl.Expr]) -> pl.Expr:
    """A template as an expression: literal parts and placeholders joined."""
    parts: list[pl.Expr] = []
    for number, part in enumerate(_PLACEHOLDER.split(text)):
        if number % 2:
            parts.append(shown[part].fill_null("") if part in shown else pl.lit(""))
        elif part:
            parts.append(pl.lit(part))
    return pl.concat_str(parts) if parts else pl.lit("")


def _text(expression: pl.Expr) -> pl.Expr:
    return expression.cast(pl.String)


def _shown(text: pl.Expr, definition: FieldDefinition | None) -> pl.Expr:
    """A value as it may be shown: masked first, then cut."""
    if definition is not None and definition.personal:
        masked = masked_number(text)
    elif definition is not None and (definition.type in _CODE_TYPES or definition.value_type != "text"):
        masked = masked_code(text)
    else:
        masked = masked_text(text)
    return (
        pl.when(masked.str.len_chars() > LONGEST_VALUE).then(masked.str.head(LONGEST_VALUE - 1) + "…").otherwise(masked)
    )
