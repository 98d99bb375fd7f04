"""The lines and fields of a delimited text, counted byte by byte before anything is parsed.

The parser fills short rows in silence and can be led astray by a stray quote. So the bytes are counted first, in
chunks and without copies of cells: how many fields every row has, where quotes stand, whether the last one is closed.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.errors import UserError
from engine.reading.source import Content

_QUOTE: Final = 34
_CR: Final = 13
_MOST_FIELDS: Final = np.iinfo(np.uint16).max
_NOWHERE: Final = np.empty(0, np.int64)
Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Structure:
    """What the count found.

    Attributes:
        fields: number of fields of every row, in order (a blank line has 1); more than 65 535 count as 65 535.
        quoted: there is at least one quoted field.
    """

    fields: npt.NDArray[np.uint16]
    quoted: bool

    @property
    def width(self) -> int:
        """Fields of the widest row."""
        return int(self.fields.max(initial=0))


def counted(content: Content, delimiter: int, line_end: int) -> Structure:
    """Counts rows and fields.

    Args:
        content: UTF-8 text.
        delimiter: code of the byte between fields.
        line_end: code of the byte that ends a row.

    Raises:
        UserError: NUL bytes, a quote in the middle of a field, a quote that is never closed.
    """
    scanner = _Scanner(content, delimiter, line_end)
    for number, chunk in enumerate(content.chunks()):
        scanner.feed(chunk.removeprefix(b"\xef\xbb\xbf") if number == 0 else chunk)
    return scanner.finished()


@dataclass
class _Scanner:
    """The state between two chunks."""

    content: Content
    delimiter: int
    line_end: int
    inside: bool = False  # within a quoted field
    separators: int = 0  # in the row that the last chunk cut
    rows: int = 0
    opened: int = 0  # row where the quoted field opened that the last chunk cut
    quoted: bool = False
    previous: int = -1
    fields: list[npt.NDArray[np.uint16]] = field(default_factory=list)

    @cached_property
    def _around_quotes(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """For each byte whether it may stand before an opening quote, and behind a closing one."""
        before = np.zeros(256, np.bool_)
        before[[self.delimiter, self.line_end, _QUOTE]] = True
        behind = before.copy()
        behind[_CR] = True
        return before, behind

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes into the count."""
        if not chunk:
            return
        codes = np.frombuffer(chunk, np.uint8)
        quotes = np.flatnonzero(codes == _QUOTE) if b'"' in chunk else _NOWHERE
        marks = self._outside(np.flatnonzero((codes == self.delimiter) | (codes == self.line_end)), quotes)
        ending = np.flatnonzero(codes[marks] == self.line_end)
        ends = marks[ending]
        if (nul := chunk.find(b"\0")) >= 0:
            raise self._nul(self.rows + int(np.searchsorted(ends, nul)) + 1)
        if self.previous == _QUOTE or quotes.size:
            self._check_quotes(codes, quotes, ends)
        self._count(ending, marks.size)
        self.previous = chunk[-1]

    def finished(self) -> Structure:
        """The count, once all bytes were fed."""
        if self.inside:
            raise self._unclosed(self.opened)
        if self.previous not in (-1, self.line_end):
            self._append(np.array([self.separators + 1]))
        every = np.concatenate(self.fields) if self.fields else np.empty(0, np.uint16)
        return Structure(every, self.quoted)

    def _outside(self, places: Numbers, quotes: Numbers) -> Numbers:
        """Those of the places that lie in no quoted field: an even number of quotes stands before them."""
        if not quotes.size and not self.inside:
            return places
        outside: Numbers = places[(np.searchsorted(quotes, places) + self.inside) & 1 == 0]
        return outside

    def _count(self, ending: Numbers, marks: int) -> None:
        """Fields of the rows that end in this chunk: one more than the separators since the last end.

        Args:
            ending: which of the marks (separators and ends) are ends.
            marks: how many marks there are.
        """
        fields = np.diff(ending, prepend=-1)
        if ending.size:
            fields[0] += self.separators
            self.separators = 0
        self._append(fields)
        self.separators += marks - (int(ending[-1]) + 1 if ending.size else 0)

    def _append(self, fields: npt.NDArray[np.integer]) -> None:
        self.fields.append(np.minimum(fields, _MOST_FIELDS).astype(np.uint16))
        self.rows += fields.size

    def _check_quotes(self, codes: Bytes, quotes: Numbers, ends: Numbers) -> None:
        """A quote may stand at the start of a field, at its end, or doubled within; else rows would be cut wrongly."""
        before_opening, behind_closing = self._around_quotes
        # A closing quote at the very end of the last chunk is judged now, by the first byte of this one.
        if self.previous == _QUOTE and not self.inside and not behind_closing[codes[0]]:
            raise self._misplaced(self.opened)
        if not quotes.size:
            return
        opens = (np.arange(quotes.size) + self.inside) & 1 == 0
        rows = self.rows + np.searchsorted(ends, quotes) + 1
        opened = np.where(opens, rows, np.concatenate(([self.opened], rows[:-1])))
        before, behind = codes[quotes - 1], codes[np.minimum(quotes + 1, codes.size - 1)]
        if quotes[0] == 0:
            before[0] = self.line_end if self.previous == -1 else self.previous
        if quotes[-1] == codes.size - 1:
            behind[-1] = self.line_end
        fits = np.where(opens, before_opening[before], behind_closing[behind])
        if not fits.all():
            raise self._misplaced(int(opened[~fits][0]))
        self.quoted, self.inside, self.opened = True, bool(opens[-1]), int(opened[-1])

    def _nul(self, row: int) -> UserError:
        return self.content.fault(
            "nul-byte",
            f"第 {row} 行含有空字节（NUL），不是正常的文本文件：请用 Excel 打开源数据，另存为“CSV UTF-8”或 .xlsx。",
            f"row {row} has a NUL byte, so this is not a sound text file; save it again as 'CSV UTF-8' or .xlsx.",
        )

    def _misplaced(self, row: int) -> UserError:
        return self.content.fault(
            "stray-quote",
            f"第 {row} 行的英文双引号不成对或位置不对：请把内容里的英文双引号改为中文引号，或用 Excel 另存为 .xlsx。",
            f"row {row} has a double quote that is not paired or in the wrong place; use “ ” in the text, "
            "or save as .xlsx.",
        )

    def _unclosed(self, row: int) -> UserError:
        return self.content.fault(
            "unclosed-quote",
            f"第 {row} 行开始的英文双引号直到文件末尾都没有闭合：请补上或删除该引号，或用 Excel 另存为 .xlsx。",
            f"the double quote that opens in row {row} is never closed; close or delete it, or save as .xlsx.",
        )
