"""Proposals: what is proposed is a right code, the true one as a rule, and never an identity number."""

import random
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from engine import Check
from plugins.code_checksums import gongshi_checks
from plugins.code_checksums.repairs import repair_organisation_code, repair_unified_code, without_float_tail
from plugins.code_checksums.schemes import IDENTITY, ORGANISATION, UNIFIED

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = "911404007R5P10KF7M"
Slip = Callable[[random.Random, str], str]


def true_codes(seed: int, count: int) -> list[str]:
    generator = random.Random(seed)
    codes = []
    for _ in range(count):
        front = generator.choice(["91", "91", "92", "11", "12"]) + generator.choice(["1404", "4403", "6101", "6501"])
        inner = "".join(generator.choices(generator.choice([string.digits, ALPHABET]), k=8))
        body = f"{front}{generator.randrange(100):02d}{inner}{ORGANISATION.check_character(inner)}"
        codes.append(body + UNIFIED.check_character(body))
    return codes


def swapped(generator: random.Random, code: str) -> str:
    place = generator.choice([place for place in range(17) if code[place] != code[place + 1]])
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def one_wrong(generator: random.Random, code: str) -> str:
    place = generator.randrange(18)
    alphabet = string.digits if code[place].isdigit() else ALPHABET
    return code[:place] + generator.choice(alphabet.replace(code[place], "")) + code[place + 1 :]


def excluded_letter(generator: random.Random, code: str) -> str:
    letters = {"0": "O", "1": "I", "2": "Z", "5": "S"}
    place = generator.choice([place for place in range(18) if code[place] in letters])
    return code[:place] + letters[code[place]] + code[place + 1 :]


@pytest.mark.parametrize(
    ("slip", "least_proposed", "least_true"),
    [(excluded_letter, 0.95, 0.99), (swapped, 0.5, 0.95), (one_wrong, 0.2, 0.85)],
)
def test_proposals_are_the_true_code_as_a_rule(slip: Slip, least_proposed: float, least_true: float) -> None:
    generator = random.Random(1)
    codes = true_codes(1, 1_000)
    proposals = [(code, repair_unified_code(slip(generator, code))) for code in codes]
    proposed = [(code, proposal) for code, proposal in proposals if proposal is not None]
    assert len(proposed) > least_proposed * len(codes)
    assert sum(code == proposal for code, proposal in proposed) > least_true * len(proposed)


@given(st.one_of(st.text(), st.text(alphabet=ALPHABET + "IOSVZ-", min_size=16, max_size=20)))
def test_a_proposal_is_always_a_right_code(text: str) -> None:
    unified, organisation = repair_unified_code(text), repair_organisation_code(text)
    assert unified is None or uscc.is_valid(unified) or not unified[:8].isdigit()
    assert unified is None or UNIFIED.holds(unified)
    assert organisation is None or ORGANISATION.holds(organisation)


@pytest.mark.parametrize(
    "written",
    ["９１１４０４００７Ｒ５Ｐ１０ＫＦ７Ｍ", "911404007r5p10kf7m", " 9114 0400 7R5P10KF7 M", "91140400-7R5P10KF7-M"],
)
def test_width_case_and_separators_are_folded(written: str) -> None:
    assert repair_unified_code(written) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "9.11404E+17",  # the lost digits are lost
        "111404001818998000",  # cut by Excel to fifteen digits
        CODE[:-1],  # one character lost: which one cannot be told
        CODE[:-1] + "N",  # nothing else contradicts: the check character alone proves nothing
        "见营业执照",
        "",
        "O" * 18,
    ],
)
def test_nothing_is_proposed_where_nothing_stands_out(text: str) -> None:
    assert repair_unified_code(text) is None


def test_no_proposal_turns_an_identity_number_into_a_code() -> None:
    generator = random.Random(2)
    for _ in range(500):
        body = (
            f"1404021973{generator.randrange(1, 13):02d}{generator.randrange(1, 29):02d}{generator.randrange(1000):03d}"
        )
        number = body + IDENTITY.check_character(body)
        assert UNIFIED.holds(number) or repair_unified_code(number) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7800-12343", "780012343"),
        ("78O012343", "780012343"),
        ("74359999", "074359999"),
        (CODE, "7R5P10KF7"),
        ("780012344", None),
        ("12345", None),
        ("见证书", None),
    ],
)
def test_organisation_codes(written: str, meant: str | None) -> None:
    assert repair_organisation_code(written) == meant


def test_float_tails() -> None:
    assert without_float_tail("140400000001230.0") == "140400000001230"
    assert without_float_tail("140400000001230.5") is None


def personal_checks() -> list[Check]:
    words = ("ric.", "passport.", "permit.", "foreigner-")
    return [check for check in gongshi_checks() if any(word in check.id for word in words)]


@pytest.mark.parametrize("check", personal_checks(), ids=lambda check: check.id)
def test_messages_about_persons_hold_no_value(check: Check) -> None:
    assert not any("{value}" in text for text in check.message.values())
