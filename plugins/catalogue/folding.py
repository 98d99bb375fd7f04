"""Folding of names, so that the same thing written differently compares equal.

Units: width, brackets and spaces. Items: also punctuation, a few words of the same meaning, and the frame that
catalogues and documents put around the name (对…的处罚, …许可证, 关于准予…的决定).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

RecordType = Literal["licence", "penalty"]

_BRACKETS: Final = str.maketrans("〔〕[]【】{}〈〉<>", "()()()()()()")
_NO_WORD: Final = re.compile(r"[\W_]+")
# Words that drafters exchange freely. Everything that could change the meaning stays.
_SAME: Final[Mapping[str, str]] = {
    "未按照": "未按",
    "未依照": "未按",
    "不按照": "不按",
    "不依照": "不按",
    "按照": "按",
    "依照": "按",
    "或者": "或",
    "以及": "及",
    "并且": "并",
}
_SAME_WORDS: Final = re.compile("|".join(_SAME))
# Particles that carry no meaning of their own; left out where similarity is measured.
_PARTICLES: Final = str.maketrans("", "", "的等之其及或并和与了被")

_PENALTY_FRAMES: Final = (
    re.compile(r"^(?:关于)?对(.{2,}?)的?(?:行政)?处罚(?:决定书?)?$"),
    re.compile(r"^(?:涉嫌)?(.{2,}?)的?(?:行政)?处罚(?:决定书?)?$"),
    re.compile(r"^(?:涉嫌)?(.{2,}?)等?的?(?:违法|违规)?行为一?(?:案件?)?$"),
    re.compile(r"^(.{4,}?)一?案件?$"),
    re.compile(r"^涉嫌(.{4,})$"),
)
_LICENCE_FRAMES: Final = (
    re.compile(r"^.{0,60}?关于(.{2,})$"),
    re.compile(r"^(?:准予|予以|同意|批准|核准|核发|颁发|发放|给予|办理|申请)(.{2,})$"),
    re.compile(r"^(.{2,}?)的?(?:决定书?|批复|通知书?)$"),
    re.compile(r"^(.{2,}?)的?(?:核发|颁发|发放|审批|核准|审核|批准|办理)$"),
    re.compile(r"^(.{2,}?)的?(?:行政)?许可(?:证书|证件|证|书|批件|批文)?$"),
    re.compile(r"^(.{2,}?)证书?$"),
)
_FRAMES: Final[Mapping[RecordType, tuple[re.Pattern[str], ...]]] = {
    "penalty": _PENALTY_FRAMES,
    "licence": _LICENCE_FRAMES,
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready for comparison.

    Attributes:
        text: half-width, lower case, without punctuation and spaces.
        breaks: places in `text` before which punctuation stood.
        core: `text` without its frame.
        phrase: the core with the word 许可 where the frame began with it: what is looked for inside longer texts.
    """

    text: str
    breaks: frozenset[int]
    core: str
    phrase: str

    @property
    def gist(self) -> str:
        """The core without particles: what similarity is measured on."""
        return self.core.translate(_PARTICLES)


def half_width(text: str) -> str:
    """The text in half-width characters and capitals: what codes are looked for in."""
    return unicodedata.normalize("NFKC", text).upper()


def folded_unit(name: str) -> str:
    """A unit's name with width, brackets and spaces folded."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_BRACKETS).split()).lower()


def folded_item(name: str, record_type: RecordType) -> Folded:
    """An item's name, or a text that may name one.

    Args:
        name: as written.
        record_type: says which frame is usual.
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    parts = [_SAME_WORDS.sub(lambda word: _SAME[word.group()], part) for part in _NO_WORD.split(plain)]
    breaks, length = set(), 0
    for part in parts:
        breaks.add(length)
        length += len(part)
    text = "".join(parts)
    core = _unframed(text, record_type)
    phrase = f"{core}许可" if record_type == "licence" and f"{core}许可" in text else core
    return Folded(text, frozenset(breaks), core, phrase)


def _unframed(text: str, record_type: RecordType) -> str:
    """The text without its frames, from the outermost inwards."""
    for _ in range(len(_FRAMES[record_type])):
        inner = text
        for frame in _FRAMES[record_type]:
            found = frame.fullmatch(inner)
            inner = found.group(1) if found else inner
        if inner == text:
            break
        text = inner
    return text
