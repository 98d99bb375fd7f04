"""Clean records of the 2019 form: nothing in them deserves a refusal or a second look.

Deterministic: the same count, seed and first number give the same records. Made column by column with numpy and
Polars, more than 100 000 records a second.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.documents import decided, licensed
from benchmarks.parties import organs, parties
from benchmarks.words import DEPARTMENTS, PLACES

Days = tuple[date, date]
DAYS: Final[Days] = date(2019, 7, 1), date(2020, 4, 30)
RECENT_DAYS: Final[Days] = date(2020, 4, 22), date(2020, 4, 30)  # none is late on the last of them

PENALTY_CODES: Final = (
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_XDR_GSZC",
    "CF_XDR_ZZJG",
    "CF_XDR_SWDJ",
    "CF_XDR_SYDW",
    "CF_XDR_SHZZ",
    "CF_FRDB",
    "CF_FR_ZJLX",
    "CF_FR_ZJHM",
    "CF_XDR_ZJLX",
    "CF_XDR_ZJHM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_NR_ZKDX",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_GSJZQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
    "BZ",
)
LICENCE_CODES: Final = (
    "XK_XDR_MC",
    "XK_XDR_LB",
    "XK_XDR_SHXYM",
    "XK_XDR_GSZC",
    "XK_XDR_ZZJG",
    "XK_XDR_SWDJ",
    "XK_XDR_SYDW",
    "XK_XDR_SHZZ",
    "XK_FRDB",
    "XK_FR_ZJLX",
    "XK_FR_ZJHM",
    "XK_XDR_ZJLX",
    "XK_XDR_ZJHM",
    "XK_XKWS",
    "XK_WSH",
    "XK_XKLB",
    "XK_XKZS",
    "XK_XKBH",
    "XK_NR",
    "XK_JDRQ",
    "XK_YXQZ",
    "XK_YXQZI",
    "XK_XKJG",
    "XK_XKJGDM",
    "XK_ZT",
    "XK_LYDW",
    "XK_LYDWDM",
    "BZ",
)


def penalties(count: int, seed: int, first: int = 0, days: Days = DAYS) -> pl.DataFrame:
    """Clean penalties.

    Args:
        count: how many.
        seed: another seed, other records.
        first: how many records of the same file came before; document numbers go on from there.
        days: the first and the last day on which something is decided.

    Returns:
        Frame of 30 String columns named by field code; empty cells are null.
    """
    rng = np.random.default_rng([seed, first, 1])
    decisions = _decisions(count, seed, first, rng, days)
    frame = pl.concat([parties("CF", count, rng), decisions, decided(decisions, rng)], how="horizontal")
    sources = _other_sources(decisions, seed, rng)
    return frame.with_columns(
        CF_WSH=_document_number("罚"),
        CF_CFJG="organ",
        CF_CFJGDM="organ_code",
        CF_SJLY=sources["organ"],
        CF_SJLYDM=sources["organ_code"],
    ).select(PENALTY_CODES)


def licences(count: int, seed: int, first: int = 0) -> pl.DataFrame:
    """Clean licences: 28 String columns; arguments as for `penalties`."""
    rng = np.random.default_rng([seed, first, 2])
    decisions = _decisions(count, seed, first, rng, DAYS)
    frame = pl.concat([parties("XK", count, rng), decisions, licensed(decisions, rng)], how="horizontal")
    sources = _other_sources(decisions, seed, rng)
    return frame.with_columns(
        XK_WSH=_document_number("许"),
        XK_XKJG="organ",
        XK_XKJGDM="organ_code",
        XK_LYDW=sources["organ"],
        XK_LYDWDM=sources["organ_code"],
    ).select(LICENCE_CODES)


def _decisions(count: int, seed: int, first: int, rng: np.random.Generator, days: Days) -> pl.DataFrame:
    """Who decided when: every organ in turn, so that its numbers run on and no document number comes twice."""
    register = organs(seed)
    turns = -(-count // register.height)
    order = rng.random((turns, register.height)).argsort(axis=1).ravel()[:count]
    numbers = np.arange(count) // register.height + 1 + -(-first // register.height)
    first_day, last_day = days
    later = rng.integers(0, (last_day - first_day).days + 1, count)
    return register[order].with_columns(
        number=pl.Series(numbers), day=pl.lit(first_day) + pl.duration(days=pl.lit(pl.Series(later)))
    )


def _document_number(word: str) -> pl.Expr:
    year = pl.col("day").dt.year().cast(pl.String)
    return pl.concat_str(
        "short", pl.lit(word), pl.lit("〔"), year, pl.lit("〕"), pl.col("number").cast(pl.String), pl.lit("号")
    )


def _other_sources(decisions: pl.DataFrame, seed: int, rng: np.random.Generator) -> pl.DataFrame:
    """The unit that hands the record in: mostly the organ itself, else the department of the city above it."""
    city = len(DEPARTMENTS)
    register = organs(seed)
    assert register.height == city * len(PLACES)
    own: NDArray[np.int64] = decisions["organ_number"].to_numpy()
    places: Sequence[int] = np.where(rng.random(decisions.height) < 0.9, own, own % city).tolist()
    return register[places]
