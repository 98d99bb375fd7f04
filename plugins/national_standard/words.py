"""A list of code words that can be asked: which parts does a text have, which are foreign, what was meant."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# '非自然人' contains 自然人 and means the opposite.
_NEGATIONS = "非不未无"


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().removesuffix(".0")


@dataclass(frozen=True)
class WordList:
    """The words that an item may hold.

    Attributes:
        words: the list.
        open_word: the word that carries a text of its own.
        synonyms: other words → the word of the list that they mean.
        separators: characters between words where an item may hold several; '' where it holds one.
    """

    words: list[str]
    open_word: str | None
    synonyms: dict[str, str]
    separators: str = ""

    @cached_property
    def pattern(self) -> str:
        """A regular expression (Rust) for a whole text of one or more words."""
        item, between = self._item, f"[{re.escape(self.separators)}]+"
        return rf"^(?:{item})(?:{between}(?:{item}))*{between[:-1]}*$"

    @cached_property
    def _item(self) -> str:
        # Longest first, so that a word that holds a separator is taken whole.
        items = [re.escape(word) for word in sorted(self.words, key=len, reverse=True)]
        return "|".join([*([f"{re.escape(self.open_word)}[^；;]*"] if self.open_word else []), *items])

    @property
    def simple(self) -> list[str]:
        """The words, less those that only join others of the list (没收违法所得、没收非法财物)."""
        rest = [(word, set(re.split(f"[{re.escape(self.separators)}]", word))) for word in self.words]
        return [word for word, parts in rest if len(parts) == 1 or not parts <= set(self.words)]

    def parts(self, text: str) -> list[str]:
        """The words and foreign parts of a text, in order, without separators."""
        boundary = rf"(?=[{re.escape(self.separators)}]|$)"
        found, rest = [], text.strip(self.separators)
        while rest:
            match = re.match(rf"(?:{self._item}){boundary}", rest) or re.match(
                f"[^{re.escape(self.separators)}]+", rest
            )
            assert match is not None
            found.append(match.group().strip())
            rest = rest[match.end() :].lstrip(self.separators)
        return found

    def foreign(self, text: str) -> list[str]:
        """The parts of a text that are not in the list."""
        return [part for part in self.parts(text) if not re.fullmatch(self._item, part)]

    def nearest(self, text: str) -> str | None:
        """The word that a text surely means; None where that is not certain."""
        meant = {_folded(other): word for other, word in self.synonyms.items()}
        meant |= {_folded(word): word for word in self.words}
        folded = _folded(text)
        if folded in meant:
            return meant[folded]
        near = [word for word in self.words if self._contained(_folded(word), folded)]
        return near[0] if len(near) == 1 else None

    @staticmethod
    def _contained(word: str, text: str) -> bool:
        """Whether one holds the other; single characters and negated words say nothing."""
        if min(len(word), len(text)) < 2:
            return False
        place = text.find(word)
        return word.find(text) >= 0 or place == 0 or (place > 0 and text[place - 1] not in _NEGATIONS)

    def repaired(self, text: str) -> str | None:
        """The text with every foreign part replaced by the word it surely means, joined by ；; None where one is not
        certain.
        """
        meant = [part if re.fullmatch(self._item, part) else self.nearest(part) for part in self.parts(text)]
        known = [word for word in meant if word is not None]
        return "；".join(dict.fromkeys(known)) if known and len(known) == len(meant) else None
