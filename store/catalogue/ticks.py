"""Tick boxes: which of the words in a cell are ticked.

Units tick as they like: signs before or behind the words, boxes in brackets, ticks of a symbol font that arrive as
letters, or just the words that apply. What cannot be read with certainty is refused: a guess would decide for whom an
item is, and what the public sees.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

PARTIES: Final = ("自然人", "法人", "其他组织")
SCOPES: Final = ("政务公开", "社会公开")
PARTY_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("自然人", "个人", "公民"), "自然人"),
    **dict.fromkeys(("法人", "企业法人", "法人单位"), "法人"),
    **dict.fromkeys(("其他组织", "其它组织", "非法人组织", "其他", "其它"), "其他组织"),
}
# What may be shared in the government or asked for on request only is not for the public: that is what counts.
_SHARED: Final = (
    "政务共享",
    "政府共享",
    "部门共享",
    "政府内部共享",
    "授权查询",
    "仅供查询",
    "仅授权查询",
    "依申请查询",
)
SCOPE_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("政务公开", "政务公示", *_SHARED), "政务公开"),
    **dict.fromkeys(("社会公开", "社会公示", "向社会公开", "向社会公示"), "社会公开"),
}
# Captions of columns, where a form has one for each choice; the usual ones first.
PARTY_CHOICES: Final = (
    *PARTIES,
    *PARTY_WORDS,
    *("法人及非法人组织", "法人和非法人组织", "法人和其他组织", "法人及其他组织", "法人或其他组织"),
)
SCOPE_CHOICES: Final = (*SCOPES, "政务共享", *SCOPE_WORDS)
# Letters are ticks and boxes of the Wingdings fonts that lost their font on the way.
_ON: Final = "☑√✓✔■●◉▣✅Rþü"
_OFF: Final = "□☐○◯◻▢£¨o〇"
_BRACKETED: Final = re.compile(rf"[\[(（【［]\s*([{_ON}{_OFF}])\s*[\])）】］]")
_EMPTY_BRACKETS: Final = re.compile(r"[\[(（【［]\s*[\])）】］]")
_CONNECTORS: Final = "以及|或者|和|与|及|或"
_SEPARATORS: Final = r"[\s、，,；;/／|｜。:：]+"

_Kind = Literal["on", "off", "words", "gap"]


class UnclearTicks(Exception):  # noqa: N818 - told to the user as a fault of the form
    """The cell cannot be read with certainty.

    Args:
        zh, en: why, and what to write instead.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class _Token:
    kind: _Kind
    values: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


def ticked(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """What is ticked in a cell, in the order of the form.

    Args:
        text: the cell.
        words: word as written → what it means.

    Returns:
        At least one meaning.

    Raises:
        UnclearTicks: a word or sign that is not known, a sign that could belong to either neighbour, nothing ticked.
    """
    tokens = list(_tokens(text, words))
    order = tuple(dict.fromkeys(words.values()))
    chosen = _chosen(tokens, order)
    if not chosen:
        raise UnclearTicks(
            f"没有勾选任何一项，请在{'、'.join(order)}中勾选", f"nothing is ticked; choose from {', '.join(order)}"
        )
    return tuple(value for value in order if value in chosen)


def boxes(chosen: tuple[str, ...], of: tuple[str, ...]) -> str:
    """The cell of a form with these ticked: one box a line."""
    return "\n".join(f"{'☑' if value in chosen else '□'}{value}" for value in of)


def _tokens(text: str, words: Mapping[str, str]) -> Iterator[_Token]:
    names = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    scanner = re.compile(
        rf"(?P<on>[{_ON}])|(?P<off>[{_OFF}])|(?P<words>(?:{names})(?:(?:{_CONNECTORS})(?:{names}))*)|(?P<gap>{_SEPARATORS})"
    )
    text = _EMPTY_BRACKETS.sub("□", _BRACKETED.sub(r"\1", text.strip()))
    place = 0
    while place < len(text):
        match = scanner.match(text, place)
        if match is None:
            rest = re.split(_SEPARATORS, text[place:])[0]
            zh, en = f"看不懂“{rest}”，请用☑、□标在选项前", f"'{rest}' is not understood; put ☑ or □ before the words"
            raise UnclearTicks(zh, en)
        place = match.end()
        if match["words"]:
            written = tuple(re.findall(names, match["words"]))
            yield _Token("words", tuple(words[name] for name in written), written)
        else:
            yield _Token("on" if match["on"] else "off" if match["off"] else "gap")


def _chosen(tokens: list[_Token], order: tuple[str, ...]) -> set[str]:
    groups = [token.values for token in tokens if token.kind == "words"]
    signs = [token for token in tokens if token.kind in ("on", "off")]
    named = [value for group in groups for value in group]
    written = [word for token in tokens for word in token.written]
    if len(written) != len(set(written)):
        raise UnclearTicks("同一选项写了两次", "a word stands there twice")
    if not signs:
        return set(named)
    marks = _alternating(tokens) or _adjacent(tokens)
    unmarked = [value for number, group in enumerate(groups) if number not in marks for value in group]
    if unmarked and set(named) != set(order):
        zh, en = f"“{unmarked[0]}”没有标记，请用☑、□标在选项前", f"'{unmarked[0]}' has no sign; put ☑ or □ before it"
        raise UnclearTicks(zh, en)
    return {value for number, on in marks.items() if on for value in groups[number]}


def _alternating(tokens: list[_Token]) -> dict[int, bool]:
    """Number of the group of words → ticked, where signs and words alternate: all signs before, or all behind."""
    solid = [token for token in tokens if token.kind != "gap"]
    for first, second in ((0, 1), (1, 0)):  # sign first, or words first
        signs, words = solid[first::2], solid[second::2]
        if len(signs) == len(words) and all(t.kind != "words" for t in signs) and all(t.kind == "words" for t in words):
            return {number: sign.kind == "on" for number, sign in enumerate(signs)}
    return {}


def _adjacent(tokens: list[_Token]) -> dict[int, bool]:
    """The same where some words have no sign: every sign must touch exactly one group of words."""
    marks: dict[int, bool] = {}
    group = 0
    for place, token in enumerate(tokens):
        if token.kind == "words":
            group += 1
        elif token.kind != "gap":
            before = place > 0 and tokens[place - 1].kind == "words"
            behind = place + 1 < len(tokens) and tokens[place + 1].kind == "words"
            target = group - 1 if before else group
            if before == behind or target in marks:
                raise UnclearTicks(
                    "看不出勾选的是哪一项，请用☑、□标在选项前",
                    "it is not clear what is ticked; put ☑ or □ before the words",
                )
            marks[target] = token.kind == "on"
    return marks
