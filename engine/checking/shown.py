"""What of a cell may be shown in a finding: value, suggestion and details, with everything masked that is known.

Two nets lie one above the other. The engine's own masks numbers of persons, whatever plugins there are; the checks of
sensitive text mask what they know. A detail that a check made out of a cell may have torn a number from the words that
told of it: so what is found in the cell is taken out of its details as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from polars import selectors

from engine.checking.plan import PlannedRule
from engine.masking.concealing import Concealer
from engine.masking.numbers import masked_code, masked_number, masked_text
from engine.ruleset.model import CODE_TYPES, FieldDefinition

WITHHELD_KINDS: Final = frozenset({"sensitive", "minor"})
LONGEST_VALUE: Final = 120
DETAIL: Final = "detail."
NETTED: Final = ("value", "suggestion")  # masked as befits the field
# Such a finding is about a date that was understood.
_UNDERSTOOD_KINDS: Final = frozenset({"late", "date_order", "future_date", "publication_period"})
_NOTHING: Final = pl.lit(None, pl.String)
_SHOWN: Final = selectors.exclude("row", "sheet_row")


@dataclass(frozen=True)
class Draft:
    """The texts of a rule's findings before the checks of sensitive text have seen them.

    Attributes:
        texts: columns `row`, `sheet_row`, `value`, `suggestion` and `detail.NAME`, one line a record. The value of text
            that must not be shown is null: the message has a masked excerpt of it.
        cells: the cells that they were made of, where those may hold words; else None.
        whole: the suggestion is a whole text in the place of the cell's, and is not cut.
    """

    texts: pl.DataFrame
    cells: pl.Series | None
    whole: bool


def drafted(rule: PlannedRule, violating: pl.DataFrame) -> Draft:
    """The texts of a rule's findings, with numbers of persons masked.

    Args:
        violating: the records that violate it, with all columns that the rule reads.
    """
    definition = rule.fields[0] if rule.fields else None
    told = {name: netted(one, definition) if name in NETTED else masked_code(one) for name, one in told_by(rule)}
    texts = violating.select("row", "sheet_row", **told)
    if definition is None or is_withheld(rule):
        return Draft(texts, None, whole=True)
    cells = violating[f"{definition.code}.text"] if may_hold_text(rule, definition) else None
    return Draft(texts, cells, whole=False)


def shown_texts(drafts: Sequence[Draft], concealer: Concealer) -> list[pl.DataFrame]:
    """What may be shown of the texts of several rules' findings; the checks of sensitive text see them together.

    Args:
        concealer: the checks of sensitive text.

    Returns:
        For each draft the columns of its texts.
    """
    doubtful = [(draft.cells, draft.texts) for draft in drafts if draft.cells is not None]
    concealed = iter(_concealed(doubtful, concealer))
    shown = [draft.texts if draft.cells is None else next(concealed) for draft in drafts]
    return [texts if draft.whole else _shortened(texts) for draft, texts in zip(drafts, shown, strict=True)]


def _shortened(texts: pl.DataFrame) -> pl.DataFrame:
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


def _concealed(doubtful: Sequence[tuple[pl.Series, pl.DataFrame]], concealer: Concealer) -> list[pl.DataFrame]:
    """Texts with everything masked that is found in them or in their cells. Most repeat: each is looked at once."""
    if not doubtful:
        return []
    columns = [texts.select(_SHOWN).get_columns() for _, texts in doubtful]
    together = pl.concat([one.alias(concealer.text) for several in columns for one in several])
    cells = pl.concat([cells.alias(concealer.text) for cells, _ in doubtful])
    distinct = pl.concat([together, cells]).drop_nulls().unique()
    masked, words = concealer.looked_at(distinct.to_frame())
    hidden = {distinct[place]: found for place, found in words.items()}
    shown, place, done = together.replace_strict(distinct, masked, default=None), 0, []
    for several, (own, texts) in zip(columns, doubtful, strict=True):
        parts = (shown.slice(place + number * len(own), len(own)).alias(one.name) for number, one in enumerate(several))
        done.append(
            texts.with_columns(_starred(one, own, hidden) if one.name.startswith(DETAIL) else one for one in parts)
        )
        place += len(several) * len(own)
    return done


def _starred(details: pl.Series, cells: pl.Series, hidden: Mapping[str, list[str]]) -> pl.Series:
    """Details without the words that were found in their cells.

    Args:
        hidden: cell → words.
    """
    if not hidden:
        return details
    lines = [one and _without(one, hidden.get(cell, [])) for one, cell in zip(details, cells, strict=True)]
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
