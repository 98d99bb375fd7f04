"""The parties and the organs of invented records."""

from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import words
from benchmarks.codes import (
    NO_CODE,
    completed_identity_numbers,
    completed_unified_codes,
    identity_numbers,
    registration_numbers,
    unified_codes,
)

CATEGORIES: Final = ("法人及非法人组织", "个体工商户", "自然人")
SHARES: Final = (0.6, 0.25, 0.15)
_OLDEST: Final = date(1952, 1, 1)
_YOUNGEST: Final = date(2001, 6, 30)  # of age on every decision date
Integers = NDArray[np.int64]


@lru_cache(maxsize=4)
def organs(seed: int) -> pl.DataFrame:
    """All deciding organs: columns organ, organ_code, short (of its document numbers), department, organ_number."""
    rng = np.random.default_rng([seed, 3])
    pairs = [(place, number) for place in words.PLACES for number in range(len(words.DEPARTMENTS))]
    regions = [words.REGIONS[list(words.PLACES).index(place)] for place, _ in pairs]
    return pl.DataFrame(
        {
            "organ": [place + words.DEPARTMENTS[number].name for place, number in pairs],
            "organ_code": unified_codes(["11"] * len(pairs), regions, rng),
            "short": [words.PLACES[place] + words.DEPARTMENTS[number].short for place, number in pairs],
            "department": [number for _, number in pairs],
            "organ_number": range(len(pairs)),
        }
    )


