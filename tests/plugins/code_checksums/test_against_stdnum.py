"""The vectorised checks against python-stdnum and against scalar arithmetic written independently of them."""

import random
import string
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from plugins.code_checksums.identity_number import (
    identity_number_birth_date,
    identity_number_check_digit,
    identity_number_shape,
)
from plugins.code_checksums.kernels import fails, registration_number_fails
from plugins.code_checksums.organisation_code import organisation_code_check_digit
from plugins.code_checksums.registration_number import registration_number_check_digit
from plugins.code_checksums.schemes import IDENTITY, ORGANISATION, UNIFIED, Scheme, registration_check_digit
from plugins.code_checksums.unified_code import unified_code_check_digit, unified_code_shape

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CAPITALS_AND_DIGITS = string.digits + string.ascii_uppercase
Evaluated = Callable[..., list[bool | None]]


def codes(seed: int, count: int, alphabet: str, width: int, last: str) -> list[str]:
    """Random codes; those of small alphabets at the end are right often enough without help."""
    generator = random.Random(seed)
    return ["".join(generator.choices(alphabet, k=width - 1)) + generator.choice(last) for _ in range(count)]


def test_unified_codes_agree_with_stdnum(evaluated: Evaluated) -> None:
    given_codes = codes(1, 20_000, ALPHABET, 18, ALPHABET)
    right = [code[:-1] + uscc.calc_check_digit(code[:-1]) for code in given_codes]
    expected = [code[-1] != uscc.calc_check_digit(code[:-1]) for code in given_codes]
    assert evaluated(unified_code_check_digit, given_codes) == expected
    assert evaluated(unified_code_check_digit, right) == [False] * len(right)


def test_unified_codes_with_digits_in_front_agree_with_stdnum_as_a_whole(evaluated: Evaluated) -> None:
    generator = random.Random(2)
    bodies = [
        "".join(generator.choices(string.digits, k=8)) + code[8:] for code in codes(2, 5_000, ALPHABET, 18, ALPHABET)
    ]
    mixed = bodies + [body[:-1] + uscc.calc_check_digit(body[:-1]) for body in bodies]
    assert evaluated(unified_code_check_digit, mixed) == [not uscc.is_valid(code) for code in mixed]


def test_identity_numbers_agree_with_stdnum(evaluated: Evaluated) -> None:
    numbers = codes(3, 20_000, string.digits, 18, string.digits + "X")
    expected = [number[-1] != ric.calc_check_digit(number) for number in numbers]
    assert 0 < sum(not wrong for wrong in expected) < len(numbers)
    assert evaluated(identity_number_check_digit, numbers) == expected


def test_registration_numbers_agree_with_stdnum(evaluated: Evaluated) -> None:
    numbers = codes(4, 20_000, string.digits, 15, string.digits)
    expected = [not mod_11_10.is_valid(number) for number in numbers]
    assert 0 < sum(not wrong for wrong in expected) < len(numbers)
    assert evaluated(registration_number_check_digit, numbers) == expected


def test_organisation_codes_agree_with_the_standard_written_out(
    evaluated: Evaluated, organisation_check_character: Callable[[str], str]
) -> None:
    given_codes = codes(5, 20_000, CAPITALS_AND_DIGITS, 9, string.digits + "X")
    expected = [code[-1] != organisation_check_character(code[:8]) for code in given_codes]
    assert 0 < sum(not wrong for wrong in expected) < len(given_codes)
    assert evaluated(organisation_code_check_digit, given_codes) == expected
    hyphenated = [f"{code[:8]}-{code[8]}" for code in given_codes]
    assert evaluated(organisation_code_check_digit, hyphenated) == expected


@pytest.mark.parametrize(
    ("scheme", "kernel"), [(UNIFIED, fails(UNIFIED)), (ORGANISATION, fails(ORGANISATION)), (IDENTITY, fails(IDENTITY))]
)
@given(data=st.data())
def test_scalar_and_kernel_agree(scheme: Scheme, kernel: Callable[[pl.Series], pl.Series], data: st.DataObject) -> None:
    body = data.draw(st.text(alphabet=scheme.body, min_size=scheme.width - 1, max_size=scheme.width - 1))
    all_endings = pl.Series([body + last for last in scheme.last])
    right = [code for code, wrong in zip(all_endings, kernel(all_endings), strict=True) if not wrong]
    assert right == [body + scheme.check_character(body)]
    assert all(scheme.holds(code) is (code in right) for code in all_endings)


