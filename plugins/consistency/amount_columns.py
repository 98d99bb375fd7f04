"""A column of 万元 held against the sums that the text of the decision names: what the two checks of amounts share.

Nearly all records agree in the plainest way, so agreement is looked for from the cheapest test to the dearest: what
stands between the usual word and 元; the first numeral in the usual place; the first sum after anything that may lead
to it; only what is left goes to the reader of whole texts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Final

import polars as pl

from engine import Column, Violation, mapped
from plugins.consistency.chinese_amounts import LEADING, Role, amounts, contradicts, misplaced
from plugins.consistency.chinese_numerals import DIGIT_CHARACTERS, NUMERAL_CHARACTERS, fen

FEN_PER_TEN_THOUSAND_YUAN: Final = 10**6
_NUMERAL: Final = rf"[{NUMERAL_CHARACTERS}０-９.,，．]{{1,24}}"
_FEW: Final = 20  # so few texts are read whole at once: the cheap tests would take longer
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_CHANGE: Final = rf"零?[{DIGIT_CHARACTERS}][角分]"
_SUM: Final = re.compile(rf"({_NUMERAL})\s*元(?:(.)角)?(?:零?(.)分)?")
# What may follow a sum: the same sum once more in brackets, or a share (分之), is a matter for the reader.
_BEHIND: Final = rf"[整正]?[,，、]?(?:[^整正,，、（(之角分{DIGIT_CHARACTERS}]|$)"


@dataclass(frozen=True)
class Wording:
    """How texts usually name the sum of a column.

    Attributes:
        role: what the sum is.
        zh, en: the role's name in messages.
        word: what most sums stand behind.
        opened: pattern of what may stand between that word and 元; its only group is the numeral.
        numerals: patterns of sums behind and before the word, in texts; the only group is the numeral.
        sums: pattern whose only group is the whole sum (贰佰元伍角), behind all that may lead to it.
    """

    role: Role
    zh: str
    en: str
    word: str
    opened: re.Pattern[str]
    numerals: tuple[str, ...]
    sums: str

    @property
    def agreements(self) -> Iterator[Callable[[pl.DataFrame], pl.Series]]:
        """Tests of plain agreement, the cheapest first."""
        yield partial(_agrees_behind_word, usual=self)
        yield from (partial(_agrees_with_first_numeral, pattern=pattern) for pattern in self.numerals)
        yield partial(_agrees_with_first_sum, pattern=self.sums)


def wording(role: Role, zh: str, en: str, word: str) -> Wording:
    """The wording of a role whose sums stand after `word` (罚款, 没收违法所得) or, with 处, before it.

    Args:
        role: the role.
        zh, en: its name in messages.
        word: the word.
    """
    opened = rf"(?:金额)?[:：（(]?(?:大写)?[)）:：]?\s*(?:人民币)?[¥￥]?\s*({_NUMERAL})\s*"
    before = rf"处以?(?:人民币)?\s*({_NUMERAL})\s*元[整正]?的?{word}"
    whole = rf"{_NUMERAL}\s*元(?:[{DIGIT_CHARACTERS}]角)?(?:零?[{DIGIT_CHARACTERS}]分)?"
    after = rf"{word}{opened}元"
    return Wording(role, zh, en, word, re.compile(opened), (after, before), rf"{LEADING[role]}({whole}){_BEHIND}")


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
    where = mapped(
        [content.text, entered], partial(_contradicted, usual=usual), pl.Boolean, partial(_is_contradicted, usual=usual)
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
    if len(text) <= _FEW and _all_agree(text, entered, usual.role):
        return pl.select(pl.when(text.is_not_null() & entered.is_not_null()).then(False)).to_series()
    frame = pl.DataFrame({"text": text, "fen": entered}).with_row_index("place").drop_nulls()
    answers = pl.Series(text.name, [None], dtype=pl.Boolean).new_from_index(0, len(text))
    if frame.is_empty():
        return answers
    present = frame["place"]
    for agrees in usual.agreements:
        frame = frame.filter(~agrees(frame))
        if frame.is_empty():
            return answers.scatter(present, False)
    verdicts = [contradicts(amounts(t), usual.role, f) for t, f in zip(frame["text"], frame["fen"], strict=True)]
    return answers.scatter(present, False).scatter(frame["place"], pl.Series(verdicts, dtype=pl.Boolean))


def _is_contradicted(text: str | None, entered: int | None, usual: Wording) -> bool | None:
    """The same for one record."""
    if text is None or entered is None:
        return None
    if contradicts(amounts(text), usual.role, entered) is False:  # for a few texts the cheapest, and nearly always so
        return False
    answer: bool | None = _contradicted([pl.Series([text]), pl.Series([entered])], usual).item()
    return answer


def _all_agree(text: pl.Series, entered: pl.Series, role: Role) -> bool:
    """Whether the reader of whole texts says at once that nothing is contradicted: for a few that is cheapest."""
    pairs = [pair for pair in zip(text, entered, strict=True) if None not in pair]
    return all(contradicts(amounts(t), role, f) is False for t, f in pairs)


def _agrees_behind_word(frame: pl.DataFrame, usual: Wording) -> pl.Series:
    """Between the first `usual.word` and the next 元 stands nothing but a usual opening and the column's figure.

    Cutting is far cheaper than a pattern, and the pieces that are cut out repeat themselves.
    """
    behind = pl.col("text").str.split_exact(usual.word, 1).struct.field("field_1")
    pieces = frame.select(behind.str.split_exact("元", 1).struct.unnest())
    read = partial(_opened_in_fen, usual.opened)
    return _agrees(frame, pieces["field_0"], read) & ~pieces["field_1"].str.contains(f"^{_CHANGE}").fill_null(True)


def _agrees_with_first_numeral(frame: pl.DataFrame, pattern: str) -> pl.Series:
    """The first numeral that the pattern finds, of whatever script, says the column's figure."""
    numerals = frame["text"].str.extract(pattern)
    return _agrees(frame, numerals, _numeral_in_fen) & ~frame["text"].str.contains(f"元{_CHANGE}")


