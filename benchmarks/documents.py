"""What was decided: the kinds, texts, amounts and dates of invented penalties and licences."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import words
from benchmarks.money import AMOUNTS, confiscation_wordings, fine_wordings, in_ten_thousands

MEAN_SENTENCES: Final = 0.95  # beside the fact itself; makes a million records a file of about 690 MB
LONG_TERM: Final = "2099/12/31"


@dataclass(frozen=True)
class Combination:
    """A set of penalties imposed together.

    Attributes:
        kinds: 处罚类别.
        share: how often, in percent.
        content: 处罚内容; {fine}, {gain} and {paper} stand for a fine, a confiscated gain and a withheld paper.
    """

    kinds: str
    share: float
    content: str


COMBINATIONS: Final = (
    Combination("罚款", 58, "{fine}"),
    Combination("警告", 12, "给予警告"),
    Combination("警告；罚款", 6, "给予警告，并{fine}"),
    Combination("罚款；警告", 1, "给予警告；{fine}"),
    Combination("没收违法所得；罚款", 7, "{gain}，{fine}"),
    Combination("罚款;没收违法所得", 2, "{fine}；{gain}"),
    Combination("没收违法所得；没收非法财物；罚款", 2, "1.{gain}；2.没收涉案物品；3.{fine}"),
    Combination("没收违法所得、没收非法财物；罚款", 1, "{gain}，{fine}"),
    Combination("没收违法所得", 2, "{gain}"),
    Combination("没收非法财物", 1, "没收违法经营的物品一批"),
    Combination("暂扣或者吊销许可证", 2, "暂扣{paper}三个月"),
    Combination("罚款；暂扣或者吊销执照", 1, "吊销营业执照，{fine}"),
    Combination("责令停产停业；罚款", 2, "责令停产停业整顿，并{fine}"),
    Combination("责令停产停业", 1, "责令停产停业"),
    Combination("其他-通报批评", 1, "给予通报批评"),
    Combination("其他-限制从业；罚款", 1, "限制从事相关行业一年，{fine}"),
)


def decided(decisions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The columns of penalties from 违法行为类型 to 公示截止期, and 备注.

    Args:
        decisions: columns department and day.
        rng: source of all choices.
    """
    offences = _offences(decisions["department"].to_numpy(), rng)
    return pl.concat(
        [
            offences.select("CF_WFXW", "CF_YJ", _facts(offences["fact"], decisions["day"], rng)),
            _penalties(decisions.height, rng),
            _days(decisions, rng),
        ],
        how="horizontal",
    )


