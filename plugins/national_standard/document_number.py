"""Document numbers (文书号) in the official shape: organ abbreviation, year in 〔〕, number, 号."""

from typing import Final

import polars as pl

from engine import Column, Violation, check, contains, on_candidates, on_distinct
from plugins.national_standard.document_number_parts import CLOSING, DIGIT, OPENING, problem_of, repaired
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.wording import described

GB_9704: Final = "GB/T 9704-2012《党政机关公文格式》7.2.5"
_YEAR: Final = rf"\s*[12１２]{DIGIT}{{3}}\s*年?\s*"
_SHORT_YEAR: Final = rf"\s*{DIGIT}{{2}}\s*年?\s*"

_RIGHT: Final = r"^\S+〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号$"
_ATTEMPTS: Final = "|".join(
    (
        rf"[{OPENING}]{_YEAR}[{CLOSING}]",
        rf"[{OPENING}]{_SHORT_YEAR}[{CLOSING}]\s*第?\s*{DIGIT}+\s*号",
        rf"[{OPENING}]{_YEAR}第?\s*{DIGIT}+\s*号$",
        rf"\p{{Han}}{_YEAR}[{CLOSING}]",
        rf"\p{{Han}}\s*[-—－]?\s*(?:19|20)[0-9]{{2}}(?:\s*年度?\s*第?|\s*第|\s*[-—－]|\s+)\s*{DIGIT}+\s*号$",
    )
)
# What follows the year may be more than a number (12-1号, 12号之一, 建字12): then only the year and its brackets are
# judged, unless the number is in Chinese numerals or one character stands for 号 (12好).
_RIGHT_BUT_FOR_THE_TAIL: Final = r"^\S+〔(?:19|20)[0-9]{2}〕\S*[^0-9０-９第号\s()（）]\S*$"
_WRONG_TAIL: Final = r"〕第?(?:[1-9][0-9]*[\p{Han}&&[^号之]]|[一二三四五六七八九十百千〇零○]+号?)$"
_ADDED: Final = r"(?:[-—－][0-9]+)*号(?:之[一二三四五六七八九十]+|-[0-9]+)?"
_RIGHT_WITH_ADDITION: Final = (
    rf"^\S+〔(?:19|20)[0-9]{{2}}〕(?:(?:[A-Z]{{1,3}}|\p{{Han}}{{1,6}})[-—－]?)?[1-9][0-9]*{_ADDED}$"
)
# Numbers of certificates (安许证字[2019]000123) and of courts ((2020)晋04行审1号) have shapes of their own.
_OTHER_SHAPES: Final = rf"证字|许证|可证|证第|证号|^\s*[{OPENING}]{_YEAR}[{CLOSING}]\s*\p{{Han}}[^号]*{DIGIT}"


@check(
    id="docno.shape",
    kind="bad_document_number",
    needs=["text.characters"],
    title={"zh": "文书号不规范", "en": "document number not in the official shape"},
    message={
        "zh": "{caption}“{value}”{problem}，规范写法如“长市罚〔2020〕12号”",
        "en": "{caption} '{value}' {problem_en}; the official shape is 长市罚〔2020〕12号",
    },
    sources=[GB_9704, STANDARD],
)
def document_number_shape(number: Column, *, also: list[str] | None = None, always: bool = False) -> Violation:
    """A document number is not organ abbreviation, year of four digits in 〔〕, number without leading zeros or 第, 号.

    Judged is only what tries to be a document number: a year in brackets of any kind, or a bare year before a number
    and 号. Where there is no decision document the permit's own number stands in this item, and those have many
    shapes (JY11404020012345, 晋食药监械经营许20200012号); they are let through, as are certificate numbers
    (安许证字[2019]000123), court numbers ((2020)晋04行审1号), half-width brackets in the organ part
    (长公(潞)行罚决字〔2020〕12号), and additions to the number (12-1号, 12号之一).

    With `always` every text is judged, for decisions that always have a document number: then 长市罚12号, 2020-12 and
    处罚决定书 are faulty too, and of additions only those that are usual pass (12-1号, 12号之一, A12号, 简12号).

    The message names every fault; the right form is proposed where year and number are certain.

    Args:
        number: the field with the document number.
        also: texts that are right as they are (the 2015 form has 空 for a permit without a number).
        always: there is always a document number, so whatever is none is faulty.
    """
    candidate = ~number.text.str.contains(_RIGHT)
    if also:
        candidate &= ~number.text.is_in(also)
    return Violation(
        where=on_candidates(number.text, candidate, _is_no_document_number if always else _is_faulty),
        details=described(number.text, problem_of),
        suggestion=on_distinct(number.text, repaired, pl.String),
    )


def _is_no_document_number(texts: pl.Series) -> pl.Series:
    """Which texts are neither in the right shape nor in one that is known besides."""
    return _is_faulty(texts) | ~(contains(texts, _RIGHT_WITH_ADDITION) | contains(texts, _OTHER_SHAPES))


def _is_faulty(texts: pl.Series) -> pl.Series:
    """Which texts that are not in the right shape try to be."""
    added = contains(texts, _RIGHT_BUT_FOR_THE_TAIL) & ~contains(texts, _WRONG_TAIL)
    return contains(texts, _ATTEMPTS) & ~(contains(texts, _OTHER_SHAPES) | added)
