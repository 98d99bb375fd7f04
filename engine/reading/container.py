"""Makes sure that a ZIP container may be given to a reader of workbooks: nothing in it is believed before it was
counted.

The sizes that a container states about itself can be false, its entries can overlap, and an XML part can define
entities that grow without end. So every entry is really inflated, in small pieces, counted, its checksum compared,
and every XML part is parsed without building anything from it.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.parsers import expat

from engine.errors import UserError
from engine.reading.source import Content, Limits

_PIECE: Final = 1 << 18
_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_TAIL: Final = struct.Struct("<4s4H2IH")
_TAIL_BYTES: Final = _TAIL.size + 65_535  # a comment may follow
_ENTRY_BYTES: Final = 512  # of one entry in the list of parts: far more than any workbook needs
_ENCRYPTED_BIT: Final = 1
_XML_SUFFIXES: Final = (".xml", ".rels")
_TOKEN_BYTES: Final = 1 << 20  # of one tag or comment: far more than any workbook needs


@contextmanager
def opened(content: Content) -> Iterator[zipfile.ZipFile]:
    """The container, for reading its parts. What goes wrong on the way is told as a damaged file.

    Raises:
        UserError: the container or a part of it is damaged.
    """
    with content.open() as stream:
        try:
            with _archive(content, stream) as archive:
                yield archive
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            struct.error,
            NotImplementedError,
            UnicodeDecodeError,
        ) as error:
            raise damaged(content) from error


def _archive(content: Content, stream: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(stream)
    except ValueError as error:  # a place before the start of the file
        raise damaged(content) from error
    if any(entry.header_offset < 0 for entry in archive.infolist()):
        archive.close()
        raise damaged(content)
    return archive


def damaged(content: Content) -> UserError:
    """The error for a workbook that cannot be read."""
    return content.fault(
        "corrupt-workbook",
        "已损坏或不完整：请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。",
        "is damaged or incomplete; open it in Excel or WPS, save it as .xlsx and hand it in again.",
    )


def password_protected(content: Content) -> UserError:
    """The error for a workbook that is encrypted."""
    return content.fault(
        "password-protected",
        "设有打开密码：请先取消密码（Excel：文件 → 信息 → 保护工作簿），保存后重新报送。",
        "is protected by a password; remove the password in Excel, save it and hand it in again.",
    )


def refuse_large_directory(content: Content, limits: Limits) -> None:
    """Judges the size of the list of parts before the list is read into memory.

    Raises:
        UserError: there is no list, or it is too long for the number of parts that is allowed.
    """
    size, _ = content.stamp()
    with content.open() as stream:
        stream.seek(max(0, size - _TAIL_BYTES))
        tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + _TAIL.size:
        raise damaged(content)
    entries, directory_bytes = _TAIL.unpack_from(tail, place)[4:6]
    if directory_bytes > limits.parts * _ENTRY_BYTES:
        raise _too_many_parts(content, limits, entries)


def _too_many_parts(content: Content, limits: Limits, parts: int) -> UserError:
    return content.fault(
        "too-many-parts",
        f"内含 {parts} 个部件，超过 {limits.parts} 个：不是正常的工作簿，请用 Excel 另存为 .xlsx。",
        f"has {parts} parts, more than {limits.parts}; save it as .xlsx in Excel.",
    )


def ensure_safe(content: Content, limits: Limits) -> None:
    """Inflates every part once and counts.

    Args:
        content: a ZIP container.
        limits: `parts` and `unpacked_bytes` are judged.

    Raises:
        UserError: too many parts, too much content, overlapping or encrypted parts, false sizes or checksums, an XML
            part that is not well-formed or has a document type declaration.
    """
    with opened(content) as archive, content.open() as stream:
        entries = archive.infolist()
        if len(entries) > limits.parts:
            raise _too_many_parts(content, limits, len(entries))
        if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
            raise password_protected(content)
        _Inspection(content, limits, stream).run(entries)


@dataclass
class _Inspection:
    content: Content
    limits: Limits
    stream: BinaryIO
    unpacked: int = 0

    def run(self, entries: list[zipfile.ZipInfo]) -> None:
        names = {entry.filename for entry in entries}
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            start = self._start(entry)
            if entry.header_offset < end or len(names) != len(entries):
                raise damaged(self.content)
            end = start + entry.compress_size
            self._inspect(entry, start)

    def _start(self, entry: zipfile.ZipInfo) -> int:
        """Where the bytes of an entry start, from its own header."""
        self.stream.seek(entry.header_offset)
        header = self.stream.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise damaged(self.content)
        name_length, extra_length = _LOCAL_HEADER.unpack(header)[-2:]
        return entry.header_offset + _LOCAL_HEADER.size + int(name_length) + int(extra_length)

    def _inspect(self, entry: zipfile.ZipInfo, start: int) -> None:
        watcher = _XmlWatcher(self.content) if entry.filename.lower().endswith(_XML_SUFFIXES) else None
        size, checksum = 0, 0
        for piece in self._inflated(entry, start):
            size += len(piece)
            self.unpacked += len(piece)
            if self.unpacked > self.limits.unpacked_bytes:
                raise self._too_large()
            checksum = zlib.crc32(piece, checksum)
            if watcher:
                watcher.feed(piece)
        if size != entry.file_size or checksum != entry.CRC:
            raise damaged(self.content)
        if watcher and size:
            watcher.finish()

    def _inflated(self, entry: zipfile.ZipInfo, start: int) -> Iterator[bytes]:
        self.stream.seek(start)
        left = entry.compress_size
        if entry.compress_type == zipfile.ZIP_STORED:
            while left and (piece := self.stream.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            while left and not inflater.eof and (packed := self.stream.read(min(_PIECE, left))):
                left -= len(packed)
                while packed and not inflater.eof:
                    yield inflater.decompress(packed, _PIECE)
                    packed = inflater.unconsumed_tail
            yield inflater.flush()
        else:
            raise damaged(self.content)

    def _too_large(self) -> UserError:
        megabytes = self.limits.unpacked_bytes >> 20
        return self.content.fault(
            "unpacked-too-large",
            f"解压后超过 {megabytes} MB：请删除多余的工作表、图片和空白行列，或分成几个文件报送。",
            f"unpacks to more than {megabytes} MB; delete needless sheets, pictures and blank rows, or split it.",
        )


class _XmlWatcher:
    """Parses an XML part, in any encoding, for two facts only: it is well-formed and declares no document type.

    The parser reads an unfinished tag or comment again from its start with every piece, so one that never ends would
    take time by the square of its length: a part with such a one is damaged.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, final: bool = False) -> None:
        try:
            self._parser.Parse(piece, final)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an encoding that does not exist
            raise damaged(self._content) from error
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > _TOKEN_BYTES:
            raise damaged(self._content)

    def finish(self) -> None:
        self.feed(b"", final=True)

    def _doctype(self, *_: object) -> None:
        raise self._content.fault(
            "xml-doctype",
            "的 XML 中含有 DOCTYPE 或实体定义，正常的工作簿没有：请用 Excel 打开源数据，另存为新的 .xlsx。",
            "has a document type or entities in its XML, which no sound workbook has; "
            "save the data as a new .xlsx in Excel.",
        )