@given(body=st.text(alphabet=string.digits, min_size=14, max_size=14))
def test_registration_scalar_and_kernel_agree(body: str) -> None:
    all_endings = pl.Series([body + last for last in string.digits])
    wrong = registration_number_fails(all_endings).to_list()
    assert [code[-1] for code, is_wrong in zip(all_endings, wrong, strict=True) if not is_wrong] == [
        registration_check_digit(body)
    ]


@settings(max_examples=50)
@given(body=st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_every_wrong_character_and_every_swap_of_neighbours_is_caught(body: str) -> None:
    code = body + uscc.calc_check_digit(body)
    wrong = {code[:place] + other + code[place + 1 :] for place in range(18) for other in ALPHABET} - {code}
    wrong |= {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(17)} - {code}
    assert fails(UNIFIED)(pl.Series(sorted(wrong))).all()


@settings(max_examples=50)
@given(body=st.text(alphabet=string.digits, min_size=17, max_size=17))
def test_every_wrong_digit_and_every_swap_in_an_identity_number_is_caught(body: str) -> None:
    number = body + IDENTITY.check_character(body)
    wrong = {number[:place] + other + number[place + 1 :] for place in range(17) for other in string.digits} - {number}
    wrong |= {number[:place] + number[place + 1] + number[place] + number[place + 2 :] for place in range(16)} - {
        number
    }
    assert fails(IDENTITY)(pl.Series(sorted(wrong))).all()


@given(
    texts=st.lists(st.one_of(st.none(), st.text(), st.text(alphabet=ALPHABET, min_size=17, max_size=19)), min_size=1)
)
def test_the_shape_of_any_text_is_judged_and_nulls_are_not(evaluated: Evaluated, texts: list[str | None]) -> None:
    expected = [
        None if text is None else not (len(text) == 18 and set(text) <= set(ALPHABET) and set(text) != {"0"})
        for text in texts
    ]
    assert evaluated(unified_code_shape, texts) == expected


def test_what_passes_the_shape_never_upsets_the_kernel(evaluated: Evaluated) -> None:
    texts = ["", "1" * 18, "A" * 18, "1" * 17 + "\n", "１" * 18, "é" * 9, "é" * 18, "0" * 19, "𠀀" * 18]
    shaped = [text for text, wrong in zip(texts, evaluated(unified_code_shape, list(texts)), strict=True) if not wrong]
    assert shaped == ["1" * 18, "A" * 18]
    assert None not in evaluated(unified_code_check_digit, list(shaped))


@pytest.mark.parametrize("text", ["1" * 17, "1" * 19, "é" * 9, "é" * 18, "I" * 18, "a" * 18])
def test_a_kernel_refuses_values_that_no_shape_check_let_through(text: str) -> None:
    with pytest.raises(ValueError, match="shape must be checked first"):
        fails(UNIFIED)(pl.Series(["1" * 18, text]))


def test_widths_that_only_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="shape must be checked first"):
        fails(UNIFIED)(pl.Series(["1" * 17, "1" * 19]))


def test_every_date_of_birth_is_judged_like_the_calendar(evaluated: Evaluated) -> None:
    generator = random.Random(6)
    years = [1889, 1890, 1900, 1999, 2000, 2019, 2020, 2021, *(generator.randrange(1890, 2021) for _ in range(10))]
    dates = [f"{year:04d}{month:02d}{day:02d}" for year in years for month in range(15) for day in range(34)]
    numbers: list[str | None] = [f"140402{digits}0010" for digits in dates]
    expected = [not _is_date_of_birth(digits) for digits in dates]
    assert evaluated(identity_number_birth_date, numbers) == expected


def test_old_numbers_have_dates_of_the_twentieth_century(evaluated: Evaluated) -> None:
    first = date(1900, 1, 1)
    days = [first + timedelta(days=number) for number in range(0, 36_000, 7)]
    numbers: list[str | None] = [f"140402{day:%y%m%d}001" for day in days]
    assert evaluated(identity_number_shape, numbers) == [False] * len(numbers)
    assert evaluated(identity_number_birth_date, numbers) == [False] * len(numbers)


def _is_date_of_birth(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(1890, 1, 1) <= day <= date(2020, 4, 30)
