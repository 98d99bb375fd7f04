import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import UserError
from engine.reading import Limits, open_source
from tests.engine.reading.files import ods, ods_row, ods_text, saved, simple_workbook

NOBODY = 65534


def fault(content: Path | bytes, name: str | None = None, limits: Limits | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        open_source(content, name, limits or Limits())
    assert "\n" not in caught.value.zh + caught.value.en
    return caught.value


def test_paths(tmp_path: Path) -> None:
    assert fault(tmp_path / "没有.csv").code == "no-such-file"
    assert fault(tmp_path).code == "is-a-directory"
    assert fault(tmp_path / "x\0.csv").code == "unreadable"
    source = open_source(saved(tmp_path, "数据[1].csv", b"a,b\n1,2\n"))
    assert (source.name, source.size) == ("数据[1].csv", 8)


@pytest.fixture
def not_the_superuser() -> Iterator[None]:
    """The superuser may read everything; so where the tests run as that, they are nobody for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


def test_no_permission(not_the_superuser: None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder), "x.csv", b"a\n")
        path.chmod(0)
        assert fault(path).code == "no-permission"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.json", "x.ndjson", "x.parquet", "-"])
@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n", b"\0\0\0"])
def test_empty_files(content: bytes, name: str) -> None:
    assert fault(content, name).code == "empty-file"


def test_blank_cells_only() -> None:
    assert fault(b",,,\n , ,\n", "x.csv").code == "empty-file"


def test_size() -> None:
    assert fault(b"a,b\n1,2\n", "x.csv", Limits(upload_bytes=5)).code == "file-too-large"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (simple_workbook(), "x.xls", "xlsx"),
        (simple_workbook(), "x.csv", "xlsx"),
        (ods(ods_row(ods_text("x"))), "x.xlsx", "ods"),
        (b"a\tb\n1\t2\n", "x.xls", "csv"),
        ("甲,乙\n".encode("gb18030"), "x.xlsx", "csv"),
        ("甲\t乙\n".encode("utf-16"), "x.xls", "csv"),
    ],
)
def test_the_content_decides(content: bytes, name: str, found: str) -> None:
    assert open_source(content, name).format == found


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "x.xls", "web-page"),
        (b'\xef\xbb\xbf\r\n<?xml version="1.0"?><Workbook/>', "x.xls", "web-page"),
        (b"MIME-Version: 1.0\r\n", "x.xls", "web-page"),
        (b"%PDF-1.7", "x.csv", "unknown-format"),
        (b"Rar!\x1a\x07", "x.xlsx", "unknown-format"),
        (b"a,b\n", "x.docx", "unknown-format"),
        (b"a,b\n", "x.parquet", "corrupt-workbook"),
        (b"\x01\x02\x00\x03", "x.xlsx", "corrupt-workbook"),
    ],
)
def test_what_is_no_table(content: bytes, name: str, code: str) -> None:
    error = fault(content, name)
    assert (error.code, name in error.zh, name in error.en) == (code, True, True)
