"""The functions that word messages and proposals must cope with any text, since any text may be what was handed in."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.national_standard.code_characters import _folded_code, _problem
from plugins.national_standard.date_reading import date_problem, proposed_date
from plugins.national_standard.document_number_parts import problem_of, repaired
from plugins.national_standard.numbers import _meant
from plugins.national_standard.numbers import _problem as number_problem

TEXTS = st.text(max_size=20) | st.text(alphabet="0123456789０年月日十二〇/.-,，万元Ee+# 第号〔〕[]()长罚", max_size=20)


@given(TEXTS)
@example("二〇二〇年十十月一日")
@example("²⁰²⁰/¹/¹")
@settings(deadline=None, max_examples=500)
def test_dates(text: str) -> None:
    assert date_problem(text).zh
    proposed = proposed_date(text)
    assert proposed is None or re.fullmatch(r"(19|20)[0-9]{2}/[0-9]{2}/[0-9]{2}", proposed)


@given(TEXTS)
@example("NaN")
@example("Infinity")
@example("1E999999999")
@example("1e-999999999")
@settings(deadline=None, max_examples=500)
def test_numbers(text: str) -> None:
    assert number_problem(text, 7, 6).zh
    meant = _meant(text, 7, 6)
    assert meant is None or re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", meant)


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_document_numbers(text: str) -> None:
    assert problem_of(text).zh
    proposed = repaired(text)
    assert proposed is None or proposed != text


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_codes(text: str) -> None:
    _problem(text, "-")
    folded = _folded_code(text, "-")
    assert folded is None or re.fullmatch("[0-9A-Z-]+", folded)
