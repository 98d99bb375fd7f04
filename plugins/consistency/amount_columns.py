"""A column of 万元 held against the sums that the text of the decision names: what the two checks of amounts share.

Nearly all records agree in the plainest way, so agreement is looked for from the cheapest test to the dearest: the
column's own figure written into the usual phrase; the first numeral after the usual words; only what is left goes to
the reader of whole texts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

import polars as pl

from engine import Column, Violation
from plugins.consistency.chinese_amounts import Role, amounts, contradicts, misplaced
from plugins.consistency.chinese_numerals import NUMERAL_CHARACTERS, fen

FEN_PER_TEN_THOUSAND_YUAN: Final = 10**6
_NUMERAL: Final = rf"((?:[{NUMERAL_CHARACTERS}０-９.,，．]){{1,24}})\s*元"
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_SMALL_CHANGE: Final = rf"元零?[{NUMERAL_CHARACTERS}][角分]"


@dataclass(frozen=True)
class Wording:
    """How texts usually name the sum of a column.

    Attributes:
        role: what the sum is.
        zh, en: the role's name in messages.
        openings: phrases that a figure in yuan follows at once, the commonest first.
        numerals: patterns whose only group is the numeral, the commonest first.
    """

    role: Role
    zh: str
    en: str
    openings: tuple[str, ...]
    numerals: tuple[str, ...]


def wording(role: Role, zh: str, en: str, word: str) -> Wording:
    """The wording of a role whose sums stand after `word` (罚款, 没收违法所得) or, with 处, before it.

    Args:
        role: the role.
        zh, en: its name in messages.
        word: the word.
    """
    after = rf"{word}(?:金额)?[:：（(]?(?:大写)?[)）:：]?\s*(?:人民币)?[¥￥]?\s*{_NUMERAL}"
    before = rf"处以?(?:人民币)?\s*{_NUMERAL}[整正]?的?{word}"
    return Wording(role, zh, en, (f"{word}人民币", word), (after, before))


def against_text(amount: Column, content: Column, usual: Wording) -> Violation:
    """The violation of a column of 万元 that agrees with no reading of the text.

    Args:
        amount: decimal column, in 万元.
        content: text column that names the sum.
        usual: how such texts usually name it.

    Returns:
        A violation with the details `problem` and `problem_en`; the suggestion is the figure in 万元 where yuan were
        entered, else null.
    """
    entered = entered_fen(amount)
    where = pl.map_batches(
        [content.text, entered], partial(_contradicted, usual=usual), return_dtype=pl.Boolean, is_elementwise=True
    )
    problem = partial(_problem, usual=usual, caption=content.caption)
    return Violation(
        where=where,
        details={
            "problem": _by_row(content.text, entered, partial(problem, language="zh")),
            "problem_en": _by_row(content.text, entered, partial(problem, language="en")),
        },
        suggestion=_by_row(content.text, entered, partial(_suggestion, role=usual.role)),
    )


def entered_fen(amount: Column) -> pl.Expr:
    """The column's figure in whole fen (Int64), rounded; null where it is no number or beyond all measure."""
    return (amount.value * FEN_PER_TEN_THOUSAND_YUAN).round().cast(pl.Int64, strict=False)


def ten_thousand_yuan(amount: int) -> str:
    """An amount in fen as a plain decimal in 万元, without trailing zeros: 2000000 → 2, 12345 → 0.012345."""
    return _plain(Decimal(amount).scaleb(-6))


def yuan(amount: int) -> str:
    """An amount in fen as a plain decimal in yuan, without trailing zeros: 2000000 → 20000, 12345 → 123.45."""
    return _plain(Decimal(amount).scaleb(-2))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _contradicted(parts: Sequence[pl.Series], usual: Wording) -> pl.Series:
    """True, false or null for each record of a slice; see `against_text`."""
    text, entered = parts
    frame = pl.DataFrame({"text": text, "fen": entered}).with_row_index("place").drop_nulls()
    answers = pl.Series(text.name, [None], dtype=pl.Boolean).new_from_index(0, len(text))
    if frame.is_empty():
        return answers
    present = frame["place"]
    for opening in usual.openings:
        frame = frame.filter(~_agrees_at_once(frame, opening))
    for pattern in usual.numerals:
        frame = frame.filter(~_agrees_with_first_numeral(frame, pattern))
    verdicts = [contradicts(amounts(t), usual.role, f) for t, f in zip(frame["text"], frame["fen"], strict=True)]
    return answers.scatter(present, False).scatter(frame["place"], pl.Series(verdicts, dtype=pl.Boolean))


def _agrees_at_once(frame: pl.DataFrame, opening: str) -> pl.Series:
    """The column's figure in yuan stands in the text behind the phrase, and nothing hints at 角 or 分 after it."""
    figure = pl.when(pl.col("fen") % 100 == 0).then((pl.col("fen") // 100).cast(pl.String))
    phrase = pl.concat_str(pl.lit(opening), figure, pl.lit("元"))
    agrees = pl.col("text").str.contains(phrase, literal=True) & ~pl.col("text").str.contains_any(["角", "分"])
    return frame.select(agrees.fill_null(False)).to_series()


def _agrees_with_first_numeral(frame: pl.DataFrame, pattern: str) -> pl.Series:
    """The first numeral that the pattern finds, of whatever script, says the column's figure."""
    numerals = frame["text"].str.extract(pattern)
    distinct = numerals.drop_nulls().unique()
    read = pl.Series([fen(numeral.translate(_HALF_WIDTH)) for numeral in distinct], dtype=pl.Int64)
    sums = numerals.replace_strict(distinct, read, default=None, return_dtype=pl.Int64)
    return ((sums == frame["fen"]) & ~frame["text"].str.contains(_SMALL_CHANGE)).fill_null(False)


def _by_row(text: pl.Expr, entered: pl.Expr, describe: Callable[[str, int], str | None]) -> pl.Expr:
    """What a scalar function says of text and figure; for violating records only."""

    def apply(parts: Sequence[pl.Series]) -> pl.Series:
        rows = zip(*parts, strict=True)
        said = [None if text is None or figure is None else describe(text, figure) for text, figure in rows]
        return pl.Series(parts[0].name, said, dtype=pl.String)

    return pl.map_batches([text, entered], apply, return_dtype=pl.String, is_elementwise=True)


def _suggestion(text: str, entered: int, role: Role) -> str | None:
    meant = misplaced(amounts(text), role, entered)
    return None if meant is None else ten_thousand_yuan(meant)


def _problem(text: str, entered: int, usual: Wording, caption: str, language: str) -> str:
    """The second half of the message: what the text says, and that yuan were entered for 万元 where that is plain."""
    named = amounts(text)
    figures = dict.fromkeys(yuan(sum_) for sum_ in named.of(usual.role))
    meant = misplaced(named, usual.role, entered)
    if language == "zh":
        said = f"与{caption}写明的{usual.zh}{'、'.join(f'{figure}元' for figure in figures)}不符"
        return said if meant is None else f"{said}：本项以万元为单位，疑按元填写，应为{ten_thousand_yuan(meant)}"
    said = f"but {caption} names {usual.en} of {', '.join(figures)} yuan"
    return said if meant is None else f"{said}: the unit is 10 000 yuan, so yuan were probably entered for it"
