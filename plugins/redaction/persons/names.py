"""How a Chinese personal name is built, and where one ends.

A name is a surname of the list and one or two characters. Rarer characters and surnames that are everyday words need to
be followed by what follows names: punctuation, or a verb.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, any_of, one_of
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.vocabulary import characters, words

SURNAMES: Final = frozenset(characters("names", "surnames") + characters("names", "everyday"))
EVERYDAY: Final = frozenset(characters("names", "everyday"))
RARE_SURNAMES: Final = frozenset(characters("names", "rare_surnames")) - SURNAMES
_KNOWN: Final = SURNAMES | RARE_SURNAMES
SCARCE: Final = frozenset(characters("names", "scarce_surnames")) - _KNOWN
SCARCE_ALL: Final = SCARCE | frozenset(characters("names", "scarce_words")) - _KNOWN
_ANY_SURNAME: Final = _KNOWN | SCARCE_ALL
SURNAMES_BY_FREQUENCY: Final = "".join(
    dict.fromkeys(
        character
        for name in ("surnames", "everyday", "rare_surnames", "scarce_surnames", "scarce_words")
        for character in characters("names", name)
    )
)
COMPOUND: Final = frozenset(words("names", "compound_surnames"))
GIVEN_PAIRS: Final = frozenset(words("names", "given_pairs"))
GIVEN: Final = frozenset(characters("names", "given"))
NEVER: Final = frozenset(characters("names", "never"))
# Never a character of a given name, however closely the words around it are read.
HARDLY_EVER: Final = NEVER - frozenset(characters("names", "seldom"))
NOT_NAMES: Final = frozenset(words("names", "not_names"))
# The head of the list: surnames so usual that one more character makes a name.
_USUAL_SURNAMES: Final = frozenset(characters("names", "surnames")[:160])
TITLE: Final = re.compile(one_of(words("names", "titles")))
AFTER: Final = re.compile(one_of(words("roles", "after_name")))
ETHNIC: Final = one_of(words("names", "ethnic"))
_ETHNIC: Final = re.compile(f"{ETHNIC}{{1,3}}江?")
_LONG_ETHNIC: Final = one_of([word for word in words("names", "ethnic") if len(word) > 2])
# Two such pieces are a name wherever they stand, 乌云其木格; one long piece with punctuation or a verb behind.
ETHNIC_ANYWHERE: Final = f"{ETHNIC}{ETHNIC}|{_LONG_ETHNIC}"
_ETHNIC_PAIR: Final = re.compile(
    f"(?={any_of({word[0] for word in words('names', 'ethnic')})})(?:{ETHNIC}{{2,3}}|(?<![{HAN}]){_LONG_ETHNIC})"
)
# What stands in tables and signatures to make two characters as wide as three: 樊　磊.
BLANKS: Final = "[ \u3000\u00a0]{1,4}"
_SPREAD: Final = re.compile(f"[{HAN}]{BLANKS}(?P<given>[{HAN}])")
_MINORITY: Final = re.compile(rf"[{HAN}]{{2,8}}(?:[·•・．][{HAN}]{{1,8}}){{1,3}}")
# 当事人雇用阿依古丽·艾合买提: the name begins behind the verb.
_TAKEN: Final = re.compile(
    one_of([*words("roles", "hires"), *words("roles", "takes_person"), "与", "向", "将", "从", "由", "对"])
)
# The same by its characters, wherever it stands: 艺人古力娜·阿布都未办理.
_TRANSCRIBED: Final = f"[{characters('evidence', 'transcribed')}]"
TRANSCRIBED: Final = re.compile(
    rf"{_TRANSCRIBED}{{2,6}}[·•・．]{_TRANSCRIBED}{{1,6}}(?:[·•・．]{_TRANSCRIBED}{{1,6}})?"
)
# 阿不都, 阿不力孜: the only names with 不.
_PIECES_WITH_NOT: Final = ("不都", "不力", "不拉", "不来", "都", "力")
LONG_NAME: Final = 3


def name_end(text: str, start: int) -> int | None:
    """Where the personal name that begins at a place ends; None where none begins.

    Args:
        text: any text.
        start: place of the surname.
    """
    minority = _MINORITY.match(text, start)
    if minority and not _TAKEN.match(text, start):
        return _trimmed_minority(text, minority)
    ethnic = _ETHNIC.match(text, start)
    if ethnic and ends(text, ethnic.end()):
        return ethnic.end()
    spread = spread_end(text, start)
    if spread is not None:
        return spread
    length = 2 if text[start : start + 2] in COMPOUND else 1
    if text[start : start + 2] in NOT_NAMES or (length == 1 and text[start : start + 1] not in SURNAMES):
        return None
    first = start + length
    if TITLE.match(text, first):
        return None
    everyday = length == 1 and text[start] in EVERYDAY
    two, one = _plausible(text, first, 2), _plausible(text, first, 1)
    if two and ends(text, first + 2) and _usual(text, first, 2):
        return first + 2
    if one and ends(text, first + 1) and _usual(text, first, 1):
        return first + 1
    if two and not everyday and (_usual(text, first, 2) or ends(text, first + 2)):
        return first + 2
    sure = length == 2 or (text[start] in _USUAL_SURNAMES and not everyday)
    return first + 1 if one and (closed(text, first + 1) or (sure and _usual(text, first, 1))) else None


def ethnic_names(text: str) -> Iterator[tuple[int, int]]:
    """Names of minorities without a dot, by what they are made of."""
    for match in _ETHNIC_PAIR.finditer(text):
        if ends(text, match.end()):
            yield match.span()


def spread_end(text: str, start: int) -> int | None:
    """Where a name of two characters ends that has blanks between them; None where none stands.

    Args:
        text: any text.
        start: place of the surname.
    """
    match = _SPREAD.match(text, start) if text[start : start + 1] in _ANY_SURNAME else None
    if match is None or match["given"] not in GIVEN or match["given"] in NEVER:
        return None
    word = LEXICON.get(text[match.end() : match.end() + 2])
    if not ends(text, match.end()) and (word is None or word.kind != "V"):
        return None
    # 安 全 培训 is a heading that was spread.
    return None if f"{text[start]}{match['given']}" in NOT_NAMES else match.end()


def transcribed_names(text: str) -> Iterator[tuple[int, int]]:
    """Names with a dot by their characters, wherever they stand."""
    for match in TRANSCRIBED.finditer(text):
        yield match.start(), _trimmed_minority(text, match)


def _trimmed_minority(text: str, match: re.Match[str]) -> int:
    """The end of a name like 阿依古丽·买买提, less the verb that may follow it."""
    last = match.start() + match.group().rfind(max(re.findall("[·•・．]", match.group()), key=match.group().rfind))
    for end in range(last + 2, match.end()):
        is_inside = text.startswith(_PIECES_WITH_NOT, end) or text.endswith("苏和", 0, end + 1)
        if not is_inside and (AFTER.match(text, end) or text[end] in NEVER):
            return end
    return match.end()


def _plausible(text: str, start: int, count: int) -> bool:
    given = text[start : start + count]
    return given in GIVEN_PAIRS or (
        len(given) == count and all("\u3400" <= c <= "\u9fff" and c not in NEVER for c in given)
    )


def _usual(text: str, start: int, count: int) -> bool:
    given = text[start : start + count]
    return given in GIVEN_PAIRS or all(character in GIVEN for character in given)


def closed(text: str, end: int) -> bool:
    """Whether the next character is none of a word."""
    return end >= len(text) or not ("\u3400" <= text[end] <= "\u9fff" or text[end] in "某*＊×")


def ends(text: str, end: int) -> bool:
    """Whether what stands at a place shows that a name has ended."""
    return closed(text, end) or AFTER.match(text, end) is not None


def is_surely_named(text: str, start: int, end: int) -> bool:
    """Whether a name has three characters, or two with one of the most usual surnames."""
    usual = text[start] in _USUAL_SURNAMES and text[start] not in EVERYDAY
    return end - start >= LONG_NAME or usual
