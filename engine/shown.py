"""What of a cell may be shown in a finding: value, suggestion and details, with everything masked that is known.

Two nets lie one above the other. The engine's own masks numbers of persons, whatever plugins there are; the checks of
sensitive text mask what they know. A detail that a check made out of a cell may have torn a number from the words that
told of it: so what is found in the cell is taken out of its details as well.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from engine.concealing import Concealer
from engine.masking import masked_code, masked_number, masked_text
from engine.plan import PlannedRule
from engine.ruleset import CODE_TYPES, FieldDefinition

WITHHELD_KINDS: Final = frozenset({"sensitive", "minor"})
LONGEST_VALUE: Final = 120
DETAIL: Final = "detail."
NETTED: Final = ("value", "suggestion")  # masked as befits the field
# Such a finding is about a date that was understood.
_UNDERSTOOD_KINDS: Final = frozenset({"late", "date_order", "future_date", "publication_period"})
_NOTHING: Final = pl.lit(None, pl.String)


def shown_texts(rule: PlannedRule, violating: pl.DataFrame, concealer: Concealer) -> pl.DataFrame:
    """The texts of a rule's findings.

    Args:
        violating: the records that violate it, with all columns that the rule reads.
        concealer: the checks of sensitive text.

    Returns:
        Columns `row`, `sheet_row`, `value`, `suggestion` and `detail.NAME`, one line a record. The value of text that
        must not be shown is null: the message has a masked excerpt of it.
    """
    definition = rule.fields[0] if rule.fields else None
    told = {name: netted(one, definition) if name in NETTED else masked_code(one) for name, one in told_by(rule)}
    texts = violating.select("row", "sheet_row", **told)
    if definition is None or is_withheld(rule):
        return texts
    if may_hold_text(rule, definition):
        texts = _concealed(texts, violating[f"{definition.code}.text"], concealer)
    return texts.with_columns(_cut(pl.col("value")), _cut(pl.col("suggestion")))


def told_by(rule: PlannedRule) -> Iterator[tuple[str, pl.Expr]]:
    """Value, suggestion and details of a rule's findings, as texts that are not masked yet."""
    assert rule.violation is not None
    suggestion = rule.violation.suggestion
    yield "value", _NOTHING if is_withheld(rule) else pl.col(f"{rule.fields[0].code}.text")
    yield "suggestion", _NOTHING if suggestion is None else suggestion.cast(pl.String)
    for name, one in rule.violation.details.items():
        yield f"{DETAIL}{name}", one.cast(pl.String)


def is_withheld(rule: PlannedRule) -> bool:
    """Whether a rule's findings do not show the cell."""
    return not rule.fields or rule.kind in WITHHELD_KINDS


def may_hold_text(rule: PlannedRule, definition: FieldDefinition) -> bool:
    """Whether the cell may hold words: no code, no number of a person, no date that was understood as one."""
    is_understood = definition.value_type != "text" and rule.kind in _UNDERSTOOD_KINDS
    return not (definition.personal or definition.type in CODE_TYPES or is_understood)


def _concealed(texts: pl.DataFrame, cells: pl.Series, concealer: Concealer) -> pl.DataFrame:
    names = [name for name in texts.columns if name not in ("row", "sheet_row")]
    together = pl.concat([column.alias(concealer.text) for column in (cells, *(texts[name] for name in names))])
    masked, words = concealer.looked_at(together.to_frame())
    height = texts.height
    columns = [masked.slice(place * height, height).alias(name) for place, name in enumerate(names, start=1)]
    hidden = {place: found for place, found in words.items() if place < height}
    return texts.with_columns(_starred(one, hidden) if one.name.startswith(DETAIL) else one for one in columns)


def _starred(details: pl.Series, hidden: dict[int, list[str]]) -> pl.Series:
    """Details without the words that were found in their cells."""
    if not hidden:
        return details
    lines = [one and _without(one, hidden.get(place, [])) for place, one in enumerate(details)]
    return pl.Series(details.name, lines, dtype=pl.String)


def _without(detail: str, words: list[str]) -> str:
    for word in words:
        detail = detail.replace(word, "*" * len(word))
    return detail


def netted(text: pl.Expr, definition: FieldDefinition | None) -> pl.Expr:
    """A text with numbers of persons masked, as befits its field."""
    if definition is None:
        return text
    if definition.personal:
        return masked_number(text)
    if definition.type in CODE_TYPES or definition.value_type != "text":
        return masked_code(text)
    return masked_text(text)


def _cut(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_chars() > LONGEST_VALUE).then(text.str.head(LONGEST_VALUE - 1) + "…").otherwise(text)
