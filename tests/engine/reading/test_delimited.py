import hashlib
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from engine.errors import UserError
from engine.reading import Limits, open_source
from engine.reading.source import Content
from engine.reading.structure import counted
from tests.engine.reading.files import csv, rows_of, saved


def fault(text: str | bytes, header_row: int = 1, width: int | None = None, name: str = "数据.csv") -> UserError:
    with pytest.raises(UserError) as caught:
        rows_of(csv(text, name).sheets[0], header_row, width)
    assert name in caught.value.zh
    assert "\n" not in caught.value.zh + caught.value.en
    return caught.value


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("名称,代码\n长治,0012\n".encode(), "utf-8"),
        ("名称,代码\n长治,0012\n".encode("utf-8-sig"), "utf-8-sig"),
        ("名称,代码\n长治,0012\n".encode("gb18030"), "gb18030"),
        ("名称\t代码\n长治\t0012\n".encode("utf-16"), "utf-16"),
        ("名称\t代码\r\n长治\t0012\r\n".encode("utf-16-be").join([b"\xfe\xff", b""]), "utf-16"),
        ("名称;代码\n长治;0012".encode(), "utf-8"),
        ("名称\t代码\n长治\t0012".encode(), "utf-8"),
    ],
)
def test_encodings_and_delimiters(content: bytes, encoding: str) -> None:
    source = csv(content)
    assert (source.format, source.encoding, source.size) == ("csv", encoding, len(content))
    assert source.sheets[0].preview == ((1, ("名称", "代码")), (2, ("长治", "0012")))
    assert rows_of(source.sheets[0], 1) == [(2, "长治", "0012")]


def test_tsv_is_split_at_tabs_only() -> None:
    assert csv("a,b,c\td\n1,2,3\t4\n", "x.tsv").sheets[0].preview[1] == (2, ("1,2,3", "4"))


def test_digest_is_of_the_bytes_as_handed_in() -> None:
    content = "甲,乙\n1,2\n".encode("gb18030")
    assert csv(content).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_rows_are_numbered_as_a_spreadsheet_shows_them(end: str, final: bool) -> None:
    lines = ["标题", "", "a,b", "1,2", "", '"x', 'y",3', ",", " , ", "4,5"]
    text = end.join(lines) + (end if final else "")
    assert rows_of(csv(text).sheets[0], 3, 2) == [(4, "1", "2"), (6, f"x{end}y", "3"), (9, "4", "5")]


def test_cells_stay_as_they_are() -> None:
    text = 'a,b,c,d\n 前后 ,"他说""好"",走",0012,1.40402E+17\n"",#REF!,NULL,NA\n'
    assert rows_of(csv(text).sheets[0], 1) == [
        (2, " 前后 ", '他说"好",走', "0012", "1.40402E+17"),
        (3, None, "#REF!", "NULL", "NA"),
    ]


def test_preview_passes_over_blank_rows_and_finds_a_late_header() -> None:
    sheet = csv("\n" * 300 + "a,b\n" + "1,2\n" * 30).sheets[0]
    assert sheet.preview[0] == (301, ("a", "b"))
    assert len(sheet.preview) == 20


def test_trailing_empty_cells_are_tolerated_and_the_header_decides_the_width() -> None:
    assert rows_of(csv("a,b,,\n1,2\n3,4,,,,\n5,,\n").sheets[0], 1, 2) == [(2, "1", "2"), (3, "3", "4"), (4, "5", None)]


def test_title_and_explanation_rows_may_be_of_any_width() -> None:
    assert rows_of(csv("t,1,2,3,4,5\n说明\na,b\n1,2\n").sheets[0], 3, 2) == [(4, "1", "2")]


def test_rows_that_explain_the_form_may_be_short_below_the_header() -> None:
    sheet = csv("a,b,c\n说明：必填,x\n1,2,3\n 注：完\n").sheets[0]
    (rows,) = sheet.slices(1, 3, passes=lambda _, cells: str(cells[0]).strip()[0] in "说注")
    assert rows["c0"].to_list() == ["说明：必填", "1", " 注：完"]
    with pytest.raises(UserError, match="row 2"):
        list(sheet.slices(1, 3, passes=lambda row, _: row == 4))


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a,b,c\n1,2,3\n1,2\n", "ragged-row", "第 3 行"),
        ("a,b,c\n1,2,3\n\n\n1\n", "ragged-row", "第 5 行"),
        ("a,b,c\n1,2,3\n1,2,3,4\n", "cell-beyond-header", "第 3 行 D 列"),
        ('a,b\n1,"x\n2,y\n3,z\n', "unclosed-quote", "第 2 行"),
        ('a,b\n1,"x\n2,"y"\n3,z\n', "stray-quote", "第 2 行"),
        ('a,b\n1,x"y\n2,z\n', "stray-quote", "第 2 行"),
        ('a,b\n1,"x"y\n2,z\n', "stray-quote", "第 2 行"),
        ("a,b\n1,2\n3,\x004\n", "nul-byte", "第 3 行"),
        (b"a,b\n1,2\n\xff\xff,3\n", "unknown-encoding", "第 3 行（第 9 个字节）"),
        ("甲,乙\n".encode() * 20 + b"1,\xff\n", "damaged-encoding", "第 21 行"),
        ("甲,乙\n".encode("utf-8-sig") + b"\xb3,2\n", "damaged-encoding", "第 2 行"),
        (b"\xff\xfea\x00\x00\xd8,\x00", "unknown-encoding", "UTF-16"),
        ("a" + "," * 16_383 + "\n1,2\n", "too-many-columns", "16384"),
    ],
)
def test_faults_name_the_place(text: str | bytes, code: str, place: str) -> None:
    error = fault(text, width=3 if code.startswith(("ragged", "cell")) else 2)
    assert (error.code, place in error.zh) == (code, True), error.zh