def _agrees_with_first_sum(frame: pl.DataFrame, pattern: str) -> pl.Series:
    """The first sum that the pattern finds says the column's figure."""
    return _agrees(frame, frame["text"].str.extract(pattern), _sum_in_fen)


def _agrees(frame: pl.DataFrame, pieces: pl.Series, read: Callable[[str], int | None]) -> pl.Series:
    """Where the piece of a text, as a function reads it, says the column's figure; equal pieces are read once."""
    distinct = pieces.drop_nulls().unique()
    said = pl.Series([read(piece) for piece in distinct], dtype=pl.Int64)
    sums = pieces.replace_strict(distinct, said, default=None, return_dtype=pl.Int64)
    return (sums == frame["fen"]).fill_null(False)


@lru_cache(maxsize=4096)
def _opened_in_fen(pattern: re.Pattern[str], piece: str) -> int | None:
    found = pattern.fullmatch(piece)
    return None if found is None else _numeral_in_fen(found[1])


@lru_cache(maxsize=4096)
def _numeral_in_fen(numeral: str) -> int | None:
    return fen(numeral.translate(_HALF_WIDTH))


@lru_cache(maxsize=4096)
def _sum_in_fen(sum_: str) -> int | None:
    found = _SUM.fullmatch(sum_)
    return None if found is None else fen(found[1].translate(_HALF_WIDTH), found[2] or "", found[3] or "")


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
    meant = misplaced(named, usual.role, entered)
    certain = dict.fromkeys(yuan(sum_) for sum_ in named.of(usual.role))
    figures = certain or ([] if meant is None else [yuan(meant)])
    if language == "zh":
        role = usual.zh if certain else "金额"
        said = f"与{caption}写明的{role}{'、'.join(f'{figure}元' for figure in figures)}不符"
        return said if meant is None else f"{said}：本项以万元为单位，疑按元填写，应为{ten_thousand_yuan(meant)}"
    said = f"but {caption} names {usual.en if certain else 'a sum'} of {', '.join(figures)} yuan"
    return said if meant is None else f"{said}: the unit is 10 000 yuan, so yuan were probably entered for it"
