"""Identity documents of natural persons and of representatives."""

from collections.abc import Iterator
from random import Random
from typing import Final

import polars as pl

from benchmarks.codes import completed
from benchmarks.families.codes import FULL_WIDTH, Rewrite, rewritten, substituted, swapped
from benchmarks.families.layout import Layout
from benchmarks.faults import Fault, Record

_FORMAT: Final = ("bad_format",)
_EITHER: Final = ("bad_characters", "bad_format")
_DATE: Final = ("bad_format", "bad_date")
_PROVINCE: Final = ("bad_format", "not_in_list")
# Seventh to fourteenth digit.
IMPOSSIBLE_BIRTHS: Final = (
    "19870230",
    "19891301",
    "19900011",
    "19850431",
    "19990229",
    "19780100",
    "20991231",
    "18010101",
)


def faults(layout: Layout) -> Iterator[Fault]:
    """All faults of this family."""
    number, kind = layout.party("ZJHM"), layout.party("ZJLX")
    resident = (pl.col(kind) == "身份证") & (pl.col(number).str.len_chars() == 18)
    yield from _resident(number, "ric", resident)
    representative = f"{layout.prefix}_FR_ZJHM"
    yield from _resident(representative, "ric:representative", pl.col(representative).is_not_null())
    yield from _other_papers(layout)


def _resident(field: str, name: str, where: pl.Expr) -> Iterator[Fault]:
    for clothing, rewrite in _wrong_checks().items():
        yield Fault(f"{name}-check", clothing, (field,), ("bad_checksum",), rewritten(field, rewrite), where)
    for birth in IMPOSSIBLE_BIRTHS:
        yield Fault(f"{name}-birth", birth, (field,), _DATE, rewritten(field, _born(birth)), where)
    for province in ("00", "16", "99", "47", "66", "56"):
        yield Fault(f"{name}-province", province, (field,), _PROVINCE, rewritten(field, _of_province(province)), where)
    for clothing, (rewrite, kinds) in _wrong_shapes().items():
        yield Fault(f"{name}-shape", clothing, (field,), kinds, rewritten(field, rewrite), where)


def _wrong_checks() -> dict[str, Rewrite]:
    return {
        "last character": lambda code, random: code[:17] + random.choice("0123456789X".replace(code[17], "")),
        "sequence number": substituted("0123456789", "identity", 14),
        "neighbours": swapped("identity", 14),
        "county": lambda code, _r: code[:4] + f"{(int(code[4:6]) + 1) % 100:02d}" + code[6:],
        "digit for X": lambda code, random: code[:17] + random.choice("123456789".replace(code[17], "")),
        "rounded by a spreadsheet": _rounded,
    }


def _rounded(code: str, _random: Random) -> str:
    """The last three digits lost, as in a spreadsheet: nine in ten are then wrong, and the others are changed."""
    wrong = code[:15] + "000"
    return wrong if completed("identity", wrong[:17]) != wrong else code[:14] + f"{(int(code[14]) + 1) % 10}000"


def _born(birth: str) -> Rewrite:
    return lambda code, _r: completed("identity", code[:6] + birth + code[14:17])


def _of_province(province: str) -> Rewrite:
    return lambda code, _r: completed("identity", province + code[2:17])


def _wrong_shapes() -> dict[str, tuple[Rewrite, tuple[str, ...]]]:
    return {
        "17 digits": (lambda code, _r: code[:17], _FORMAT),
        "16 digits": (lambda code, _r: code[:16], _FORMAT),
        "19 characters": (lambda code, _r: "1" + code, ("bad_format", "too_long")),
        "X in the middle": (lambda code, _r: code[:10] + "X" + code[11:], _FORMAT),
        "masked": (lambda code, _r: code[:6] + "********" + code[14:], _EITHER),
        "scientific notation": (
            lambda code, _r: f"{code[0]}.{code[1:6]}E+17",
            ("bad_format", "bad_number", "bad_characters"),
        ),
        "full width": (lambda code, _r: code.translate(FULL_WIDTH), ("bad_characters",)),
        "small x": (lambda code, _r: completed("identity", _ending_in_x(code))[:17] + "x", _EITHER),
        "Cyrillic Х": (lambda code, _r: code[:17] + "Х", _EITHER),
        "multiplication sign": (lambda code, _r: code[:17] + "×", _EITHER),
        "zero width space": (lambda code, _r: code[:9] + "\u200b" + code[9:], ("bad_characters",)),
        "inner spaces": (lambda code, _r: f"{code[:6]} {code[6:14]} {code[14:]}", _EITHER),
        "name in it": (lambda _code, _r: "王建国", _EITHER),
        "telephone number": (lambda _code, _r: "13935512345", _FORMAT),
    }


def _ending_in_x(code: str) -> str:
    """17 digits near those of the code whose check character is X."""
    bodies = (code[:14] + f"{number:03d}" for number in range(1000))
    return next(body for body in bodies if completed("identity", body)[17] == "X")


def _other_papers(layout: Layout) -> Iterator[Fault]:
    number, kind = layout.party("ZJHM"), layout.party("ZJLX")
    wrong = {
        "护照号": ("护照", "E1", "王建国", "140402198706025060", "E１２３４５６７８"),
        "港澳居民来往内地通行证": ("H1234567", "X12345678", "E12345678", "H1234567B"),
        "台湾居民来往大陆通行证": ("1234567", "T1234", "台胞证"),
        "外国人永久居留身份证": ("ABC12345", "123456789012345", "USA12345678901"),
    }
    for word, values in wrong.items():
        for value in values:
            kinds = ("bad_format", "bad_characters", "bad_checksum")

            def change(_record: Record, _random: Random, word: str = word, value: str = value) -> Record:
                return {kind: word, number: value}

            yield Fault("papers", f"{word} {value}", (number,), kinds, change, layout.is_natural)