def test_a_cell_of_megabytes() -> None:
    for text in ("a,b\n" + "长" * 2_000_000 + ",2\n", 'a,b\n"' + "长,\n" * 2_000_000 + '",2\n'):
        assert fault(text, width=2).code == "cell-too-long"


def test_row_limit() -> None:
    sheet = open_source(b"a\n1\n2\n3\n", "x.csv", Limits(rows=2)).sheets[0]
    with pytest.raises(UserError, match="too-many-rows"):
        list(sheet.slices(1, 1))


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    text = "a,b\n" + "".join(f'{n},"x\n{n}"\n' if n % 7 else "\n" for n in range(5000))
    sheet = csv(text).sheets[0]
    assert rows_of(sheet, 1, 2, size) == rows_of(sheet, 1, 2)


def test_batches_of_the_parser_leave_no_trace() -> None:
    sheet = csv("a,b\n" + "".join(f"{n},\n" for n in range(120_000))).sheets[0]
    rows = rows_of(sheet, 1, 2)
    assert rows == [(n + 2, str(n), None) for n in range(120_000)]


def test_short_row_in_a_late_batch() -> None:
    text = "a,b\n" + "1,\n" * 120_000 + "9\n"
    assert "第 120002 行" in fault(text, width=2).zh


def test_gb18030_temporary_file_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = csv("甲,乙\n1,2\n".encode("gb18030"))
    assert rows_of(source.sheets[0], 1) == [(2, "1", "2")]
    assert len(list(tmp_path.iterdir())) == 1
    del source
    assert not list(tmp_path.iterdir())


def test_large_gb18030_and_utf8_across_chunk_borders() -> None:
    line = "一二三四五六七,😀x\n"
    for shift in range(4):
        text = "a,b\n" + "p" * shift + line * 60_000
        for encoding in ("utf-8", "gb18030"):
            source = csv(text.encode(encoding))
            rows = rows_of(source.sheets[0], 1, 2)
            assert source.encoding == encoding
            assert len(rows) == 60_000
            assert rows[-1] == (60_001, "一二三四五六七", "😀x")


def test_a_file_changed_while_it_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "x.csv", b"a\n1\n")
    sheet = open_source(path).sheets[0]
    path.write_bytes(b"a\n1\n2\n")
    with pytest.raises(UserError, match=r"file-changed|bad-delimited"):
        list(sheet.slices(1, 1))


def random_table(seed: int) -> list[list[str]]:
    chance = random.Random(seed)
    alphabet = ["", "a", "长", '"', ",", "\n", "\r\n", " ", '""', "😀"]
    return [
        ["".join(chance.choices(alphabet, k=chance.randint(0, 5))) for _ in range(4)]
        for _ in range(chance.randint(1, 40))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_round_trip_of_random_tables(seed: int) -> None:
    table = random_table(seed)
    frame = pl.DataFrame(table, schema=list("abcd"), orient="row")
    text = frame.write_csv(quote_style="always" if seed % 2 else "necessary")
    content = Content("x.csv", data=text.encode())
    structure = counted(content, ord(","), ord("\n"))
    assert structure.fields.tolist() == [4] * (len(table) + 1)
    expected = [tuple(cell or None for cell in row) for row in table if any(cell.strip() for cell in row)]
    assert [row[1:] for row in rows_of(csv(text).sheets[0], 1, 4)] == expected


def test_every_chunk_border_counts_the_same() -> None:
    text = b'ab,"c""d\n,e",f\n\n"",,"x"\n1,2,3'

    @dataclass(frozen=True)
    class Cut(Content):
        step: int = 1

        def chunks(self, size: int = 1) -> Iterator[bytes]:
            return (self.data[at : at + self.step] for at in range(0, len(self.data), self.step))

    for step in range(1, len(text) + 1):
        assert counted(Cut("x", data=text, step=step), ord(","), ord("\n")).fields.tolist() == [3, 1, 3, 3]
