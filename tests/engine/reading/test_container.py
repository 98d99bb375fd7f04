import io
import struct
import zipfile

import pytest

from engine.errors import UserError
from engine.reading import Limits, open_source
from tests.engine.reading.files import ods, ods_row, ods_text, repacked, simple_workbook, with_sheet

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def fault(content: bytes, limits: Limits | None = None, name: str = "表.xlsx") -> UserError:
    with pytest.raises(UserError) as caught:
        open_source(content, name, limits or Limits())
    assert name in caught.value.zh
    assert "\n" not in caught.value.zh + caught.value.en
    return caught.value


def patched(container: bytes, name: str, offset: int, value: bytes) -> bytes:
    """The entry's line in the list of parts with some bytes changed."""
    place = container.rfind(name.encode()) - 46 + offset
    return container[:place] + value + container[place + len(value) :]


def test_bomb_is_counted_while_inflating() -> None:
    bomb = repacked(simple_workbook(), {"xl/media/zero.bin": bytes(50 << 20)})
    assert len(bomb) < 1 << 20
    assert fault(bomb, Limits(unpacked_bytes=10 << 20)).code == "unpacked-too-large"
    small = patched(bomb, "xl/media/zero.bin", 24, struct.pack("<I", 10))
    assert fault(small, Limits(unpacked_bytes=10 << 20)).code == "unpacked-too-large"
    assert fault(small).code == "corrupt-workbook"


def test_number_of_parts() -> None:
    crowd = repacked(simple_workbook(), {f"x/{number}": b"" for number in range(300)})
    assert fault(crowd, Limits(parts=100)).code == "too-many-parts"
    long_names = repacked(simple_workbook(), {f"x/{number}{'n' * 900}": b"" for number in range(99)})
    assert fault(long_names, Limits(parts=100)).code == "too-many-parts"


def test_overlapping_entries() -> None:
    content = simple_workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.getinfo("xl/styles.xml").header_offset
    assert fault(patched(content, "xl/theme/theme1.xml", 42, struct.pack("<I", first))).code == "corrupt-workbook"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_twice() -> None:
    stream = io.BytesIO(simple_workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert fault(stream.getvalue()).code == "corrupt-workbook"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_document_types_are_refused(prolog: str, encoding: str) -> None:
    assert fault(with_sheet(ROW, prolog, encoding=encoding)).code == "xml-doctype"


@pytest.mark.parametrize("beginning", [b"0", b'<row r="', b"<!--"])
def test_a_tag_without_end_is_given_up_soon(beginning: bytes) -> None:
    """The parser reads it again from its start with every piece: a file of one megabyte would take hours."""
    endless = repacked(simple_workbook(), {"xl/worksheets/sheet1.xml": beginning + b"0" * (20 << 20)})
    assert fault(endless, Limits(unpacked_bytes=10 << 20)).code == "corrupt-workbook"


def test_passwords() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    encrypted_ods = repacked(ods(ods_row(ods_text("x"))), {"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    flagged = patched(simple_workbook(), "xl/workbook.xml", 8, struct.pack("<H", 1))
    for content in (ole, encrypted_ods, flagged):
        error = fault(content)
        assert error.code == "password-protected"
        assert "请先取消密码" in error.zh


def test_every_truncation_is_a_user_error() -> None:
    content = simple_workbook()
    for length in range(4, len(content), 97):
        assert fault(content[:length]).code == "corrupt-workbook"


def test_every_flipped_byte_is_found_or_harmless() -> None:
    content = simple_workbook()
    expected = open_source(content, "x.xlsx").sheets[0].preview
    for place in range(0, len(content), 31):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            assert open_source(broken, "x.xlsx").sheets[0].preview == expected
        except UserError as error:
            assert "x.xlsx" in error.zh  # noqa: PT017


def test_other_containers() -> None:
    binary = repacked(simple_workbook(), {"xl/workbook.xml": None, "xl/workbook.bin": b"x"})
    assert fault(binary).code == "unknown-format"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert fault(stream.getvalue(), name="x.docx").code == "unknown-format"
    assert fault(b"PK\x05\x06" + bytes(18)).code == "corrupt-workbook"


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/worksheets/sheet1.xml", "[Content_Types].xml"],
)
def test_missing_and_garbled_parts(part: str) -> None:
    assert fault(repacked(simple_workbook(), {part: b"<x>"})).code == "corrupt-workbook"
    if part != "[Content_Types].xml":
        assert fault(repacked(simple_workbook(), {part: None})).code == "corrupt-workbook"