def parties(prefix: str, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """The thirteen columns that say who was punished or permitted.

    Args:
        prefix: CF or XK.
        count: how many.
        rng: source of all choices.
    """
    category = rng.choice(3, count, p=SHARES)
    classes = np.where(category == 1, "92", rng.choice(list(words.CLASSES), count, p=_class_shares()))
    regions = rng.choice(words.REGIONS, count)
    names, people = _names(category, classes, regions, rng), person_names(count, rng)
    frame = pl.DataFrame({"category": category, "class": classes, "name": names, "person": people})
    frame = frame.with_columns(*_codes(classes, regions, rng), *_chances(count, rng), *_papers(regions, rng))
    return frame.select(**_columns(prefix))


def person_names(count: int, rng: np.random.Generator) -> pl.Series:
    """Names of two or three characters, a few of minorities."""
    second = np.where(rng.random(count) < 0.65, _picked(list(words.GIVEN), count, rng), "")
    names = (
        _picked(list(words.SURNAMES), count, rng) + pl.Series(second.tolist()) + _picked(list(words.GIVEN), count, rng)
    )
    rare = pl.Series(rng.random(count) < 0.002)
    return names.zip_with(~rare, _picked(words.MINORITY_NAMES, count, rng))


def _picked(pool: tuple[str, ...] | list[str], count: int, rng: np.random.Generator) -> pl.Series:
    return pl.Series(list(pool), dtype=pl.String).gather(rng.integers(0, len(pool), count))


def _class_shares() -> NDArray[np.float64]:
    weights = np.array([share for share, _ in words.CLASSES.values()])
    return np.asarray(weights / weights.sum())


def _names(
    category: Integers, classes: NDArray[np.str_], regions: NDArray[np.str_], rng: np.random.Generator
) -> pl.Series:
    count = len(category)
    frame = pl.DataFrame(
        {
            "category": category,
            "ending": pl.Series(classes).replace_strict(
                {key: end for key, (_, end) in words.CLASSES.items()}, default=""
            ),
            "place": _picked(list(words.PLACES), count, rng),
            "word": _picked(words.TRADE_WORDS, count, rng),
            "trade": _picked(words.TRADES, count, rng),
            "form": _picked(words.COMPANY_FORMS, count, rng),
            "shop": _picked(words.SHOPS, count, rng),
            "person": person_names(count, rng),
            "nameless": pl.Series(rng.random(count) < 0.01),
        }
    )
    company = pl.concat_str(
        "place", "word", pl.when(pl.col("ending") == "").then(pl.concat_str("trade", "form")).otherwise("ending")
    )
    shop = pl.when("nameless").then(pl.lit("个体工商户")).otherwise(pl.concat_str("place", "person", "shop"))
    name = pl.when(pl.col("category") == 0).then(company).when(pl.col("category") == 1).then(shop).otherwise("person")
    return frame.select(name).to_series()


def _codes(classes: NDArray[np.str_], regions: NDArray[np.str_], rng: np.random.Generator) -> list[pl.Series]:
    """Unified code and registration number. A few inner organisation codes do not hold: such codes are issued."""
    unified = unified_codes(classes.tolist(), regions.tolist(), rng)
    odd = completed_unified_codes(unified.str.slice(0, 16) + "0")
    is_odd = pl.Series("is_odd", rng.random(len(unified)) < 0.001)
    unified = odd.zip_with(is_odd, unified)
    return [is_odd, unified.alias("unified"), registration_numbers(regions.tolist(), rng).alias("registration")]


def _chances(count: int, rng: np.random.Generator) -> list[pl.Series]:
    """One column of random numbers for each item that is filled now and then."""
    items = ("no_code", "has_registration", "has_organisation", "has_tax", "has_certificate", "has_papers")
    return [pl.Series(item, rng.random(count, dtype=np.float32)) for item in items]


def _papers(regions: NDArray[np.str_], rng: np.random.Generator) -> list[pl.Series]:
    """Types and numbers of identity documents; the number of the representative is a resident identity number."""
    count = len(regions)
    days = pl.Series(rng.integers(0, (_YOUNGEST - _OLDEST).days, count))
    births = pl.select((pl.lit(_OLDEST) + pl.duration(days=pl.lit(days))).dt.strftime("%Y%m%d")).to_series()
    resident = identity_numbers(regions.tolist(), births, rng)
    # The old form has 15 digits: two of the year, no check character.
    old = resident.str.slice(0, 6) + resident.str.slice(8, 9)
    eight = pl.Series(rng.integers(10_000_000, 99_999_999, count)).cast(pl.String)
    kind = pl.Series(rng.choice(6, count, p=[0.94, 0.02, 0.01, 0.01, 0.01, 0.01]))
    numbers = pl.DataFrame({"kind": kind, "resident": resident, "old": old, "eight": eight}).with_columns(
        modern_foreigner=completed_identity_numbers(pl.Series(["911124"] * count) + births + resident.str.slice(14, 3))
    )
    old_enough = pl.col("resident").str.slice(6, 4) < "2000"
    number = (
        pl.when(pl.col("kind") == 1)
        .then("E" + pl.col("eight"))
        .when(pl.col("kind") == 2)
        .then("H" + pl.col("eight"))
        .when(pl.col("kind") == 3)
        .then(pl.col("eight"))
        .when(pl.col("kind") == 4)
        .then("modern_foreigner")
        .when((pl.col("kind") == 5) & old_enough)
        .then("old")
        .otherwise("resident")
    )
    types = ["身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "身份证"]
    return [
        pl.Series("paper_type", types, dtype=pl.String).gather(kind),
        numbers.select(number.alias("paper")).to_series(),
        resident.alias("resident"),
    ]


def _columns(prefix: str) -> dict[str, pl.Expr]:
    natural, individual = pl.col("category") == 2, pl.col("category") == 1
    codeless = individual & (pl.col("no_code") < 0.03)
    registered = ~natural & (codeless | (pl.col("has_registration") < 0.2))
    inner = pl.col("unified").str.slice(8, 9)
    # An odd inner code stands by its unified code alone: without that, its check character would rightly be doubted.
    has_inner = ~natural & ~codeless & ~pl.col("is_odd") & (pl.col("has_organisation") < 0.25)
    has_tax = ~natural & ~codeless & (pl.col("has_tax") < 0.1)
    has_certificate = pl.col("has_certificate") < 0.4
    has_papers = ~natural & (pl.col("has_papers") < 0.1)
    certificate = pl.lit("1") + pl.col("registration").str.head(11)
    association = pl.lit("长民社登字第") + pl.col("registration").str.slice(8, 5) + pl.lit("号")
    is_association = (pl.col("category") == 0) & pl.col("class").is_in(["51", "52"])
    is_institution = (pl.col("category") == 0) & (pl.col("class") == "12")
    return {
        f"{prefix}_XDR_MC": pl.col("name"),
        f"{prefix}_XDR_LB": pl.col("category").replace_strict(dict(enumerate(CATEGORIES)), return_dtype=pl.String),
        f"{prefix}_XDR_SHXYM": pl.when(codeless).then(pl.lit(NO_CODE)).when(~natural).then("unified"),
        f"{prefix}_XDR_GSZC": pl.when(registered).then("registration"),
        f"{prefix}_XDR_ZZJG": pl.when(has_inner).then(inner),
        f"{prefix}_XDR_SWDJ": pl.when(has_tax).then(pl.col("unified").str.slice(2, 6) + inner),
        f"{prefix}_XDR_SYDW": pl.when(is_institution & has_certificate).then(certificate),
        f"{prefix}_XDR_SHZZ": pl.when(is_association & has_certificate).then(association),
        f"{prefix}_FRDB": pl.when(~natural).then("person"),
        f"{prefix}_FR_ZJLX": pl.when(has_papers).then(pl.lit("身份证")),
        f"{prefix}_FR_ZJHM": pl.when(has_papers).then("resident"),
        f"{prefix}_XDR_ZJLX": pl.when(natural).then("paper_type"),
        f"{prefix}_XDR_ZJHM": pl.when(natural).then("paper"),
    }
