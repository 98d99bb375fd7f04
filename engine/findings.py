"""From violating records to findings: value, message and suggestion, masked, in both languages."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from engine.check import Fault
from engine.concealing import Concealer, Recogniser
from engine.masking import masked_code, masked_number, masked_text
from engine.planning import PlannedRule
from engine.ruleset import CODE_TYPES, FieldDefinition

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
WITHHELD_KINDS: Final = frozenset({"sensitive", "minor"})
LONGEST_VALUE: Final = 120
_NOTHING: Final = pl.lit(None, pl.String)
_NO_SPANS: Final = pl.lit(None, PLACES)
_DETAIL: Final = "detail."
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


def findings_of(rule: PlannedRule, violating: pl.DataFrame, recognisers: Sequence[Recogniser] = ()) -> pl.DataFrame:
    """The findings of one record rule.

    Args:
        violating: the records that violate it, with all columns of the working frame.
        recognisers: what they find in a value, a suggestion or a detail is masked.

    Returns:
        Frame of `FINDING_SCHEMA`, one line a record.
    """
    assert rule.violation is not None
    definition = rule.fields[0] if rule.fields else None
    texts = _texts(rule, definition, violating.with_columns(**rule.violation.working))
    facts = _concealed(texts, rule, recognisers).with_columns(
        value=_cut(pl.col("value")),
        suggestion=pl.col("suggestion") if rule.kind in WITHHELD_KINDS else _cut(pl.col("suggestion")),
    )
    details = {name.removeprefix(_DETAIL): pl.col(name) for name in facts.columns if name.startswith(_DETAIL)}
    return _assembled(rule, facts, {"value": pl.col("value"), **details})


def _texts(rule: PlannedRule, definition: FieldDefinition | None, violating: pl.DataFrame) -> pl.DataFrame:
    """Value, suggestion, spans and details, personal numbers masked. The value of text that must not be shown is null:
    the message has a masked excerpt of it.
    """
    assert rule.violation is not None
    withheld = definition is None or rule.kind in WITHHELD_KINDS
    suggestion = rule.violation.suggestion
    return violating.select(
        "row",
        "sheet_row",
        value=_NOTHING if withheld or definition is None else _shown(pl.col(f"{definition.code}.text"), definition),
        suggestion=_NOTHING if suggestion is None else _shown(suggestion.cast(pl.String), definition),
        spans=_spans(rule),
        **{
            f"{_DETAIL}{name}": masked_code(expression.cast(pl.String))
            for name, expression in rule.violation.details.items()
        },
    )


def _concealed(texts: pl.DataFrame, rule: PlannedRule, recognisers: Sequence[Recogniser]) -> pl.DataFrame:
    """The texts with everything masked that recognisers know; those of codes are left to the net below."""
    free = rule.kind not in WITHHELD_KINDS and rule.fields and rule.fields[0].type not in CODE_TYPES
    if not free or not recognisers or texts.is_empty():
        return texts
    names = ["value", "suggestion", *(name for name in texts.columns if name.startswith(_DETAIL))]
    together = pl.concat([texts[name].alias("text") for name in names])
    masked = Concealer("text", recognisers).masked(together.to_frame())
    return texts.with_columns(
        masked.slice(place * texts.height, texts.height).alias(name) for place, name in enumerate(names)
    )


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
            "spans": None,
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
        "spans",
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


def _shown(text: pl.Expr, definition: FieldDefinition | None) -> pl.Expr:
    """A value with personal numbers masked, as befits its field."""
    if definition is None:
        return text
    if definition.personal:
        return masked_number(text)
    if definition.type in CODE_TYPES or definition.value_type != "text":
        return masked_code(text)
    return masked_text(text)


def _cut(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_chars() > LONGEST_VALUE).then(text.str.head(LONGEST_VALUE - 1) + "…").otherwise(text)
