"""Pieces of patterns that recognisers share. Python's and Rust's regular expressions read them alike.

Every repetition is bounded, so no pattern takes more than a fixed number of steps from any place of a text, and the
time is linear in its length.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Final

Span = tuple[int, int]
"""Start and end of a stretch of text, in characters."""

D: Final = "0-9０-９"
LETTERS: Final = "A-Za-zＡ-Ｚａ-ｚ"
# What people put between the digits of a long number: blanks of every kind, hyphens and dashes, dots, zero-width
# characters.
SEPARATORS: Final = "[ \t\r\n\u00a0\u2002\u2003\u3000\u200b\u200c\u200d\ufeff\\-－—–‐‑‒−·.．_]{0,3}"
END_OF_SENTENCE: Final = "。；;！!？?\n"
# Leads from one number to the next of its kind.
LEADS_ON: Final = '[”"』）)]?(?:、|和|及|与|或|以及|/|[，,]?(?:变更|更正|更改|修改|更换|换发|改|换|变)(?:为|成))[“"]?'
HAN: Final = "\u4e00-\u9fff\u3400-\u4dbf"
_MASKED: Final = "*＊某×□_"


def one_of(words: Iterable[str]) -> str:
    """An alternation of literal words, in a group."""
    return f"(?:{'|'.join(re.escape(word).replace('@', '@') for word in words)})"


def any_of(characters: Iterable[str]) -> str:
    """A class of characters; neighbours as ranges, so that it stays short."""
    runs: list[list[str]] = []
    for character in sorted(set(characters)):
        if runs and ord(character) == ord(runs[-1][-1]) + 1:
            runs[-1].append(character)
        else:
            runs.append([character])
    return f"[{''.join(run[0] if len(run) == 1 else f'{run[0]}-{run[-1]}' for run in runs)}]"


def folded(piece: str) -> str:
    """Letters and digits of a piece of text in half width and capitals, all else dropped."""
    return "".join(c for c in unicodedata.normalize("NFKC", piece).upper() if c.isascii() and c.isalnum())


def before(text: str, start: int, length: int) -> str:
    """At most `length` characters before a place, back to the end of the sentence before."""
    window = text[max(0, start - length) : start]
    cut = max((window.rfind(mark) for mark in END_OF_SENTENCE), default=-1)
    return window[cut + 1 :]


def label_before(text: str, start: int, length: int) -> str:
    """The same, of a number that may stand in the line below its label: blanks at the end do not count."""
    blanks = text[max(0, start - 4) : start]
    return before(text, start - len(blanks) + len(blanks.rstrip()), length)


def after(text: str, end: int, length: int) -> str:
    """At most `length` characters behind a place, up to the end of the sentence."""
    window = text[end : end + length]
    cuts = [place for mark in END_OF_SENTENCE if (place := window.find(mark)) >= 0]
    return window[: min(cuts)] if cuts else window


def free(spans: Iterable[Span], *taken: Iterable[Span]) -> list[Span]:
    """The spans that overlap none of those that other recognisers have taken, each once and none inside another."""
    occupied = sorted(span for group in taken for span in group)
    starts, ends = [start for start, _ in occupied], list(accumulate((end for _, end in occupied), max))
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        place = bisect_left(starts, end)
        if (not place or ends[place - 1] <= start) and (not kept or kept[-1][1] <= start):
            kept.append((start, end))
    return kept


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Every match of a pattern that stands in a lookahead with one group, from every place of the text."""
    for match in pattern.finditer(text):
        yield match.span(1)


def with_next(text: str, spans: Iterable[Span], following: re.Pattern[str]) -> list[Span]:
    """The spans, and what follows each of them at once: 号码由…变更为…, …、….

    Args:
        text: the text of the spans.
        spans: what was found by its label.
        following: what leads on, and in a group the next of its kind.
    """
    known = dict.fromkeys(spans)
    queue = list(known)
    while queue:
        match = following.match(text, queue.pop()[1])
        if match is not None and match.span(1) not in known:
            known[match.span(1)] = None
            queue.append(match.span(1))
    return list(known)


def kept(spans: Iterable[Span], keep: Callable[[Span], bool]) -> list[Span]:
    """The spans that a test keeps."""
    return [span for span in spans if keep(span)]


def is_masked(piece: str) -> bool:
    """Whether a piece of text is masked already."""
    return any(character in _MASKED for character in piece)
