"""How the checks against the catalogue speak of organs, days, items and certainty, in both languages."""

from datetime import date
from typing import Any

from plugins.catalogue.items import Entry, Item
from plugins.catalogue.matchers import RECORD_TYPES, Matching
from plugins.catalogue.matching import Match


def chinese_day(day: date) -> str:
    """2020年4月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def percent(similarity: float) -> str:
    """A similarity as a whole number of percent, rounded down so that only equal names show 100."""
    return f"{int(similarity)}%"


def means(match: Match) -> tuple[str, str]:
    """How an item was found, in Chinese and English."""
    return {
        "code": ("事项编码一致", "same item code"),
        "exact": ("名称一致", "same name"),
        "contained": ("名称相互包含", "one name holds the other"),
        "abbreviated": ("名称的简写", "the name in fewer words"),
        "similar": (f"相似度{percent(match.similarity)}", f"similarity {percent(match.similarity)}"),
    }[match.means]


def item_of(entry: Entry) -> Item:
    """The item to name for an entry: the first in the catalogue's order."""
    return entry.items[0]


def match_of(matching: Matching, line: tuple[Any, ...]) -> Match:
    """The match of one line of `Matching.columns`."""
    organ, name, day, *texts = line
    return matching.matcher.match(organ, name, day, tuple(texts))


def catalogue_of(matching: Matching, organ: str, day: date) -> tuple[str, str]:
    """The organ's catalogue on a day, in Chinese and English."""
    kind = RECORD_TYPES[matching.matcher.settings.record_type]
    unit = matching.matcher.register.named(organ, day)
    return (
        f"“{unit}”的{kind['zh']}事项目录（{chinese_day(day)}有效）",
        f"the {kind['en']} catalogue of '{unit}' on {day}",
    )


def no_catalogue_of(matching: Matching, organ: str, day: date) -> tuple[str, str]:
    """That the organ has no catalogue on a day, in Chinese and English."""
    kind = RECORD_TYPES[matching.matcher.settings.record_type]
    unit = matching.matcher.register.named(organ, day)
    return (
        f"“{unit}”在{chinese_day(day)}没有生效的{kind['zh']}目录版本，请先报送该单位的事项目录",
        f"'{unit}' has no {kind['en']} catalogue in force on {day}: hand in its catalogue first",
    )
