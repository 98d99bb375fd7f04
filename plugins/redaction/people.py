"""Names of natural persons other than the party, found by the role in front and the build of a Chinese name.

A name is a surname of the list and one or two characters. Where the role is certain and the characters are those that
given names are made of, that is enough; rarer characters and surnames that are everyday words need to be followed by
what follows names: punctuation, or a verb.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.context import Context
from plugins.redaction.patterns import HAN, Span, free, one_of
from plugins.redaction.vocabulary import characters, words

_SURNAMES: Final = frozenset(characters("names", "surnames") + characters("names", "everyday"))
_EVERYDAY: Final = frozenset(characters("names", "everyday"))
_COMPOUND: Final = frozenset(words("names", "compound_surnames"))
_GIVEN_PAIRS: Final = frozenset(words("names", "given_pairs"))
_GIVEN: Final = frozenset(characters("names", "given"))
_NEVER: Final = frozenset(characters("names", "never"))
_NOT_NAMES: Final = frozenset(words("names", "not_names"))
# The head of the list: surnames so usual that one more character makes a name.
_USUAL_SURNAMES: Final = frozenset(characters("names", "surnames")[:160])
_TITLE: Final = re.compile(one_of(words("names", "titles")))
_AFTER: Final = re.compile(one_of(words("roles", "after_name")))
_ROLE: Final = one_of(words("roles", "third_persons"))
# The role may carry a number or letter, a label and a link: 证人1姓名：, 其妻（, 员工名叫.
_LINK: Final = (
    r"(?:[一二三四五六甲乙丙0-9A-Z](?![0-9]))?(?:的?(?:姓名|名字))?(?:[及和、/]?(?:联系)?(?:电话|手机|方式))?[：:\s（(“\"]{0,3}"
    r"(?:分别为|分别是|包括|为|是|系|由|叫|名叫|即)?[：:\s“\"]{0,2}"
)
# In a lookahead, because roles overlap: 其父 and 父亲 in 其父亲.
_FIRST: Final = "".join(sorted({role[0] for role in words("roles", "third_persons")}))
_BEFORE_NAME: Final = re.compile(f"(?=[{_FIRST}])(?=({_ROLE}{_LINK}))")
# What stands in brackets behind a name (its number, its task) does not end the chain.
_CHAIN: Final = re.compile(r"(?:[（(][^（）()\n]{1,40}[）)])?\s?(?:、|以及|及|和|与|(?:变更|更换|调整)为|[，,/]|\s)\s?")
_MINORITY: Final = re.compile(rf"[{HAN}]{{2,8}}(?:[·•・．][{HAN}]{{1,8}}){{1,3}}")
_AFTER_MINORITY: Final = re.compile(rf"[·•・．][{HAN}]{{1,8}}")
_BEHIND: Final = one_of(words("roles", "behind_names"))
_LEADING: Final = "对向经与和据由有致成"
_LONG_NAME: Final = 3
_IN_FRONT: Final = re.compile(
    rf"(?:^|(?<=[，,。；;、：:.．）)》”\s{_LEADING}]))(?P<name>[{HAN}]{{2,4}})"
    rf"(?={_BEHIND}|系[^，,。；;\n]{{0,10}}?{_ROLE}(?:[，,。；;、）)\s]|$)|[（(]系?[{HAN}]{{0,6}}?{_ROLE}[）)，,])"
)
_SURNAME: Final = f"(?:[{''.join(sorted(_SURNAMES))}]|{one_of(sorted(_COMPOUND))})"
_PARTY: Final = tuple(words("roles", "party_roles"))
_SURE_SURNAME: Final = f"[{''.join(sorted(_SURNAMES - _EVERYDAY))}]"
_USUAL: Final = f"[{''.join(sorted(_GIVEN - _NEVER))}]"
_SEEN_TO_END: Final = one_of(words("roles", "after_name"))
_UNHEARD_OF: Final = (
    f"{one_of(words('roles', 'role_endings'))}{_SURE_SURNAME}{_USUAL}(?:{_USUAL}|[^{HAN}]|$|{_SEEN_TO_END})"
)
_BEHIND_ANY_ROLE: Final = re.compile(f"(?={_UNHEARD_OF})")
_INTRODUCED: Final = (
    f"(?:{one_of(words('roles', 'hires'))}{_SURNAME}|{one_of(words('roles', 'takes_person'))}{_SURE_SURNAME}){_USUAL}"
)
_BEHIND_VERB: Final = re.compile(
    f"(?={one_of(words('roles', 'hires'))}(?P<any>{_SURNAME}{_USUAL})"
    f"|{one_of(words('roles', 'takes_person'))}(?P<sure>{_SURE_SURNAME}{_USUAL}))"
)
_PREPOSITION: Final = "与和跟向从将被把由的"
_DEALT: Final = f"[{_PREPOSITION}]{_SURE_SURNAME}{_USUAL}{{1,2}}{one_of(words('roles', 'dealings'))}"
_DEALT_WITH: Final = re.compile(
    f"(?<=[{_PREPOSITION}])(?P<name>{_SURE_SURNAME}{_USUAL}{{1,2}}?)(?={one_of(words('roles', 'dealings'))})"
)
HINT: Final = (
    rf"{_ROLE}{_LINK.replace('(?![0-9])', '')}(?:{_SURNAME}|[{HAN}]{{2,8}}[·•・．])"
    rf"|[{HAN}](?:{_BEHIND}|系[^，,。；;\n]{{0,10}}{_ROLE}|[（(]系?[{HAN}]{{0,6}}?{_ROLE})|{_UNHEARD_OF}|{_INTRODUCED}|{_DEALT}"
)

_ENDINGS: Final = one_of(sorted({role[-2:] for role in words("roles", "third_persons")}))
# Looser than the hint, and quicker to search for: roles by their last two characters.
SCREEN: Final = (
    rf"{_ENDINGS}[一二三四五六甲乙丙0-9A-Z的姓名字及和、/联电话手机方式：:\s（(“\"分别为是包括有系由叫名即]{{0,14}}{_SURNAME}"
    rf"|[{HAN}][·•・．][{HAN}]|{_BEHIND}|系[^，,。；;\n]{{0,10}}{_ENDINGS}|{_UNHEARD_OF}|{_INTRODUCED}|{_DEALT}"
)


def third_person_spans(text: str, context: Context) -> list[Span]:
    """Where a text names natural persons other than the party.

    Args:
        text: any text.
        context: the party's own name and its representative's are none.

    Returns:
        Spans of the names alone, without the role.
    """
    found: list[Span] = []
    for match in _BEFORE_NAME.finditer(text):
        found += _chained(text, match.end(1))
    found += [*_behind_any_role(text), *_behind_verb(text), *_dealt_with(text)]
    found += [span for match in _IN_FRONT.finditer(text) if (span := _whole_name(text, match.span("name")))]
    return free(span for span in found if not context.is_party(text[slice(*span)]))


def _behind_any_role(text: str) -> Iterator[Span]:
    """Names behind words that only end like a role, and the names that are joined to them."""
    for match in _BEHIND_ANY_ROLE.finditer(text):
        start = match.start() + 1
        is_own = text[max(0, start - 4) : start].endswith(_PARTY)
        end = name_end(text, start)
        if not is_own and end is not None and _ends(text, end) and _is_surely_named(text, start, end):
            yield from _chained(text, start)


def _behind_verb(text: str) -> Iterator[Span]:
    """Names behind verbs that take a person (雇佣, 殴打, 卖给), and the names that are joined to them."""
    for match in _BEHIND_VERB.finditer(text):
        start = match.start("any") if match.group("any") else match.start("sure")
        end = name_end(text, start)
        if end is not None and _ends(text, end) and _is_surely_named(text, start, end):
            yield from _chained(text, start)


def _dealt_with(text: str) -> Iterator[Span]:
    """Names between a preposition and what is done with a person: 与…签订, 从…手中."""
    for match in _DEALT_WITH.finditer(text):
        start, end = match.span("name")
        is_long = end - start >= _LONG_NAME
        if name_end(text, start) == end and (is_long or text[start - 1] != "的") and _is_surely_named(text, start, end):
            yield start, end


def _is_surely_named(text: str, start: int, end: int) -> bool:
    """Whether a name has three characters, or two with one of the most usual surnames."""
    usual = text[start] in _USUAL_SURNAMES and text[start] not in _EVERYDAY
    return end - start >= _LONG_NAME or usual


def _chained(text: str, start: int) -> Iterator[Span]:
    """The name at a place and the names that are joined to it: 张三、李四和王五."""
    end = name_end(text, start)
    while end is not None:
        yield start, end
        link = _CHAIN.match(text, end)
        if link is None:
            return
        start = link.end()
        end = name_end(text, start)


def name_end(text: str, start: int) -> int | None:
    """Where the personal name that begins at a place ends; None where none begins.

    Args:
        text: any text.
        start: place of the surname.
    """
    minority = _MINORITY.match(text, start)
    if minority:
        return _trimmed_minority(text, minority)
    length = 2 if text[start : start + 2] in _COMPOUND else 1
    if text[start : start + 2] in _NOT_NAMES or (length == 1 and text[start : start + 1] not in _SURNAMES):
        return None
    first = start + length
    if _TITLE.match(text, first):
        return None
    everyday = length == 1 and text[start] in _EVERYDAY
    two, one = _plausible(text, first, 2), _plausible(text, first, 1)
    if two and _ends(text, first + 2) and _usual(text, first, 2):
        return first + 2
    if one and _ends(text, first + 1) and _usual(text, first, 1):
        return first + 1
    if two and not everyday and (_usual(text, first, 2) or _ends(text, first + 2)):
        return first + 2
    sure = length == 2 or (text[start] in _USUAL_SURNAMES and not everyday)
    return first + 1 if one and (_closed(text, first + 1) or (sure and _usual(text, first, 1))) else None


def _trimmed_minority(text: str, match: re.Match[str]) -> int:
    """The end of a name like 阿依古丽·买买提, less the verb that may follow it."""
    last = match.start() + match.group().rfind(max(re.findall("[·•・．]", match.group()), key=match.group().rfind))
    for end in range(last + 2, match.end()):
        if _AFTER.match(text, end) or text[end] in _NEVER:
            return end
    return match.end()


def _plausible(text: str, start: int, count: int) -> bool:
    given = text[start : start + count]
    return given in _GIVEN_PAIRS or (
        len(given) == count and all("\u3400" <= c <= "\u9fff" and c not in _NEVER for c in given)
    )


def _usual(text: str, start: int, count: int) -> bool:
    given = text[start : start + count]
    return given in _GIVEN_PAIRS or all(character in _GIVEN for character in given)


def _closed(text: str, end: int) -> bool:
    """Whether the next character is none of a word."""
    return end >= len(text) or not ("\u3400" <= text[end] <= "\u9fff" or text[end] in "某*＊×")


def _ends(text: str, end: int) -> bool:
    return _closed(text, end) or _AFTER.match(text, end) is not None


def _whole_name(text: str, span: Span) -> Span | None:
    """The name that fills the end of a span: the text in front of it may hold more than the name."""
    for start in range(span[0], span[1] - 1):
        is_apart = start == span[0] or text[start - 1] in _LEADING
        if (is_apart or span[1] - start >= _LONG_NAME) and name_end(text, start) == span[1]:
            surname_is_sure = text[start] not in _EVERYDAY or text[start : start + 2] in _COMPOUND
            given = text[start + (2 if text[start : start + 2] in _COMPOUND else 1) : span[1]]
            if (surname_is_sure or (is_apart and len(given) > 1)) and all(character in _GIVEN for character in given):
                return start, span[1]
    return None
