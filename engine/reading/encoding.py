"""Which encoding a text file has, and how it becomes UTF-8 without ever being whole in memory.

UTF-8 is tried first and strictly, then GB18030, strictly too: the other order would turn UTF-8 into other characters
in silence.
"""

import codecs
from typing import Final

import polars as pl

from engine.reading.source import Content, temporary

_BOM: Final = codecs.BOM_UTF8
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK: Final = 1 << 20
# So many bytes of valid multi-byte UTF-8 before the first fault do not happen by chance in GB18030: the file is
# damaged UTF-8.
_SURELY_UTF8: Final = 64
_ASCII: Final = bytes(range(128))


def detected(content: Content) -> str:
    """The encoding of a text: utf-8, utf-8-sig, utf-16 or gb18030 (the last still to be proven by `as_utf8`).

    Raises:
        UserError: the text is UTF-8 and damaged.
    """
    head = content.head(4)
    if head[:2] in _UTF16_MARKS:
        return "utf-16"
    offset = _first_fault(content)
    if offset is None:
        return "utf-8-sig" if head.startswith(_BOM) else "utf-8"
    line, surely_utf8 = _before(content, offset)
    if head.startswith(_BOM) or surely_utf8:
        raise content.fault(
            "damaged-encoding",
            f"第 {line} 行（第 {offset + 1} 个字节）的 UTF-8 编码损坏：请用 Excel 打开源数据，"
            "重新另存为“CSV UTF-8”或 .xlsx。",
            f"the UTF-8 text is damaged in line {line} (byte {offset + 1}); save it again as 'CSV UTF-8' or .xlsx.",
        )
    return "gb18030"


def as_utf8(content: Content, encoding: str) -> Content:
    """The same text as UTF-8: itself, or a temporary file that goes when the content is no longer used.

    Raises:
        UserError: the bytes are not valid in this encoding either.
    """
    if encoding.startswith("utf-8"):
        return content
    transcoded, path = temporary(content)
    transcoder = _Transcoder(content, encoding)
    with path.open("wb") as target:
        for chunk in content.chunks(_CHUNK):
            target.write(transcoder.utf8(chunk))
        target.write(transcoder.utf8(b"", final=True))
    return transcoded


def text_of(content: Content, encoding: str) -> str:
    """The whole text, for formats that cannot be read in parts.

    Raises:
        UserError: the bytes are not valid in this encoding.
    """
    whole = b"".join(as_utf8(content, encoding).chunks(_CHUNK))
    return whole.decode("utf-8-sig")


class _Transcoder:
    """Turns chunks into UTF-8 and knows where it is, for the message."""

    def __init__(self, content: Content, encoding: str) -> None:
        self._content = content
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._bytes = 0
        self._lines = 1

    def utf8(self, chunk: bytes, final: bool = False) -> bytes:
        self._bytes += len(chunk)
        try:
            text = self._decoder.decode(chunk, final).encode()
        except UnicodeDecodeError as error:
            # The decoder keeps the first bytes of a character that a chunk's end cuts: the object is longer than the
            # chunk then.
            offset = self._bytes - len(error.object) + error.start
            raise self._fault(self._lines + error.object.count(b"\n", 0, error.start), offset) from error
        except UnicodeEncodeError as error:  # half a character (a lone surrogate) in UTF-16
            raise self._fault(self._lines, self._bytes - len(chunk)) from error
        self._lines += text.count(b"\n")
        return text

    def _fault(self, line: int, offset: int) -> Exception:
        utf16 = self._encoding == "utf-16"
        zh = "不是有效的 UTF-16 编码" if utf16 else "既不是有效的 UTF-8 编码，也不是 GB18030（GBK）编码"
        en = "not valid UTF-16" if utf16 else "neither valid UTF-8 nor GB18030 (GBK)"
        return self._content.fault(
            "unknown-encoding",
            f"第 {line} 行（第 {offset + 1} 个字节）{zh}：请用 Excel 打开源数据，另存为“CSV UTF-8”或 .xlsx。",
            f"line {line} (byte {offset + 1}) is {en}; save it again as 'CSV UTF-8' or .xlsx.",
        )


def _first_fault(content: Content) -> int | None:
    """Offset of the first byte that is not UTF-8."""
    rest, start = b"", 0
    for chunk in content.chunks(_CHUNK):
        piece = rest + chunk
        end = _whole_characters(piece)
        if not _valid(piece[:end]):
            return _fault_in(piece, start)
        rest, start = piece[end:], start + end
    return _fault_in(rest, start)


def _valid(piece: bytes) -> bool:
    try:
        # The cast checks several gigabytes a second and lets other threads work meanwhile; bytes.decode does neither.
        pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _fault_in(piece: bytes, start: int) -> int | None:
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        return start + error.start
    return None


def _whole_characters(piece: bytes) -> int:
    """How many bytes of the piece come before a character that its end may cut."""
    for back in range(1, min(4, len(piece)) + 1):
        if piece[-back] & 0xC0 != 0x80:
            return len(piece) - back if piece[-back] >= 0xC0 else len(piece)
    return len(piece)


def _before(content: Content, offset: int) -> tuple[int, bool]:
    """The line that an offset lies in, and whether what stands before it is surely UTF-8."""
    lines, multibyte, left = 1, 0, offset
    for chunk in content.chunks(_CHUNK):
        piece = chunk[:left]
        lines += piece.count(b"\n")
        multibyte += len(piece.translate(None, _ASCII))
        left -= len(piece)
        if not left:
            break
    return lines, multibyte >= _SURELY_UTF8
