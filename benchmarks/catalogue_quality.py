"""How well items are found: precision and recall over labelled pairs, made from realistic names by known changes.

Run `python benchmarks/catalogue_quality.py` for the tables, with `--speed` for the time of a million records.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from benchmarks.catalogue_held_out import HELD_OUT_LICENCES, HELD_OUT_PENALTIES, Pairs
from benchmarks.catalogue_items import FREE_LICENCES, FREE_PENALTIES, ORGANS, Organ
from engine.lookups import LOOKUP_SCHEMAS
from plugins.catalogue.folding import RecordType
from plugins.catalogue.matchers import ITEM_CODE
from plugins.catalogue.matching import ItemMatcher, Match, Settings
from plugins.catalogue.register import Register

DAY: Final = date(2020, 4, 20)
THRESHOLDS: Final = (70.0, 75.0, 80.0, 85.0, 90.0, 95.0)
VERDICTS: Final = ("own", "other", "none")
_WIDE: Final = str.maketrans({"，": ",", "、": " ", "（": "(", "）": ")"})


@dataclass(frozen=True)
class Pair:
    """One labelled pair: what a record says, and what is to be found.

    Attributes:
        change: how the text was made.
        verdict: `own`, `other` or `none`.
        item: name of the right item; None for `none`.
    """

    change: str
    record_type: RecordType
    organ: str
    text: str
    verdict: str
    item: str | None


def bare(name: str) -> str:
    """An item's name without its frame, as 违法行为类型 and certificates are filled."""
    for ending in ("的行为的处罚", "的处罚", "证核发", "许可", "审批", "核发"):
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return name.removeprefix("对")


PENALTY_WORDINGS: Final[dict[str, Callable[[str], str]]] = {
    "frame: none": bare,
    "frame: as in the catalogue": lambda name: name,
    "frame: 行政处罚": lambda name: f"对{bare(name)}的行政处罚",
    "frame: 行为": lambda name: f"{bare(name)}的违法行为",
    "frame: 涉嫌…案": lambda name: f"涉嫌{bare(name)}案",
    "width and punctuation": lambda name: bare(name).translate(_WIDE),
    "subject before": lambda name: f"长治市某某商贸有限公司{bare(name)}",
    "second violation after": lambda name: f"{bare(name)}；拒不改正",
    "with law": lambda name: f"违反《条例》第十条第二款：{bare(name)}",
    "wording: 按照": lambda name: bare(name).replace("未按", "未按照").replace("或者", "或"),
    "wording: particles left out": lambda name: bare(name).replace("的", ""),
    "wording: 从事": lambda name: bare(name).replace("擅自", "擅自从事", 1),
    "wording: 无证": lambda name: (
        bare(name).replace("未取得", "没有取得", 1).replace("未经批准", "未经有关部门批准", 1)
    ),
    "wording: two characters swapped": lambda name: _swapped(bare(name)),
    "wording: a character lost": lambda name: _lost(bare(name)),
}
LICENCE_WORDINGS: Final[dict[str, Callable[[str], str]]] = {
    "frame: as in the catalogue": lambda name: name,
    "frame: none": bare,
    "frame: 许可证": lambda name: f"{bare(name)}许可证" if name.endswith("许可") else name,
    "frame: …证核发": lambda name: f"{bare(name)}许可证核发" if name.endswith("许可") else name,
    "frame: 关于准予…的决定": lambda name: f"长治市某局关于准予{name.removesuffix('核发')}的决定",
    "frame: 准予…。": lambda name: f"准予{name.removesuffix('核发')}。有效期五年。",
    "width and punctuation": lambda name: name.translate(_WIDE),
    "with remark": lambda name: f"{name.removesuffix('核发')}（延续）",
    "company before": lambda name: f"长治市某某商贸有限公司{name.removesuffix('核发')}",
    "wording: a character lost": lambda name: _lost(name.removesuffix("核发")),
}


def pairs() -> list[Pair]:
    """Every labelled pair, always the same. Texts that a change leaves as they were are listed once."""
    made = [*_pairs("penalty", PENALTY_WORDINGS), *_pairs("licence", LICENCE_WORDINGS)]
    return list({(pair.record_type, pair.organ, pair.text): pair for pair in reversed(made)}.values())[::-1]