def licensed(decisions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The columns of licences from 行政许可决定文书名称 to 有效期至, 当前状态 and 备注; arguments as for `decided`."""
    count = decisions.height
    item = pl.Series([department.licence for department in words.DEPARTMENTS]).gather(decisions["department"])
    number = pl.Series(rng.integers(10_000, 99_999, count)).cast(pl.String)
    before, after = (
        pl.Series(part) for part in zip(*(text.split("{}") for text in words.LICENCE_CONTENTS), strict=True)
    )
    wording = rng.integers(0, len(before), count)
    kinds = pl.Series(
        rng.choice(["普通", "特许", "认可", "核准", "登记", "其他-备案"], count, p=[0.6, 0.05, 0.1, 0.15, 0.08, 0.02])
    )
    frame = pl.DataFrame(
        {
            "day": decisions["day"],
            "item": item,
            "number": number,
            "content": before.gather(wording) + item + after.gather(wording),
        }
    ).with_columns(
        certified=pl.Series(rng.random(count) < 0.5),
        wait=pl.Series(rng.choice(["-3d", "0d", "0d", "5d", "1mo"], count)),
        term=pl.Series(rng.choice(["1y", "3y", "5y", "long"], count)),
    )
    start = pl.col("day").dt.offset_by(pl.col("wait"))
    end = start.dt.offset_by(pl.when(pl.col("term") == "long").then(pl.lit("1y")).otherwise("term"))
    return frame.select(
        XK_XKWS=pl.col("item") + "决定书",
        XK_XKLB=kinds,
        XK_XKZS=pl.when("certified").then(pl.col("item") + "证"),
        XK_XKBH=pl.when("certified").then(pl.lit("JY1140402") + pl.col("number")),
        XK_NR="content",
        XK_JDRQ=_written(pl.col("day")),
        XK_YXQZ=_written(start),
        XK_YXQZI=pl.when(pl.col("term") == "long").then(pl.lit(LONG_TERM)).otherwise(_written(end)),
        XK_ZT=pl.Series(rng.choice(["1", "2"], count, p=[0.97, 0.03])),
        BZ=_remarks(count, rng),
    )


def _offences(departments: NDArray[np.int64], rng: np.random.Generator) -> pl.DataFrame:
    """Columns CF_WFXW, CF_YJ and fact, each fitting the department."""
    lines = [
        (number, offence.act, basis, fact)
        for number, department in enumerate(words.DEPARTMENTS)
        for offence in department.offences
        for basis in offence.bases
        for fact in offence.facts
    ]
    table = pl.DataFrame(lines, schema=["department", "CF_WFXW", "CF_YJ", "fact"], orient="row")
    sizes = np.bincount(table["department"].to_numpy())
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    places = starts[departments] + (rng.random(len(departments)) * sizes[departments]).astype(np.int64)
    return table[places]


def _facts(fact: pl.Series, day: pl.Series, rng: np.random.Generator) -> pl.Series:
    """违法事实: an opening, the day, the fact with its number, then some sentences on the evidence."""
    count = len(fact)
    halves = fact.str.split_exact("{}", 1).struct.unnest()
    figure = pl.Series(rng.integers(1, 400, count)).cast(pl.String)
    found = pl.DataFrame({"day": day - pl.Series(rng.integers(8, 90, count)).cast(pl.Duration("ms")) * 86_400_000})
    parts = {
        "opening": pl.Series(words.OPENINGS).gather(rng.integers(0, len(words.OPENINGS), count)),
        "day": found["day"].dt.strftime("于%Y年%-m月%-d日"),
        "before": halves["field_0"],
        "figure": figure,
        "after": halves["field_1"],
        "stop": pl.Series(["。"]).new_from_index(0, count),
    }
    wanted = np.minimum(rng.poisson(MEAN_SENTENCES, count), 8)
    for place in range(8):
        sentence = pl.Series(words.SENTENCES).gather(rng.integers(0, len(words.SENTENCES), count))
        parts[f"sentence{place}"] = sentence.zip_with(
            pl.Series(wanted > place), pl.Series([""]).new_from_index(0, count)
        )
    return pl.DataFrame(parts).select(pl.concat_str(pl.all()).alias("CF_SY")).to_series()


@lru_cache(maxsize=1)
def _phrases() -> tuple[pl.Series, pl.Series, pl.Series]:
    """Wordings of fines, of confiscated gains (all sums times all wordings), and the sums as figures in 万元."""
    fines = [phrase for yuan in AMOUNTS for phrase in fine_wordings(yuan)]
    gains = [phrase for yuan in AMOUNTS for phrase in confiscation_wordings(yuan)]
    return pl.Series(fines), pl.Series(gains), pl.Series([in_ten_thousands(yuan) for yuan in AMOUNTS])


def _penalties(count: int, rng: np.random.Generator) -> pl.DataFrame:
    """处罚类别, 处罚内容, both amounts and the withheld paper, all in agreement."""
    fines, gains, figures = _phrases()
    fine, gain = rng.integers(0, len(AMOUNTS), (2, count))
    per_fine, per_gain = len(fine_wordings(Decimal(50))), len(confiscation_wordings(Decimal(50)))
    paper = pl.Series(rng.integers(0, len(words.WITHHELD) * 500, count))
    papers = pl.Series(
        [
            words.WITHHELD[number % len(words.WITHHELD)].format(number * 37 % 100_000)
            for number in range(len(words.WITHHELD) * 500)
        ]
    )
    frame = pl.DataFrame(
        {
            "combination": rng.choice(len(COMBINATIONS), count, p=_shares()),
            "fine": fines.gather(fine * per_fine + _wordings(per_fine, count, rng)),
            "gain": gains.gather(gain * per_gain + _wordings(per_gain, count, rng)),
            "fine_figure": figures.gather(fine),
            "gain_figure": figures.gather(gain),
            "paper": papers.gather(paper),
            "lead": pl.Series(words.CONTENT_LEADS).gather(rng.integers(0, len(words.CONTENT_LEADS), count)),
            "tail": pl.Series(words.CONTENT_TAILS).gather(rng.integers(0, len(words.CONTENT_TAILS), count)),
        }
    )
    return frame.select(
        CF_CFLB=_chosen(lambda combination: pl.lit(combination.kinds)),
        CF_NR=pl.concat_str("lead", _chosen(_content), pl.lit("。"), "tail"),
        CF_NR_FK=_chosen(lambda combination: pl.col("fine_figure") if "{fine}" in combination.content else _NOTHING),
        CF_NR_WFFF=_chosen(lambda combination: pl.col("gain_figure") if "{gain}" in combination.content else _NOTHING),
        CF_NR_ZKDX=_chosen(_withheld),
    )


def _wordings(most: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which wording each record uses: half of them one of the three plainest, the others any."""
    return np.where(rng.random(count) < 0.5, rng.integers(0, 3, count), rng.integers(0, most, count))


_NOTHING: Final = pl.lit(None, pl.String)


def _shares() -> NDArray[np.float64]:
    shares = np.array([combination.share for combination in COMBINATIONS])
    return np.asarray(shares / shares.sum())


def _chosen(column: Callable[[Combination], pl.Expr]) -> pl.Expr:
    """The column that each record's combination asks for."""
    choices = [
        pl.when(pl.col("combination") == number).then(column(combination))
        for number, combination in enumerate(COMBINATIONS)
    ]
    return pl.coalesce(choices)


def _content(combination: Combination) -> pl.Expr:
    pieces = combination.content.replace("{", "\0{").replace("}", "}\0").split("\0")
    return pl.concat_str([pl.col(piece[1:-1]) if piece.startswith("{") else pl.lit(piece) for piece in pieces if piece])


def _withheld(combination: Combination) -> pl.Expr:
    if "{paper}" in combination.content:
        return pl.col("paper")
    return pl.lit("营业执照") if "执照" in combination.kinds else _NOTHING


def _days(decisions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Decision, end of effect, end of publication."""
    count = decisions.height
    frame = decisions.select("day").with_columns(
        effect=pl.Series(rng.choice(["long", "7d", "1y", "3y"], count, p=[0.7, 0.1, 0.15, 0.05])),
        publication=pl.Series(rng.choice(["none", "3mo", "6mo", "1y", "3y"], count, p=[0.1, 0.08, 0.07, 0.65, 0.1])),
    )
    day = pl.col("day")
    effect = pl.when(pl.col("effect") != "long").then("effect").otherwise(pl.lit("0d"))
    publication = pl.when(pl.col("publication") != "none").then("publication").otherwise(pl.lit("0d"))
    return frame.select(
        CF_JDRQ=_written(day),
        CF_YXQ=pl.when(pl.col("effect") == "long")
        .then(pl.lit(LONG_TERM))
        .otherwise(_written(day.dt.offset_by(effect))),
        CF_GSJZQ=pl.when(pl.col("publication") != "none").then(_written(day.dt.offset_by(publication))),
        BZ=_remarks(count, rng),
    )


def _remarks(count: int, rng: np.random.Generator) -> pl.Series:
    remark = pl.Series(words.REMARKS).gather(rng.integers(0, len(words.REMARKS), count))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, count)
    return remark.zip_with(pl.Series(rng.random(count) < 0.05), nothing)


def _written(day: pl.Expr) -> pl.Expr:
    return day.dt.strftime("%Y/%m/%d")
