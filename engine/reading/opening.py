"""Opens a file: finds the format from its content, guards the limits, hands over to the format's reader."""

import codecs
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath
from typing import Final

from engine.errors import UserError
from engine.reading.container import damaged, opened, refuse_large_directory
from engine.reading.delimited import read_delimited
from engine.reading.opendocument import read_ods
from engine.reading.parquet import read_parquet
from engine.reading.records import read_json, read_ndjson
from engine.reading.source import Content, Limits, Sheet, SheetBuilder, Source
from engine.reading.workbook import read_xlsx
from engine.reading.xls import read_xls

STANDARD_INPUT: Final = "-"
_HEAD_BYTES: Final = 1 << 16
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL: Final = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_PARQUET: Final = b"PAR1"
_OTHER_FORMATS: Final = (b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")
_BINARY_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".ods", ".parquet"})
_TEXT_FORMATS: Final = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
_SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WHITE: Final = b" \t\r\n\x0b\x0c\x00"

_Opened = tuple[str, str | None, tuple[Sheet, ...]]


def open_source(content: Path | bytes, name: str | None = None, limits: Limits = Limits()) -> Source:  # noqa: B008 (frozen)
    """Opens a file or the bytes of one.

    Args:
        content: a path, or the bytes (of standard input or of an HTTP request).
        name: the name that the user knows; default: the path's last part. Its extension decides between text formats
            only.
        limits: what the file may ask of the machine.

    Returns:
        The source with its sheets; their rows are read when their slices are asked for.

    Raises:
        UserError: the file is missing, empty, over a limit, damaged, protected, or of a format that is not read.
    """
    if isinstance(content, bytes):
        opened_content = Content(name or STANDARD_INPUT, data=content)
    else:
        opened_content = Content(name or content.name, content)
    _refuse_unreadable(opened_content)
    size, _ = stamp = opened_content.stamp()
    _refuse_size(opened_content, size, limits)
    builder = SheetBuilder(opened_content, limits, stamp)
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(opened_content.sha256)
        format_name, encoding, sheets = _read(opened_content, limits, builder)
    if not any(sheet.preview for sheet in sheets):
        raise _empty(opened_content)
    return Source(opened_content.name, format_name, encoding, digest.result(), size, sheets)


def _refuse_unreadable(content: Content) -> None:
    """Missing files, directories and files that may not be read, each with its own way out."""
    path = content.path
    if path is None:
        return
    try:
        if path.is_dir():
            raise content.fault(
                "is-a-directory", "是一个目录：请指定其中的一个文件。", "is a directory; name a file in it."
            )
        with path.open("rb"):
            return
    except FileNotFoundError as error:
        raise content.fault(
            "no-such-file", "不存在：请检查路径和文件名。", "does not exist; check the path and the name."
        ) from error
    except PermissionError as error:
        raise content.fault(
            "no-permission", "没有读取权限：请检查文件权限。", "may not be read; check its permissions."
        ) from error
    except (OSError, ValueError) as error:
        raise content.fault(
            "unreadable", "无法打开：请检查路径和文件名。", "cannot be opened; check the path."
        ) from error


def _refuse_size(content: Content, size: int, limits: Limits) -> None:
    if size == 0:
        raise _empty(content)
    if limits.upload_bytes is not None and size > limits.upload_bytes:
        megabytes = limits.upload_bytes / (1 << 20)
        raise content.fault(
            "file-too-large",
            f"超过 {megabytes:g} MB：请分成几个文件报送。",
            f"is larger than {megabytes:g} MB; hand it in as several files.",
        )


def _read(content: Content, limits: Limits, builder: SheetBuilder) -> _Opened:
    """Format, encoding and sheets. The content decides: an .xls is often a web page, a text or an .xlsx."""
    head = content.head(_HEAD_BYTES)
    if head.startswith(_ZIP):
        return _read_container(content, limits, builder)
    if head.startswith((_OLE, *_OLD_EXCEL)):
        return "xls", None, read_xls(content, builder)
    if head.startswith(_PARQUET):
        return "parquet", None, (read_parquet(content, limits, builder),)
    if head.startswith(_OTHER_FORMATS):
        raise _unknown_format(content)
    return _read_text(content, builder, head)


def _read_container(content: Content, limits: Limits, builder: SheetBuilder) -> _Opened:
    refuse_large_directory(content, limits)
    with opened(content) as archive:
        names = set(archive.namelist())
        encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
        kind = _first_bytes(archive, "mimetype") if "mimetype" in names and not encrypted else b""
    if kind.startswith(_SPREADSHEET):
        return "ods", None, read_ods(content, limits, builder)
    if "xl/workbook.bin" in names:
        raise content.fault(
            "unknown-format",
            "是 .xlsb 格式：请用 Excel 另存为 .xlsx。",
            "is an .xlsb workbook; save it as .xlsx in Excel.",
        )
    if any(name.startswith("xl/") for name in names):
        return "xlsx", None, read_xlsx(content, limits, builder)
    raise _unknown_format(content) if names else damaged(content)


def _first_bytes(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:  # nothing is counted yet: no more than is needed
        return stream.read(len(_SPREADSHEET))


def _read_text(content: Content, builder: SheetBuilder, head: bytes) -> _Opened:
    suffix = PurePath(content.name).suffix.lower()
    utf16 = head.startswith(_UTF16_MARKS)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(_WHITE)
    if not start and not any(chunk.removeprefix(codecs.BOM_UTF8).strip(_WHITE) for chunk in content.chunks()):
        raise _empty(content)
    if suffix in _BINARY_SUFFIXES and b"\0" in head and not utf16:
        raise damaged(content)
    if start.startswith((b"<", b"MIME-Version:")):
        raise content.fault(
            "web-page",
            "实际是网页或 XML，不是表格文件：请用 Excel 打开，另存为 .xlsx 后重新报送。",
            "is a web page or XML, not a spreadsheet; open it in Excel and save it as .xlsx.",
        )
    format_name = _text_format(content, suffix, start)
    if format_name in _RECORD_READERS:
        encoding, sheet = _RECORD_READERS[format_name](content, builder)
        return format_name, encoding, (sheet,)
    encoding, sheet = read_delimited(content, builder, tabs=format_name == "tsv")
    return "csv", encoding, (sheet,)


_RECORD_READERS: Final[dict[str, Callable[[Content, SheetBuilder], tuple[str, Sheet]]]] = {
    "json": read_json,
    "ndjson": read_ndjson,
}


def _text_format(content: Content, suffix: str, start: bytes) -> str:
    if suffix in _TEXT_FORMATS:
        return _TEXT_FORMATS[suffix]
    if suffix == ".parquet":
        raise damaged(content)
    if suffix and suffix not in _BINARY_SUFFIXES:
        raise _unknown_format(content)
    if start.startswith(b"[") and not suffix:
        return "json"
    return "ndjson" if start.startswith(b"{") and not suffix else "csv"


def _empty(content: Content) -> UserError:
    return content.fault(
        "empty-file", "是空的：请确认已保存数据后重新报送。", "is empty; make sure that the data was saved."
    )


def _unknown_format(content: Content) -> UserError:
    return content.fault(
        "unknown-format",
        "的格式不支持：请另存为 .xlsx、.xls、.ods、.csv、.json、.ndjson 或 .parquet。",
        "has a format that is not read; save it as .xlsx, .xls, .ods, .csv, .json, .ndjson or .parquet.",
    )