def _pairs(record_type: RecordType, wordings: dict[str, Callable[[str], str]]) -> Iterator[Pair]:
    others = random.Random(2020)
    simple = [change for change in wordings if not change.startswith("wording")]
    for organ in ORGANS:
        for item in items_of(organ, record_type):
            for change, wording in wordings.items():
                yield Pair(change, record_type, organ.name, wording(item), "own", item)
            for stranger in others.sample([other for other in ORGANS if other is not organ], 2):
                change = others.choice(simple)
                yield Pair("other organ's item", record_type, stranger.name, wordings[change](item), "other", item)
        for near in organ.near_penalties if record_type == "penalty" else organ.near_licences:
            for change in simple[:4]:
                yield Pair("near miss", record_type, organ.name, wordings[change](near), "none", None)
    for name, text, item in FREE_PENALTIES if record_type == "penalty" else FREE_LICENCES:
        yield Pair("written freely", record_type, name, text, "own", item)


def items_of(organ: Organ, record_type: RecordType) -> tuple[str, ...]:
    """The names of an organ's items of one record type."""
    return organ.penalties if record_type == "penalty" else organ.licences


def matcher(record_type: RecordType, threshold: float, copies: int = 1) -> ItemMatcher:
    """A matcher over the organs of the list, each as often as wanted under other codes."""
    names = [(number, copy, organ) for copy in range(copies) for number, organ in enumerate(ORGANS)]
    units = [{"code": code(number, copy), "name": f"{organ.name}{copy or ''}"} for number, copy, organ in names]
    items = [
        {
            "record_type": record_type,
            "organisation": code(number, copy),
            "item_name": item if not copy else f"{item}{copy}",
            "parties": ["法人"],
            "scopes": ["社会公开"],
            "effective_from": date(2020, 1, 1),
        }
        for number, copy, organ in names
        for item in items_of(organ, record_type)
    ]
    register = Register(pl.DataFrame(units, schema=LOOKUP_SCHEMAS["organisations"]))
    frame = pl.DataFrame(items, schema=LOOKUP_SCHEMAS["catalogue"])
    return ItemMatcher(register, frame, Settings(record_type, threshold, ITEM_CODE))


def code(number: int, copy: int = 0) -> str:
    """The invented code of an organ."""
    return f"11140400{copy:04d}{number:06d}"


def matches(threshold: float) -> list[tuple[Pair, Match]]:
    """Each pair with what is found for it."""
    matchers = {kind: matcher(kind, threshold) for kind in ("penalty", "licence")}
    codes = {organ.name: code(number) for number, organ in enumerate(ORGANS)}
    return [
        (pair, matchers[pair.record_type].match(codes[pair.organ], pair.organ, DAY, (pair.text,))) for pair in pairs()
    ]


def judged(threshold: float) -> list[tuple[Pair, str]]:
    """Each pair with the verdict that it gets; the right verdict with a wrong item counts as `wrong item`."""
    return [(pair, _verdict(pair, match)) for pair, match in matches(threshold)]


def _verdict(pair: Pair, match: Match) -> str:
    right = match.outcome != pair.verdict or match.outcome == "none" or _names(pair, match)
    return match.outcome if right else "wrong item"


def _names(pair: Pair, match: Match) -> bool:
    """Whether the match, or the finding that says there is none, names the right item."""
    return match.entry is not None and pair.item in {item.name for item in match.entry.items}


def scores(answers: list[tuple[Pair, str]]) -> dict[str, tuple[float, float]]:
    """Verdict → precision and recall, from 0 to 1."""
    hits = Counter(pair.verdict for pair, given in answers if given == pair.verdict)
    given_all = Counter(pair.verdict if given == "wrong item" else given for pair, given in answers)
    wanted = Counter(pair.verdict for pair, _ in answers)
    return {v: (hits[v] / max(given_all[v], 1), hits[v] / max(wanted[v], 1)) for v in VERDICTS}


def held_out(threshold: float) -> list[tuple[Pair, str]]:
    """The pairs that were held out, each with its verdict: `own`, `wrong item`, or `none` for all else."""
    answers = []
    held: dict[RecordType, Pairs] = {"penalty": HELD_OUT_PENALTIES, "licence": HELD_OUT_LICENCES}
    for record_type, lines in held.items():
        made = matcher(record_type, threshold)
        codes = {organ.name: code(number) for number, organ in enumerate(ORGANS)}
        for organ, text, item in lines:
            match = made.match(codes[organ], organ, DAY, (text,))
            given = "own" if match.outcome == "own" else "none"
            pair = Pair("held out", record_type, organ, text, "own" if item else "none", item)
            answers.append((pair, "wrong item" if given == "own" and item and not _names(pair, match) else given))
    return answers


