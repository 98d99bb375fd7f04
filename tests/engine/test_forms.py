"""The two files of a record type: told apart by their columns, and by their records where those are the same."""

from datetime import date
from pathlib import Path

import pytest

from engine.gate import Gate
from engine.reading import open_source, records_source
from engine.verdict import Result

# An invented natural person; the identity number's check character is right.
NATURAL = {
    "CF_WSH": "普市监罚〔2017〕12号",
    "CF_CFMC": "销售过期食品案",
    "CF_CFLB1": "罚款",
    "CF_CFLB2": None,
    "CF_SY": "销售超过保质期的食品",
    "CF_YJ": "《中华人民共和国食品安全法》第一百二十四条",
    "CF_XDR_MC": "王某",
    "CF_XDR_SHXYM": None,
    "CF_XDR_ZDM": None,
    "CF_XDR_GSDJ": None,
    "CF_XDR_SWDJ": None,
    "CF_XDR_SFZ": "11010519491231002X",
    "CF_FR": None,
    "CF_JG": "罚款人民币3000元。",
    "CF_JDRQ": "2017/03/01",
    "CF_XZJG": "普陀区市场监督管理局",
    "CF_ZT": "0",
    "DFBM": "310107",
    "SJC": "2017/03/10",
    "BZ": None,
}
BLANK = ("CF_XDR_SHXYM", "CF_XDR_ZDM", "CF_XDR_GSDJ", "CF_XDR_SWDJ", "CF_FR")


def judged(gate: Gate, *records: dict[str, str | None]) -> Result:
    source = records_source(list(records), "测试")
    return gate.check(source, as_of=date(2017, 3, 31), reference="national@2015").result


@pytest.mark.parametrize("left_out", [(), BLANK], ids=["all columns", "without the columns that stay blank"])
def test_natural_persons_are_known_by_their_records(gate: Gate, left_out: tuple[str, ...]) -> None:
    record = {code: value for code, value in NATURAL.items() if code not in left_out}
    result = judged(gate, record)
    assert (result.verdict, result.findings) == ("accept", ())


def test_natural_persons_leave_codes_blank(gate: Gate) -> None:
    """One record among several that names a representative is the fault, not the others."""
    other = {**NATURAL, "CF_WSH": "普市监罚〔2017〕13号"}
    faulty = {**NATURAL, "CF_WSH": "普市监罚〔2017〕14号", "CF_FR": "李某"}
    found = [(f.row, f.kind, f.fields) for f in judged(gate, NATURAL, other, faulty).findings]
    assert found == [(3, "must_be_blank", ("CF_FR",))]


def test_legal_entities_need_a_code(gate: Gate) -> None:
    legal = {**NATURAL, "CF_FR": "李某", "CF_XDR_SFZ": None}
    found = [(f.kind, f.fields[0]) for f in judged(gate, legal).findings]
    assert found == [("missing", "CF_XDR_SHXYM")]


def test_a_second_header_row_is_no_record(gate: Gate, tmp_path: Path) -> None:
    captions = {field.code: field.caption for field in gate.library.get("national@2015").layouts[2].fields}
    lines = [list(NATURAL), [captions[code] for code in NATURAL], [value or "" for value in NATURAL.values()]]
    path = tmp_path / "two-headers.csv"
    path.write_text("\n".join(",".join(line) for line in lines) + "\n填表人：某\n", encoding="utf-8")
    result = gate.check(open_source(path), as_of=date(2017, 3, 31), reference="national@2015").result
    assert (result.verdict, result.counts.records, result.input.rows) == ("accept", 1, 1)


def _file(tmp_path: Path, *lines: list[str]) -> Path:
    path = tmp_path / "处罚.csv"
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


_VALUES = [value or "" for value in NATURAL.values()]
_MARKS = ["必填" if value else "选填" for value in NATURAL.values()]


@pytest.mark.parametrize("row", [_MARKS, [str(n) for n in range(1, 21)]], ids=["marks", "numbers"])
def test_a_row_of_marks_or_column_numbers_is_no_record(gate: Gate, tmp_path: Path, row: list[str]) -> None:
    source = open_source(_file(tmp_path, list(NATURAL), row, _VALUES))
    result = gate.check(source, as_of=date(2017, 3, 31), reference="national@2015").result
    assert (result.verdict, result.counts.records, result.findings) == ("accept", 1, ())


def test_a_record_of_dashes_is_a_record(gate: Gate, tmp_path: Path) -> None:
    source = open_source(_file(tmp_path, list(NATURAL), ["—"] * 20, _VALUES))
    result = gate.check(source, as_of=date(2017, 3, 31), reference="national@2015").result
    assert result.counts.records == 2


def test_captions_may_say_whether_an_item_must_be_filled(gate: Gate, tmp_path: Path) -> None:
    marked = [f"{code}（{mark}）" for code, mark in zip(NATURAL, _MARKS, strict=True)]
    source = open_source(_file(tmp_path, marked, _VALUES))
    result = gate.check(source, as_of=date(2017, 3, 31), reference="national@2015").result
    assert (result.verdict, result.findings) == ("accept", ())


def test_a_missing_column_is_told_once_and_refuses_all(gate: Gate) -> None:
    record = {code: value for code, value in NATURAL.items() if code not in ("CF_JDRQ", "BZ")}
    result = judged(gate, record, {**record, "CF_WSH": "普市监罚〔2017〕13号"})
    found = [(f.row, f.kind, f.fields) for f in result.findings]
    assert found == [(None, "missing_column", ("CF_JDRQ",)), (None, "missing_column", ("BZ",))]
    assert result.counts.reject == 2
    (run,) = [run for run in result.rules if run.rule.endswith(".CF_JDRQ.required")]
    assert (run.status, run.evaluated, run.violations) == ("not_applicable", 0, 0)


