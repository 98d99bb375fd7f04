"""When a name found inside a longer text is that name, and not a piece of another one.

`食品经营许可` inside 小餐饮食品经营许可证 is another licence, inside 关于准予食品经营许可的决定 it is this one;
标签不符合规定的食品 inside …的食品添加剂 is another violation.
"""

import re
from collections.abc import Mapping
from typing import Final

from plugins.catalogue.folding import Folded, RecordType

# Shorter names are found in texts that speak of something else.
SHORTEST_NAME: Final = 4
# A record's text that is only a part of an item's name must be most of it.
SHORTEST_PART: Final = 6
LEAST_SHARE: Final = 0.6

_NEGATIONS: Final = frozenset("未不非无拒")
_LICENCE_LEAD: Final = re.compile(
    r"(?:关于|准予|予以|同意|批准|核准|核发|颁发|发放|给予|办理|申请|取得|领取|换发|补发|补办|延续|从事|的|对|"
    r"公司|商行|经营部|门市部|商店|超市|饭店|酒店|药店|学校|医院|诊所|合作社|中心|工厂|个体户|局|厅|委员会)$"
)
_FOLLOWERS: Final[Mapping[RecordType, re.Pattern[str]]] = {
    "penalty": re.compile(
        r"的?(?:违法|违规)?行为|的?(?:行政)?处罚|一?案|等|且|并|情节|造成|导致|违反|的?违法|的?事实|违章|的$"
    ),
    "licence": re.compile(
        r"证|书|的|许可|核发|颁发|发放|审批|核准|审核|批准|办理|决定|批复|通知|变更|延续|注销|换|补|重新|新办|首次|申请|事项|有效|编号|等|及|和|与|予以"
    ),
}


def stands_alone(host: Folded, start: int, end: int, record_type: RecordType) -> bool:
    """Whether the characters from `start` to `end` of a text are a name of their own there.

    On the right only the end, punctuation, or a word of the frame may follow. On the left a licence's name must
    begin with the text, after punctuation or after a leading word; a violation may have a subject before it, but no
    negation.
    """
    if not (end == len(host.text) or end in host.breaks or _FOLLOWERS[record_type].match(host.text, end)):
        return False
    if start in host.breaks:
        return True
    if record_type == "penalty":
        return host.text[start - 1] not in _NEGATIONS
    return _LICENCE_LEAD.search(host.text, 0, start) is not None


def contains(host: Folded, name: str, record_type: RecordType) -> bool:
    """Whether a name stands alone anywhere in a text."""
    start = host.text.find(name)
    while start >= 0:
        if stands_alone(host, start, start + len(name), record_type):
            return True
        start = host.text.find(name, start + 1)
    return False


def is_most_of(part: Folded, whole: Folded, record_type: RecordType) -> bool:
    """Whether a text is the greater part of an item's name and stands alone in it."""
    enough = len(part.core) >= max(SHORTEST_PART, LEAST_SHARE * len(whole.core))
    return enough and contains(whole, part.core, record_type)
