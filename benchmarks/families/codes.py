"""Codes of parties, organs and sources: wrong check characters, shapes, characters and classes."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import numpy as np
import polars as pl

from benchmarks.codes import NO_CODE, UNIFIED_ALPHABET, completed, is_right, unified_codes
from benchmarks.families.layout import Layout
from benchmarks.families.texts import INVISIBLE
from benchmarks.faults import EVERYWHERE, Change, Fault, Record, put

FULL_WIDTH: Final = {ord(character): ord(character) + 0xFEE0 for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
CYRILLIC: Final = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")
GREEK: Final = str.maketrans("ABEHKMNPTXY", "ΑΒΕΗΚΜΝΡΤΧΥ")
_CHECKSUM: Final = ("bad_checksum",)
_FORMAT: Final = ("bad_format",)
_CHARACTERS: Final = ("bad_characters",)
_EITHER: Final = ("bad_characters", "bad_format")
Rewrite = Callable[[str, Random], str]


def faults(layout: Layout) -> Iterator[Fault]:
    """All faults of this family."""
    party = layout.party("SHXYM")
    for field, name, where in (
        (party, "uscc", layout.is_coded),
        (layout.organ_code, "uscc:organ", EVERYWHERE),
        (layout.source_code, "uscc:source", EVERYWHERE),
    ):
        yield from _unified(field, name, where)
    yield from _zeros(layout)
    yield from _classes(layout)
    yield from _organisation_codes(layout)
    yield from _registration_numbers(layout)
    yield from _tax_numbers(layout)


def rewritten(field: str, rewrite: Rewrite) -> Change:
    """A change that rewrites what stands in a field."""
    return lambda record, random: {field: rewrite(record[field] or "", random)}


def substituted(alphabet: str, kind: str, first: int = 0) -> Rewrite:
    """One character exchanged so that the check character is wrong.

    Args:
        alphabet: characters to choose from.
        kind: of the code, see `benchmarks.codes.is_right`.
        first: places before this one stay.
    """

    def rewrite(code: str, random: Random) -> str:
        while True:
            place = random.randrange(first, len(code))
            wrong = code[:place] + random.choice(alphabet) + code[place + 1 :]
            if not is_right(kind, wrong):
                return wrong

    return rewrite


def swapped(kind: str, first: int = 0) -> Rewrite:
    """Two neighbours exchanged so that the check character is wrong; one character replaced where no swap does that."""

    def rewrite(code: str, random: Random) -> str:
        places = list(range(first, len(code) - 2))
        random.shuffle(places)
        for place in places:
            wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            if wrong != code and not is_right(kind, wrong):
                return wrong
        return substituted("0123456789", kind, first)(code, random)

    return rewrite


def _unified(field: str, name: str, where: pl.Expr) -> Iterator[Fault]:
    has_letter = where & pl.col(field).str.contains("[A-Z]")
    looks_alike = where & pl.col(field).str.contains("[ABCEHKMPTXY]")
    for clothing, (rewrite, kinds) in _wrong_checks().items():
        for turn in range(3):
            yield Fault(f"{name}-check", f"{clothing} {turn}", (field,), kinds, rewritten(field, rewrite), where)
    for clothing, (rewrite, kinds) in _wrong_shapes().items():
        yield Fault(f"{name}-shape", clothing, (field,), kinds, rewritten(field, rewrite), where)
    yield Fault(
        f"{name}-shape", "lower case", (field,), _EITHER, rewritten(field, lambda code, _r: code.lower()), has_letter
    )
    yield Fault(
        f"{name}-shape",
        "Cyrillic",
        (field,),
        _CHARACTERS,
        rewritten(field, lambda code, _r: code.translate(CYRILLIC)),
        looks_alike,
    )
    yield Fault(
        f"{name}-shape",
        "Greek",
        (field,),
        _CHARACTERS,
        rewritten(field, lambda code, _r: code.translate(GREEK)),
        where & pl.col(field).str.contains("[ABEHKMNPTXY]"),
    )


def _wrong_checks() -> dict[str, tuple[Rewrite, tuple[str, ...]]]:
    return {
        "one character": (substituted(UNIFIED_ALPHABET, "unified"), _CHECKSUM),
        "one digit of the region": (substituted("0123456789", "unified", 2), _CHECKSUM),
        "check character": (
            lambda code, random: code[:17] + random.choice(UNIFIED_ALPHABET.replace(code[17], "")),
            _CHECKSUM,
        ),
        "neighbours": (swapped("unified"), _CHECKSUM),
    }


def _wrong_shapes() -> dict[str, tuple[Rewrite, tuple[str, ...]]]:
    shapes: dict[str, tuple[Rewrite, tuple[str, ...]]] = {
        "short": (lambda code, _r: code[:17], _FORMAT),
        "one character lost": (lambda code, random: _without(code, random.randrange(17)), _FORMAT),
        "one character doubled": (
            lambda code, random: _doubled(code, random.randrange(17)),
            ("bad_format", "too_long"),
        ),
        "organisation code": (lambda code, _r: code[8:17], _FORMAT),
        "registration number": (lambda _code, _r: "140402123456784", _FORMAT),
        "letter O": (lambda code, random: _exchanged(code, random, "O"), _EITHER),
        "letter I": (lambda code, random: _exchanged(code, random, "I"), _EITHER),
        "letters S, V, Z": (lambda code, random: _exchanged(code, random, random.choice("SVZ")), _EITHER),
        "inner spaces": (lambda code, _r: f"{code[:8]} {code[8:]}", _EITHER),
        "hyphens": (lambda code, _r: f"{code[:8]}-{code[8:17]}-{code[17:]}", _EITHER),
        "scientific notation": (
            lambda code, _r: f"{code[0]}.{code[1:6]}E+17",
            ("bad_format", "bad_number", "bad_characters"),
        ),
        "Chinese digit": (lambda code, random: _exchanged(code, random, "〇"), _EITHER),
        "small l for 1": (lambda code, random: _exchanged(code, random, "l"), _EITHER),
        "punctuation": (lambda code, _r: code + "；", _EITHER),
        "caption before it": (lambda code, _r: f"统一社会信用代码：{code}", _EITHER),
        "full width": (lambda code, _r: code.translate(FULL_WIDTH), _CHARACTERS),
        "one full-width digit": (lambda code, random: _wide_at(code, random.randrange(18)), _CHARACTERS),
    }
    return shapes | {f"{kind} inside": (_with_inside(character), _CHARACTERS) for kind, character in INVISIBLE.items()}


def _without(code: str, place: int) -> str:
    return code[:place] + code[place + 1 :]


def _doubled(code: str, place: int) -> str:
    return code[:place] + code[place] + code[place:]


def _exchanged(code: str, random: Random, character: str) -> str:
    place = random.randrange(2, len(code))
    return code[:place] + character + code[place + 1 :]


def _wide_at(code: str, place: int) -> str:
    return code[:place] + code[place].translate(FULL_WIDTH) + code[place + 1 :]


def _with_inside(character: str) -> Rewrite:
    def rewrite(code: str, random: Random) -> str:
        place = random.randrange(1, len(code) + 1)
        return code[:place] + character + code[place:]

    return rewrite


def _zeros(layout: Layout) -> Iterator[Fault]:
    stand_in = ("bad_checksum", "placeholder")
    any_of = (*stand_in, "wrong_class", "bad_format")
    for field in (layout.organ_code, layout.source_code):
        yield Fault("uscc:zeros-organ", f"17 zeros and X in {field}", (field,), stand_in, put(field, NO_CODE))
        yield Fault("uscc:zeros-organ", f"18 zeros in {field}", (field,), any_of, put(field, "0" * 18))
    field = layout.party("SHXYM")
    legal = layout.is_category("法人及非法人组织") & layout.is_coded
    yield Fault("uscc:zeros-party", "17 zeros and X", (field,), any_of, put(field, NO_CODE), legal)
    yield Fault("uscc:zeros-party", "18 zeros", (field,), any_of, put(field, "0" * 18), legal)


def _classes(layout: Layout) -> Iterator[Fault]:
    """Codes of the wrong class; code_3 goes with code_1, so only records without it are taken."""
    field = layout.party("SHXYM")
    simple = layout.is_coded & pl.col(layout.party("ZZJG")).is_null()
    fields = (field, layout.party("LB"))
    individual, legal = layout.is_category("个体工商户"), layout.is_category("法人及非法人组织")
    for code_class in ("91", "93", "12", "51", "11", "52", "81"):
        yield Fault(
            "class:entity-code", code_class, fields, ("wrong_class",), of_class(field, code_class), simple & individual
        )
    for turn in range(4):
        yield Fault("class:entity92", f"{turn}", fields, ("wrong_class",), of_class(field, "92"), simple & legal)


def of_class(field: str, code_class: str) -> Change:
    """A change that puts a right code of a class into a field."""

    def change(_record: Record, random: Random) -> Record:
        region = random.choice(["140402", "610103", "110105"])
        return {field: str(unified_codes([code_class], [region], np.random.default_rng(random.randrange(2**32)))[0])}

    return change


def _organisation_codes(layout: Layout) -> Iterator[Fault]:
    field, party = layout.party("ZZJG"), layout.party("SHXYM")
    filled = pl.col(field).is_not_null()
    mismatch: dict[str, Rewrite] = {
        "another unit's": lambda _code, random: completed("organisation", f"{random.randrange(10**8):08d}"),
        "another unit's with hyphen": lambda _code, random: _hyphenated(
            completed("organisation", f"{random.randrange(10**8):08d}")
        ),
    }
    for clothing, rewrite in mismatch.items():
        yield Fault("orgcode:mismatch", clothing, (field, party), ("mismatch",), rewritten(field, rewrite), filled)
    unfilled = layout.is_coded & ~filled
    yield Fault(
        "orgcode:mismatch",
        "newly filled",
        (field, party),
        ("mismatch",),
        rewritten(field, mismatch["another unit's"]),
        unfilled,
    )
    wrong: tuple[Rewrite, ...] = (substituted("0123456789", "organisation"), swapped("organisation"))
    for number, rewrite in enumerate(wrong):
        yield Fault(
            "orgcode:check", f"{number}", (field,), ("bad_checksum", "mismatch"), rewritten(field, rewrite), filled
        )
    shapes: dict[str, tuple[Rewrite, tuple[str, ...]]] = {
        "short": (lambda code, _r: code[:8], _FORMAT),
        "long": (lambda code, _r: code + "1", ("bad_format", "too_long")),
        "full width": (lambda code, _r: code.translate(FULL_WIDTH), _CHARACTERS),
        "zero width": (_with_inside("\u200b"), _CHARACTERS),
        "two hyphens": (lambda code, _r: f"{code[:4]}-{code[4:8]}-{code[8]}", _EITHER),
        "scientific notation": (lambda _code, _r: "1.1058E+08", ("bad_format", "bad_number", "bad_characters")),
    }
    for clothing, (rewrite, kinds) in shapes.items():
        yield Fault("orgcode:shape", clothing, (field,), kinds, rewritten(field, rewrite), filled)
    with_letter = pl.col(field).str.contains("[A-Z]")
    yield Fault(
        "orgcode:shape", "lower case", (field,), _EITHER, rewritten(field, lambda code, _r: code.lower()), with_letter
    )


def _hyphenated(code: str) -> str:
    return f"{code[:8]}-{code[8:]}"


def _registration_numbers(layout: Layout) -> Iterator[Fault]:
    field = layout.party("GSZC")
    filled = pl.col(field).is_not_null()
    rewrites: dict[str, Rewrite] = {
        "last digit": lambda code, random: code[:14] + random.choice("0123456789".replace(code[14], "")),
        "one digit": substituted("0123456789", "registration"),
        "neighbours": swapped("registration"),
        "one digit again": substituted("0123456789", "registration", 6),
    }
    for clothing, rewrite in rewrites.items():
        yield Fault("regno:check", clothing, (field,), _CHECKSUM, rewritten(field, rewrite), filled)
    shapes: dict[str, tuple[Rewrite, tuple[str, ...]]] = {
        "scientific notation": (lambda _code, _r: "1.40402E+14", ("bad_format", "bad_number", "bad_characters")),
        "zero width": (_with_inside("\u200b"), _CHARACTERS),
        "decimals": (lambda code, _r: code + ".0", ("bad_format", "bad_number", "bad_characters")),
    }
    for clothing, (rewrite, kinds) in shapes.items():
        yield Fault("regno:shape", clothing, (field,), kinds, rewritten(field, rewrite), filled)


def _tax_numbers(layout: Layout) -> Iterator[Fault]:
    field = layout.party("SWDJ")
    filled = pl.col(field).is_not_null()
    shapes: dict[str, tuple[Rewrite, tuple[str, ...]]] = {
        "short": (lambda code, _r: code[:10], _FORMAT),
        "full width": (lambda code, _r: code.translate(FULL_WIDTH), _CHARACTERS),
        "scientific notation": (lambda _code, _r: "1.40402E+14", ("bad_format", "bad_number", "bad_characters")),
    }
    for clothing, (rewrite, kinds) in shapes.items():
        yield Fault("taxno:shape", clothing, (field,), kinds, rewritten(field, rewrite), filled)
