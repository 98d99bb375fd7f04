"""The generator itself: deterministic, right by an independent oracle, and without doubles."""

import polars as pl
from polars.testing import assert_frame_equal
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from benchmarks.codes import NO_CODE
from benchmarks.fault_catalogue import licence_faults, penalty_faults
from benchmarks.faults import inject
from benchmarks.records import licences, penalties


def test_the_same_seed_gives_the_same_records() -> None:
    assert_frame_equal(penalties(300, 5), penalties(300, 5))
    assert_frame_equal(licences(300, 5), licences(300, 5))
    assert not penalties(300, 5).equals(penalties(300, 6))


def test_the_same_seed_gives_the_same_faults() -> None:
    clean, faults = penalties(6000, 5), penalty_faults()
    assert_frame_equal(inject(clean, faults, 5).frame, inject(clean, faults, 5).frame)


def test_codes_are_right_by_python_stdnum() -> None:
    frame = penalties(3000, 5)
    codes = [*frame["CF_XDR_SHXYM"].drop_nulls(), *frame["CF_CFJGDM"], *frame["CF_SJLYDM"]]
    assert all(uscc.calc_check_digit(code) == code[17] for code in codes if code != NO_CODE)
    people = frame.filter(pl.col("CF_XDR_ZJLX") == "身份证", pl.col("CF_XDR_ZJHM").str.len_chars() == 18)["CF_XDR_ZJHM"]
    assert all(ric.calc_check_digit(number) == number[17] for number in people)

    numbers = frame["CF_XDR_GSZC"].drop_nulls()
    assert all(mod_11_10.is_valid(number) for number in numbers)


def test_parts_of_a_file_go_on_where_the_last_one_ended() -> None:
    parts = [penalties(1000, 5, first) for first in (0, 1000, 2000)]
    numbers = pl.concat(parts)["CF_WSH"]
    assert numbers.n_unique() == 3000


def test_every_fault_changes_its_field() -> None:
    for clean, faults in ((penalties(6000, 9), penalty_faults()), (licences(6000, 9), licence_faults())):
        faulty = inject(clean, faults, 9)
        assert len(faulty.labels) == len(faults)
        for label in faulty.labels:
            if label.fault.origin == 0:
                before, after = clean.row(label.row - 1, named=True), faulty.frame.row(label.row - 1, named=True)
                assert any(before[field] != after[field] for field in label.fault.fields), label
