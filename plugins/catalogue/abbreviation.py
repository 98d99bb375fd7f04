"""When a text is an item's name in fewer words: 未设置安全警示标志 for 未按规定设置安全警示标志.

Officers leave out what goes without saying (按规定, 擅自, the subject) and some of several alternatives (倾倒、堆放);
they say 无证 for 未取得许可证. What they write still has the item's characters in their order, as many negations, and
the same end, for the object of the violation stands there: 食品 is not 食品添加剂.
"""

import re
from typing import Final

from plugins.catalogue.folding import Folded, RecordType

SHORTEST: Final = 5
LONGEST: Final = 200
LEAST_SHARE: Final = 0.5
_END: Final = 2
_NEGATIONS: Final = re.compile("[未不非无拒]")
# Other words for the same, on both sides; a name in these words is only ever compared with another one.
_SAME: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^(?:当事人|该单位|你单位|我单位)", ""),
        (r"没有取得|未办理|未领取|未持有|未依法取得", "未取得"),
        (r"许可证书?", "许可"),
        (r"无(?=[^、，]{2,12}?许可)", "未取得"),
        (r"^无证(?!据|明|人)", "未取得许可"),
        (r"不按", "未按"),
        (r"未(?:按(?:照)?(?:有关|相关)?规定|依法|依规)", "未"),
        (r"未按(?:有关|相关)?规定", "未"),
        (r"超标(?=排放)", "超过标准"),
        (r"销售", "经营"),
        (r"物价", "价格"),
        (r"明显", ""),
        (r"擅自|从事|活动$|业务$|行为$", ""),
        (r"[的等之其及或并和与了被]", ""),
        (r"不", "未"),
    )
)


def plain_words(core: str) -> str:
    """A name without its frame, in the plainest words."""
    for pattern, plain in _SAME:
        core = pattern.sub(plain, core)
    return core


def whole_and_heads(item: Folded) -> tuple[str, ...]:
    """An item's name in plain words, and its heads that end with a comma: alternatives follow there."""
    start = item.text.find(item.core)
    ends = sorted(place - start for place in item.breaks if SHORTEST <= place - start < len(item.core))
    return tuple(dict.fromkeys(plain_words(item.core[:end]) for end in [len(item.core), *ends]))


def abbreviates(text: str, names: tuple[str, ...], record_type: RecordType) -> bool:
    """Whether a text stands for an item.

    Args:
        text: in plain words.
        names: `whole_and_heads` of the item.
        record_type: the names of licences are nouns with every word needed, so none is an abbreviation.
    """
    return record_type == "penalty" and any(_abbreviates(text, name) for name in names)


def _abbreviates(text: str, name: str) -> bool:
    if len(text) < max(SHORTEST, LEAST_SHARE * len(name)) or not same_end(text, name):
        return False
    same_negations = len(_NEGATIONS.findall(text)) == len(_NEGATIONS.findall(name))
    return same_negations and _in_order(text, name)


def same_end(text: str, name: str) -> bool:
    """Whether two names end with the same characters, where the object of a violation stands."""
    return text[-_END:] == name[-_END:]


def _in_order(text: str, name: str) -> bool:
    """Whether the characters of the text stand in the name in the same order."""
    rest = iter(name)
    return all(character in rest for character in text)
