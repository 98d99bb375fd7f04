from decimal import Decimal

import pytest

from engine.errors import UserError
from engine.reading import Limits, open_source, records_source
from tests.engine.reading.files import rows_of


def test_array_of_objects_keeps_numbers_as_written() -> None:
    text = (
        '[{"甲": 0.10, "乙": "0012"}, {"丙": true, "甲": 911404001818998355, "乙": null}, {}, {"丙": false, "乙": ""}]'
    )
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        source = open_source(text.encode(encoding), "x.json")
        sheet = source.sheets[0]
        assert (source.format, source.encoding) == ("json", encoding)
        assert sheet.preview[0] == (0, ("甲", "乙", "丙"))
        assert rows_of(sheet, 0) == [
            (1, "0.10", "0012", None),
            (2, "911404001818998355", None, "true"),
            (4, None, None, "false"),
        ]


def test_small_numbers_with_an_exponent_are_written_out() -> None:
    sheet = open_source(b'[{"a": 5e-05, "b": 1.5E-3}]', "x.json").sheets[0]
    assert rows_of(sheet, 0) == [(1, "0.00005", "0.0015")]


def test_ndjson_numbers_records_by_line() -> None:
    source = open_source('\ufeff{"a": 1E+2}\n\n{"b": "长"}\r\n'.encode(), "x.ndjson")
    assert source.format == "ndjson"
    assert rows_of(source.sheets[0], 0) == [(1, "1E+2", None), (3, None, "长")]


@pytest.mark.parametrize("name", ["-", "stdin"])
def test_without_a_name_the_first_character_decides(name: str) -> None:
    assert open_source(b' [{"a": 1}]', name).format == "json"
    assert open_source(b'{"a": 1}\n', name).format == "ndjson"
    assert open_source(b"a,b\n", name).format == "csv"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"a": 1}', "not-an-array", "数组"),
        ("12", "not-an-array", "数组"),
        ("[1, 2]", "not-an-object", "第 1 条"),
        ('[{"a": 1}, {"a": [1]}]', "bad-record", "第 2 条记录的“a”"),
        ('[{"a": {"b": 1}}]', "bad-record", "第 1 条记录的“a”"),
        ('[{"a": 1, "a": 2}]', "duplicate-key", "“a”"),
        ('[{"a": NaN}]', "bad-json", "NaN"),
        ('[{"a": -Infinity}]', "bad-json", "-Infinity"),
        ('[{"a": 1},\n {"a": }]', "bad-json", "第 2 行"),
        ("[" * 10_000 + "]" * 10_000, "bad-json", "嵌套"),
        ('[{"a":' * 10_000, "bad-json", "嵌套"),
        ('[{"a": "\\ud800"}]', "bad-record", "不完整的字符"),
        ("[]", "empty-file", "空"),
        ("[{}]", "empty-file", "空"),
        ("[{" + ",".join(f'"{n}": 1' for n in range(2000)) + "}]", "too-many-columns", "2000"),
    ],
)
def test_faults_of_json(text: str, code: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        rows_of(open_source(text.encode(), "x.json").sheets[0])
    assert (caught.value.code, place in caught.value.zh) == (code, True), caught.value.zh
    assert "\n" not in caught.value.zh


def test_fault_of_ndjson_names_the_line() -> None:
    with pytest.raises(UserError) as caught:
        open_source(b'{"a": 1}\n\n{"a": \n', "x.ndjson")
    assert "第 3 行" in caught.value.zh


def test_records_without_a_file() -> None:
    records = [{"a": "x", "b": 20000}, {"a": 0.2, "c": True, "b": None}, {"b": Decimal("1.50"), "a": 1e-7}]
    source = records_source(records, "请求")
    assert (source.name, source.format, len(source.sha256)) == ("请求", "json", 64)
    assert rows_of(source.sheets[0], 0) == [
        (1, "x", "20000", None),
        (2, "0.2", None, "true"),
        (3, "0.0000001", "1.50", None),
    ]
    assert records_source([], "请求").sheets[0].preview == ()
    with pytest.raises(UserError, match="bad-record"):
        records_source([{"a": {}}], "请求")
    with pytest.raises(UserError, match="too-many-rows"):
        list(records_source(records, "请求", Limits(rows=2)).sheets[0].slices(0, 3))


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    text = "\n".join(f'{{"a": {n}, "b": "x"}}' for n in range(2500))
    sheet = open_source(text.encode(), "x.jsonl").sheets[0]
    assert rows_of(sheet, 0, 2, size) == rows_of(sheet, 0, 2)
