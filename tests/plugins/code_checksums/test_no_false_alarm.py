"""Valid codes of every class and every division give no finding: a false alarm costs more than a miss."""

import random
import string
from collections.abc import Callable
from itertools import product

import pytest

from engine import Check
from plugins.code_checksums.identity_number import (
    identity_number_birth_date,
    identity_number_check_digit,
    identity_number_province,
    identity_number_shape,
)
from plugins.code_checksums.organisation_code import (
    organisation_code_check_digit,
    organisation_code_of_unified_code,
    organisation_code_shape,
)
from plugins.code_checksums.registration_number import registration_number_check_digit, registration_number_shape
from plugins.code_checksums.schemes import CLASS_NAMES, IDENTITY, NO_CODE, registration_check_digit
from plugins.code_checksums.tax_number import tax_number_shape
from plugins.code_checksums.travel_documents import hk_macau_permit_shape, taiwan_permit_shape
from plugins.code_checksums.unified_code import (
    unified_code_check_digit,
    unified_code_class,
    unified_code_inner_organisation_code,
    unified_code_shape,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PROVINCES = [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82]
# Divisions that were abolished or renumbered, among them the former prefecture around Changzhi.
ABOLISHED = ["140401", "140421", "142421", "140411", "132421", "320211", "330124", "422802", "513021", "612325"]
Evaluated = Callable[..., list[bool | None]]
CheckCharacter = Callable[[str], str]


@pytest.fixture(name="unified_codes")
def unified_codes_fixture(
    unified_check_character: CheckCharacter, organisation_check_character: CheckCharacter
) -> list[str]:
    """A valid code for every class times every province, and for classes that no list knows, with random insides."""
    generator = random.Random(1)
    classes = [*CLASS_NAMES, "22", "52", "54", "94", "A2", "G1", "Y9"]
    divisions = [f"{province}{generator.randrange(10_000):04d}" for province in PROVINCES] + ABOLISHED + ["100000"]
    codes = []
    for class_, division, _ in product(classes, divisions, range(2)):
        alphabet = generator.choice([string.digits, ALPHABET])
        inner = "".join(generator.choices(alphabet, k=8))
        body = class_ + division + inner + organisation_check_character(inner)
        codes.append(body + unified_check_character(body))
    return codes


def test_there_are_thousands_of_unified_codes(unified_codes: list[str]) -> None:
    assert len(unified_codes) > 3_000


@pytest.mark.parametrize(
    "check",
    [unified_code_shape, unified_code_check_digit, unified_code_inner_organisation_code],
    ids=lambda check: check.id,
)
def test_valid_unified_codes(evaluated: Evaluated, unified_codes: list[str], check: Check) -> None:
    assert evaluated(check, unified_codes) == [False] * len(unified_codes)


def test_only_92_tells_a_category(evaluated: Evaluated, unified_codes: list[str]) -> None:
    categories = ["个体工商户" if code.startswith("92") else "法人及非法人组织" for code in unified_codes]
    assert evaluated(unified_code_class, unified_codes, categories) == [False] * len(unified_codes)


def test_no_code_contradicts_no_category(evaluated: Evaluated) -> None:
    categories = ["个体工商户", "法人及非法人组织", None]
    assert evaluated(unified_code_class, [NO_CODE] * 3, categories) == [False, False, None]


def test_inner_organisation_codes(evaluated: Evaluated, unified_codes: list[str]) -> None:
    inner = [code[8:17] for code in unified_codes]
    for written in (inner, [f"{code[:8]}-{code[8]}" for code in inner]):
        assert evaluated(organisation_code_shape, written) == [False] * len(written)
        assert evaluated(organisation_code_check_digit, written) == [False] * len(written)
        assert evaluated(organisation_code_of_unified_code, written, unified_codes) == [False] * len(written)


def test_tax_numbers_made_of_codes(evaluated: Evaluated, unified_codes: list[str]) -> None:
    numbers = [code[2:17] for code in unified_codes] + unified_codes + [f"L{code}" for code in unified_codes]
    assert evaluated(tax_number_shape, numbers) == [False] * len(numbers)


def test_registration_numbers_of_every_province(evaluated: Evaluated) -> None:
    generator = random.Random(2)
    bodies = [f"{province}{generator.randrange(10**12):012d}" for province in PROVINCES for _ in range(50)]
    numbers = [body + registration_check_digit(body) for body in bodies]
    older = [number[:13] for number in numbers]
    assert evaluated(registration_number_shape, numbers + older) == [False] * 2 * len(numbers)
    assert evaluated(registration_number_check_digit, numbers) == [False] * len(numbers)
    assert evaluated(registration_number_check_digit, older) == [None] * len(older)


def test_identity_numbers_of_every_province_and_of_counties_that_never_were(evaluated: Evaluated) -> None:
    generator = random.Random(3)
    bodies = [
        f"{province}{generator.randrange(10_000):04d}{generator.randrange(1930, 2020)}"
        f"{generator.randrange(1, 13):02d}{generator.randrange(1, 29):02d}{generator.randrange(1_000):03d}"
        for province in [*PROVINCES, 83]
        for _ in range(50)
    ]
    numbers = [body + IDENTITY.check_character(body) for body in bodies]
    old = [body[:6] + body[8:17] for body in bodies if body[6:8] == "19"]
    for check in (identity_number_shape, identity_number_birth_date, identity_number_province):
        assert evaluated(check, numbers + old) == [False] * len(numbers + old), check.id
    assert evaluated(identity_number_check_digit, numbers + old) == [False] * len(numbers) + [None] * len(old)


def test_permits_in_every_way_of_writing(evaluated: Evaluated) -> None:
    hk_macau = ["H12345678", "M1234567801", "H12345678(01)", "HA1234567", "810000198001010014"]
    assert evaluated(hk_macau_permit_shape, hk_macau) == [False] * len(hk_macau)
    taiwan = ["01234567", "0123456701", "0123456701B", "0123456701(B)", "0123456701(5)", "830000198001010018"]
    assert evaluated(taiwan_permit_shape, taiwan) == [False] * len(taiwan)


@pytest.mark.parametrize(
    "check",
    [unified_code_shape, unified_code_check_digit, organisation_code_check_digit, registration_number_check_digit],
    ids=lambda check: check.id,
)
def test_columns_of_nulls_are_not_judged(evaluated: Evaluated, check: Check) -> None:
    assert evaluated(check, [None, None]) == [None, None]
    assert evaluated(check, []) == []