LEGAL = {
    **NATURAL,
    "CF_XDR_MC": "长治市某某商贸有限公司",
    "CF_XDR_SHXYM": "911404007R5P10KF7M",
    "CF_XDR_SFZ": None,
    "CF_FR": "王某",
}


def _mixed(legal: int, natural: int) -> list[dict[str, str | None]]:
    records = [LEGAL] * legal + [NATURAL] * natural
    return [{**record, "CF_WSH": f"普市监罚〔2017〕{number}号"} for number, record in enumerate(records, 1)]


def test_natural_persons_among_legal_entities_are_one_finding_each(gate: Gate) -> None:
    result = judged(gate, *_mixed(5, 2))
    assert [(f.row, f.rule, f.kind) for f in result.findings] == [
        (6, "national.penalty.natural-person", "mismatch"),
        (7, "national.penalty.natural-person", "mismatch"),
    ]
    assert "分成两个文件报送" in result.findings[0].message
    assert result.verdict == "partial"


def test_legal_entities_among_natural_persons_are_one_finding_each(gate: Gate) -> None:
    result = judged(gate, *_mixed(2, 5))
    assert [(f.row, f.rule) for f in result.findings] == [
        (1, "national.penalty.legal-entity"),
        (2, "national.penalty.legal-entity"),
    ]
    assert "分成两个文件报送" in result.findings[0].message


@pytest.mark.parametrize("others", [0, 200])
def test_a_natural_person_with_a_wrong_number_is_told_both(gate: Gate, others: int) -> None:
    """Alone and among many: other ways of evaluation."""
    wrong = {**NATURAL, "CF_WSH": "普市监罚〔2017〕900号", "CF_XDR_SFZ": "110105194912310021"}
    found = [(f.rule, f.fields) for f in judged(gate, *_mixed(others + 1, 0), wrong).findings]
    assert found == [
        ("national.penalty.CF_XDR_SFZ.check-digit", ("CF_XDR_SFZ",)),
        ("national.penalty.natural-person", ("CF_XDR_MC",)),
    ]


def test_a_company_without_code_and_representative_is_no_person(gate: Gate) -> None:
    bare = {**LEGAL, "CF_XDR_SHXYM": None, "CF_FR": None, "CF_WSH": "普市监罚〔2017〕900号"}
    found = [f.rule for f in judged(gate, *_mixed(3, 0), bare).findings]
    assert found == ["national.penalty.CF_FR.required", "national.penalty.one-code-at-least"]


LICENCE_2018 = {
    "XK_XDR_MC": "长治市某某商贸有限公司",
    "XK_XDR_SHXYM": "911404007R5P10KF7M",
    "XK_FRDB": "王某",
    "XK_XDR_ZJLX": None,
    "XK_XDR_ZJHM": None,
    "XK_XKWS": "关于准予食品经营许可的决定",
    "XK_WSH": "长审许〔2019〕1号",
    "XK_XKLB": "普通",
    "XK_NR": "准予食品经营许可。",
    "XK_JDRQ": "2019/03/01",
    "XK_YXQZ": "2019/03/01",
    "XK_YXQZI": "2099/12/31",
    "XK_XKJG": "长治市市场监督管理局",
    "XK_XKJGDM": "111404001818998355",
    "XK_ZT": "1",
    "XK_LYDW": "长治市市场监督管理局",
    "XK_LYDWDM": "111404001818998355",
}
PERSON_2018: dict[str, str | None] = {
    **LICENCE_2018,
    "XK_XDR_MC": "王某",
    "XK_XDR_SHXYM": None,
    "XK_FRDB": None,
    "XK_XDR_ZJLX": "身份证",
    "XK_XDR_ZJHM": "11010519491231002X",
}
WITHOUT_NUMBER = {code: PERSON_2018[code] for code in PERSON_2018 if not code.startswith("XK_XDR_ZJ")}


def _licences(*records: dict[str, str | None]) -> list[dict[str, str | None]]:
    return [{**record, "XK_WSH": f"长审许〔2019〕{number}号"} for number, record in enumerate(records, 1)]


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ([LICENCE_2018] * 3 + [PERSON_2018], [(4, "natural-person")]),
        ([PERSON_2018] * 3 + [LICENCE_2018], [(4, "legal-entity")]),
        ([{**LICENCE_2018}] * 3 + [WITHOUT_NUMBER], [(4, "natural-person")]),
        ([LICENCE_2018] * 3, []),
        ([PERSON_2018] * 3, []),
    ],
    ids=["a person", "an entity", "a person without columns for the number", "entities", "persons"],
)
def test_2018_has_two_files_as_well(
    gate: Gate, records: list[dict[str, str | None]], found: list[tuple[int, str]]
) -> None:
    lines = _licences(*records)
    columns = list(dict.fromkeys(code for line in lines for code in line))
    source = records_source([{code: line.get(code) for code in columns} for line in lines], "测试")
    result = gate.check(source, as_of=date(2019, 3, 31), reference="national@2018").result
    rejected = [(f.row, f.rule) for f in result.findings if f.severity == "reject"]
    assert rejected == [(row, f"national.licence.{rule}") for row, rule in found]
