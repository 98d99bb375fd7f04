"""Codes with right check characters.

Made from the standards and not with the product's own code, so that each tests the other.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

UNIFIED_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NO_CODE: Final = "00000000000000000X"
_UNIFIED_WEIGHTS: Final = np.array([pow(3, place, 31) for place in range(17)])  # GB 32100-2015
_ORGANISATION_WEIGHTS: Final = np.array([3, 7, 9, 10, 5, 8, 4, 2])  # GB 11714-1997
_IDENTITY_WEIGHTS: Final = np.array([pow(2, 17 - place, 11) for place in range(17)])  # GB 11643-1999
_CAPITALS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_ALPHABET: Final = "0123456789" * 7 + "ABCDEFGHJKLMNPQRTUWXY"  # digits prevail, as in codes that are issued

Characters = NDArray[np.uint8]


def unified_codes(classes: Sequence[str], regions: Sequence[str], rng: np.random.Generator) -> pl.Series:
    """Unified social credit codes with random organisation codes.

    Args:
        classes: two characters for each code.
        regions: six digits for each code.
        rng: source of the organisation codes.
    """
    inner = completed_organisation_codes(_random_text(len(classes), 8, _BODY_ALPHABET, rng))
    return completed_unified_codes(pl.Series(classes) + pl.Series(regions) + inner)


def registration_numbers(regions: Sequence[str], rng: np.random.Generator) -> pl.Series:
    """15-digit registration numbers, one for each region of six digits."""
    return completed_registration_numbers(pl.Series(regions) + _random_text(len(regions), 8, "0123456789", rng))


def identity_numbers(regions: Sequence[str], births: pl.Series, rng: np.random.Generator) -> pl.Series:
    """18-character identity numbers of nobody.

    Args:
        regions: six digits for each number.
        births: dates of birth, as eight digits.
        rng: source of the sequence numbers.
    """
    return completed_identity_numbers(pl.Series(regions) + births + _random_text(len(regions), 3, "0123456789", rng))


def completed_unified_codes(bodies: pl.Series) -> pl.Series:
    """The codes that begin with these 17 characters."""
    totals = _values(bodies, UNIFIED_ALPHABET) @ _UNIFIED_WEIGHTS
    return bodies + _text(np.array(list(UNIFIED_ALPHABET))[-totals % 31])


def completed_organisation_codes(bodies: pl.Series) -> pl.Series:
    """The organisation codes that begin with these 8 characters."""
    totals = _values(bodies, _CAPITALS) @ _ORGANISATION_WEIGHTS
    return bodies + _text(np.array(list("0123456789X"))[-totals % 11])


def completed_identity_numbers(bodies: pl.Series) -> pl.Series:
    """The identity numbers that begin with these 17 digits."""
    totals = _values(bodies, "0123456789") @ _IDENTITY_WEIGHTS
    return bodies + _text(np.array(list("0123456789X"))[(1 - totals) % 11])


def completed_registration_numbers(bodies: pl.Series) -> pl.Series:
    """The registration numbers that begin with these 14 digits (ISO 7064 MOD 11,10)."""
    product = np.full(len(bodies), 10)
    for place in _values(bodies, "0123456789").T:
        total = (product + place) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return bodies + _text(np.array(list("0123456789"))[(11 - product) % 10])


def completed(kind: str, body: str) -> str:
    """One code: `kind` is unified, organisation, identity or registration."""
    makers = {
        "unified": completed_unified_codes,
        "organisation": completed_organisation_codes,
        "identity": completed_identity_numbers,
        "registration": completed_registration_numbers,
    }
    return str(makers[kind](pl.Series([body]))[0])


def is_right(kind: str, code: str) -> bool:
    """Whether the last character of a well-formed code fits the others."""
    return completed(kind, code[:-1]) == code


def _values(texts: pl.Series, alphabet: str) -> NDArray[np.int64]:
    joined = np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), -1)
    table = np.zeros(128, dtype=np.int64)
    table[np.frombuffer(alphabet.encode(), dtype=np.uint8)] = np.arange(len(alphabet))
    return table[joined]


def _random_text(count: int, width: int, alphabet: str, rng: np.random.Generator) -> pl.Series:
    letters = np.frombuffer(alphabet.encode(), dtype=np.uint8)[rng.integers(0, len(alphabet), (count, width))]
    return _text(np.ascontiguousarray(letters).view(f"S{width}").ravel().astype(f"U{width}"))


def _text(values: NDArray[np.str_]) -> pl.Series:
    return pl.Series(values.tolist(), dtype=pl.String)
