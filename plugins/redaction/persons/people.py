"""Names of natural persons other than the party, found by the role in front and the build of a Chinese name.

A name is a surname of the list and one or two characters. Where the role is certain and the characters are those that
given names are made of, that is enough; rarer characters and surnames that are everyday words need to be followed by
what follows names: punctuation, or a verb.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.context import Context
from plugins.redaction.patterns import HAN, Span, any_of, free, one_of
from plugins.redaction.persons import hint, lists, mentions, proof, reading, spread, things
from plugins.redaction.persons.names import (
    COMPOUND,
    ETHNIC,
    ETHNIC_ANYWHERE,
    EVERYDAY,
    GIVEN,
    LONG_NAME,
    RARE_SURNAMES,
    SCARCE,
    SCARCE_ALL,
    SURNAMES,
    TRANSCRIBED,
    closed,
    ethnic_names,
    name_end,
    transcribed_names,
)
from plugins.redaction.vocabulary import words

_ROLE: Final = one_of(words("roles", "third_persons"))
# The role may carry a number or letter, a label and a link: 证人1姓名：, 其妻（, 员工名叫.
_LINK: Final = (
    r"(?:[一二三四五六甲乙丙0-9A-Z](?![0-9]))?(?:的?(?:姓名|名字))?(?:[（(](?:签名|签字|签章|盖章)[）)]|(?:签名|签字)[：:])?(?:[及和、/]?(?:联系)?(?:电话|手机|方式))?[：:\s（(“\"]{0,3}"
    r"(?:分别为|分别是|包括|为|是|系|由|叫|名叫|即)?[：:\s“\"]{0,2}"
)
# In a lookahead, because roles overlap: 其父 and 父亲 in 其父亲.
_FIRST: Final = "".join(sorted({role[0] for role in words("roles", "third_persons")}))
_BEFORE_NAME: Final = re.compile(f"(?=[{_FIRST}])(?=({_ROLE}{_LINK}))")
# What stands in brackets behind a name (its number, its task) does not end the chain.
_CHAIN: Final = re.compile(r"(?:[（(][^（）()\n]{1,40}[）)])?\s?(?:、|以及|及|和|与|(?:变更|更换|调整)为|[，,/]|\s)\s?")
_BEHIND: Final = one_of(words("roles", "behind_names"))
_IN_FRONT: Final = re.compile(
    rf"(?:^|(?<=[，,。；;、：:.．）)》”\s{lists.LEADING}]))(?P<name>[{HAN}]{{2,4}})"
    rf"(?={_BEHIND}|系[^，,。；;\n]{{0,10}}?{_ROLE}(?:[，,。；;、）)\s]|$)|[（(]系?[{HAN}]{{0,6}}?{_ROLE}[）)，,])"
)
_SURNAME: Final = f"(?:[{''.join(sorted(SURNAMES))}]|{one_of(sorted(COMPOUND))})"
# What stands in front of a signature counts with its colon only: 审核：花蕾.
_SIGNED: Final = f"{one_of(words('roles', 'signed'))}[：:]\\s?"
_BEFORE_SIGNATURE: Final = re.compile(_SIGNED)
_PARTY: Final = tuple(words("roles", "party_roles"))
_BEFORE_OWN_NAME: Final = re.compile(rf"(?=({one_of(_PARTY)}(?:[（(][{HAN}]{{2,6}}[）)])?{_LINK}))")
_OTHERS: Final = re.compile("(?:[给与向被从]|(?:[商方家主]|权人|租人)[系为是])(?:自然人|个人|个体户)")
_OWN_CHAIN: Final = re.compile("(?:、|(?:变更|更换|调整)为)")
_MAY_BEGIN: Final = f"(?:{any_of(SURNAMES | RARE_SURNAMES | SCARCE_ALL)}|{one_of(sorted(COMPOUND))}|{ETHNIC})"
# Surnames of few people behind what only ends like a role, or a verb that takes a person.
_SCARCELY: Final = f"{any_of(hint.LEFT_ENDS)}{any_of(SCARCE)}|{ETHNIC_ANYWHERE}"
HINT: Final = (
    rf"{_ROLE}{_LINK.replace('(?![0-9])', '')}(?:{_MAY_BEGIN}|[{HAN}]{{2,8}}[·•・．])"
    rf"|[{HAN}](?:{_BEHIND}|系[^，,。；;\n]{{0,10}}{_ROLE}|[（(]系?[{HAN}]{{0,6}}?{_ROLE})"
    rf"|{_SIGNED}{_SURNAME}|{TRANSCRIBED.pattern}|{_SCARCELY}|{lists.ENDS}|{spread.HINT}|{proof.HINT}"
)

_ENDINGS: Final = one_of(sorted({role[-2:] for role in words("roles", "third_persons")}))
# Looser than the hint, and quicker to search for: roles by their last two characters.
SCREEN: Final = (
    rf"{_ENDINGS}[一二三四五六甲乙丙0-9A-Z的姓名字及和、/联电话手机方式：:\s（(“\"分别为是包括有系由叫名即签章盖）)]{{0,14}}{_MAY_BEGIN}|{_SCARCELY}|{lists.ENDS}|{spread.HINT}"
    rf"|[{HAN}][·•・．][{HAN}]|{_BEHIND}|系[^，,。；;\n]{{0,10}}{_ENDINGS}|{_SIGNED}{_SURNAME}"
)


def third_person_spans(text: str, context: Context) -> list[Span]:
    """Where a text names natural persons other than the party.

    Args:
        text: any text.
        context: the party's own name and its representative's are none.

    Returns:
        Spans of the names alone, without the role.
    """
    behind_roles = ends_of_roles(text)
    found = [span for start in sorted(behind_roles) for span in _chained(text, start)]
    in_front = [span for match in _IN_FRONT.finditer(text) if (span := _whole_name(text, match.span("name")))]
    found += [each for span in in_front for each in (span, *_joined(text, span[1]))]
    found += [span for span in ethnic_names(text) if not things.is_place(text, span[1])]
    found += [*lists.listed_names(text), *spread.spread_names(text)]
    found += [span for span in transcribed_names(text) if not things.is_place(text, span[1])]
    for start, end in proof.proved_names(text, behind_roles):
        found += [(start, end), *_joined(text, end)]
    places = own_places(text, behind_roles)
    starts = {start for start, _ in places}
    # Two ways of reading may see one name end at two places: what begins where the own name does is the own name.
    own = {text[slice(*span)] for span in (*places, *(span for span in found if span[0] in starts))}
    found = [span for span in found if not things.is_enterprise(text, span[1])]
    found = [span for span in found if span[0] in behind_roles or not things.is_no_person(text, *span)]
    found = [span for span in found if not things.is_none_at_all(text, *span)]
    found = [span for span in found if not any(start <= span[0] and span[1] <= end for start, end in places)]
    third = [span for span in found if not (text[slice(*span)] in own or _is_partys(text, span, context))]
    return free([*third, *mentions.named_again(text, {text[slice(*span)] for span in third})])


def ends_of_roles(text: str) -> set[int]:
    """Where roles of the list end, with what links them to a name."""
    ends = {match.end(1) for match in _BEFORE_NAME.finditer(text)}
    ends -= {start for start in ends if text[start - 1 : start + 1] == "师傅"}
    return ends | {match.end() for match in _BEFORE_SIGNATURE.finditer(text)}


def _is_partys(text: str, span: Span, context: Context) -> bool:
    """Whether a stretch is the name of the party or its representative, or a piece of it: 江云 in 任江云."""
    if context.is_party(text[slice(*span)]):
        return True
    for name in (context.party, context.representative):
        place = text.find(name, max(0, span[1] - len(name)), span[0] + len(name)) if name else -1
        if place >= 0 and place <= span[0] and span[1] <= place + len(name or ""):
            return True
    return False


def own_names(text: str, behind_roles: set[int]) -> set[str]:
    """The names at `own_places`."""
    return {text[slice(*span)] for span in own_places(text, behind_roles)}


def own_places(text: str, behind_roles: set[int]) -> set[Span]:
    """Where the text itself names the party or its representative: 当事人王建国, 法定代表人由张伟变更为李丽.

    Args:
        text: any text.
        behind_roles: where the roles of other persons end.
    """
    own: set[Span] = set()
    for match in _BEFORE_OWN_NAME.finditer(text):
        start: int | None = None if match.end(1) in behind_roles else match.end(1)
        # 分包给自然人匡永福, 向个人张丽收取: the party did something to somebody.
        if _OTHERS.search(text, max(0, match.start() - 3), match.start() + 3):
            start = None
        while start is not None:
            end = name_end(text, start) or proof.name_end_behind_role(text, start)
            link = None if end is None else _OWN_CHAIN.match(text, end)
            # 当事人为王建国。 says who the party is, 当事人为王建国办理 for whom it did something.
            is_for_somebody = end is not None and text[start - 1] == "为" and not closed(text, end)
            own |= {(start, end)} if end is not None and not is_for_somebody else set()
            start = link.end() if link else None
    return own


def _chained(text: str, start: int) -> Iterator[Span]:
    """The name at a place and the names that are joined to it: 张三、李四和王五."""
    end = name_end(text, start)
    if end is not None:
        yield start, end
        yield from _joined(text, end)


def _joined(text: str, end: int) -> Iterator[Span]:
    """The names that are joined to one that ends at a place."""
    while link := _CHAIN.match(text, end):
        next_end = name_end(text, link.end()) or reading.scarce_end(text, link.end())
        if next_end is None:
            return
        yield link.end(), next_end
        end = next_end


def _whole_name(text: str, span: Span) -> Span | None:
    """The name that fills the end of a span: the text in front of it may hold more than the name."""
    for start in range(span[0], span[1] - 1):
        is_apart = start == span[0] or text[start - 1] in lists.LEADING
        end = name_end(text, start) or reading.scarce_end(text, start)
        if (is_apart or span[1] - start >= LONG_NAME) and end == span[1]:
            surname_is_sure = text[start] not in EVERYDAY or text[start : start + 2] in COMPOUND
            given = text[start + (2 if text[start : start + 2] in COMPOUND else 1) : span[1]]
            if (surname_is_sure or (is_apart and len(given) > 1)) and all(character in GIVEN for character in given):
                return start, span[1]
    return None