def _swapped(name: str) -> str:
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def _lost(name: str) -> str:
    return name[: len(name) // 2] + name[len(name) // 2 + 1 :]


def print_quality() -> None:
    """Print precision and recall by threshold, and what becomes of each change."""
    print(
        f"{len(pairs())} pairs\n\n| threshold | " + " | ".join(f"{v} precision | {v} recall" for v in VERDICTS) + " |"
    )
    print("|---" * (1 + 2 * len(VERDICTS)) + "|")
    for threshold in THRESHOLDS:
        figures = [f"{share:.1%}" for pair in scores(judged(threshold)).values() for share in pair]
        print(f"| {threshold:.0f} | " + " | ".join(figures) + " |")
    print("\n| change | record type | pairs | right at 80 | right at 85 | right item named at 80 |")
    print("|---" * 6 + "|")
    groups: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = {}
    for (pair, match), (_, stricter) in zip(matches(80.0), judged(85.0), strict=True):
        line = (_verdict(pair, match) == pair.verdict, stricter == pair.verdict, _names(pair, match))
        groups.setdefault((pair.change, pair.record_type), []).append(line)
    for (change, record_type), lines in sorted(groups.items()):
        at_80, at_85, named = np.mean(lines, axis=0)
        last = "" if change == "near miss" else f"{named:.1%}"
        print(f"| {change} | {record_type} | {len(lines)} | {at_80:.1%} | {at_85:.1%} | {last} |")

    print("\n| held out, at 85 | right item found | wrong item | no such item, and none found |\n|---|---|---|---|")
    for record_type in ("penalty", "licence"):
        answers = [(pair, given) for pair, given in held_out(85.0) if pair.record_type == record_type]
        own = [given for pair, given in answers if pair.verdict == "own"]
        none = [given for pair, given in answers if pair.verdict == "none"]
        found, wrong = own.count("own"), own.count("wrong item")
        print(f"| {record_type} | {found} of {len(own)} | {wrong} | {none.count('none')} of {len(none)} |")


def print_speed(records: int = 1_000_000, slice_records: int = 50_000, rules: int = 4) -> None:
    """Print the seconds that the matching of a million records costs four rules, for few and for many texts."""
    rng = np.random.default_rng(2020)
    for title, distinct, real in (
        ("3 000 texts that match", 3_000, 1.0),
        ("100 000 texts that match", 100_000, 1.0),
        ("100 000 texts, 10 % match nothing", 100_000, 0.9),
    ):
        made = matcher("penalty", 80.0, copies=50)
        lines = _records(rng, records, distinct, real)
        start = time.perf_counter()
        for offset in range(0, records, slice_records):
            piece = lines[offset : offset + slice_records]
            for _ in range(rules):
                made.verdicts(*(piece[name] for name in ("organ", "name", "day", "text", "law")))
        print(f"| {title} | {time.perf_counter() - start:.2f} s |")


def _records(rng: np.random.Generator, records: int, distinct: int, real: float) -> pl.DataFrame:
    organs = rng.integers(0, len(ORGANS), distinct)
    kinds = [ORGANS[organ].penalties[rng.integers(0, len(ORGANS[organ].penalties))] for organ in organs]
    invented = rng.random(distinct) > real
    texts = [
        f"从未听说的第{number}号情形{number * 7}" if wrong else f"某公司{number}{bare(kind)}"
        for number, (kind, wrong) in enumerate(zip(kinds, invented, strict=True))
    ]
    pick = rng.integers(0, distinct, records)
    days = np.array([DAY + timedelta(days=int(day)) for day in range(100)])
    return pl.DataFrame(
        {
            "organ": pl.Series([code(int(organ)) for organ in organs]).gather(pick),
            "name": pl.Series([ORGANS[organ].name for organ in organs]).gather(pick),
            "day": pl.Series(days[rng.integers(0, 100, records)].tolist(), dtype=pl.Date),
            "text": pl.Series(texts).gather(pick),
            "law": pl.Series(["《某某条例》第十条第二款"]).new_from_index(0, records),
        }
    )


if __name__ == "__main__":
    print_speed() if "--speed" in sys.argv else print_quality()
