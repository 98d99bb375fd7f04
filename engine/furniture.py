"""Furniture: rows of a sheet below its header that are no records.

Sheets that people keep have explanations under the header, totals, signatures, page numbers, the header printed once
more. None of them is a record, and none may be left out in silence: what was left out, and why, stands in the result.
The words by which such rows are known are data of the ruleset. Where it is not certain, a row is a record.

Looking at a row takes long for a million of them, so only those are looked at that are nearly empty or have a caption
in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from engine.errors import Language, UserError
from engine.evaluation.patterns import FEW
from engine.evaluation.scalars import WHITE_SPACE
from engine.header import Located, is_marks, names_fields, repeats
from engine.row_words import RowReader, RowWords, plain
from engine.verdict import LeftOut, RowKind

NEAR_ROWS: Final = 10
MOST_LISTED: Final = 1000
# A total, a line of signatures or a heading fills no more cells than these.
_FEW_CELLS: Final = 10
_TEXT: Final = 4  # characters that are more than a stand-in
_REMARK: Final = "BZ"  # may begin as an explanation does
_KEYED_BY: Final = 3  # columns that are held against their captions, to find the header once more
_MARKS: Final = ("必填", "必填项", "非必填", "非必填项", "选填", "选填项", "可选", "可不填", "条件必填", "条件必填项")
_OPEN: Final[frozenset[RowKind]] = frozenset({"note", "title"})
Row = Sequence[str | None]


@dataclass
class LeftOutRows:
    """The rows that were left out so far, neighbours of one kind together.

    Attributes:
        runs: kind, first and last row, number of rows; the first thousand.
        rows: how many there are in all.
    """

    runs: list[tuple[RowKind, int, int, int]] = field(default_factory=list)
    rows: int = 0

    def add(self, kind: RowKind, row: int) -> None:
        self.rows += 1
        if self.runs:
            last_kind, first, last, count = self.runs[-1]
            if (last_kind, last + 1) == (kind, row):
                self.runs[-1] = kind, first, row, count + 1
                return
        if len(self.runs) < MOST_LISTED:
            self.runs.append((kind, row, row, 1))


class Furniture:
    """Finds the rows that are no records, slice after slice in the order of the sheet.

    Args:
        header: of the sheet.
        words: the ruleset's.
    """

    def __init__(self, header: Located, words: RowWords) -> None:
        self._header, self._reader = header, RowReader(words)
        self._columns = header.match.field_columns
        self._known = self._columns[:_KEYED_BY]
        self._started = self._open = False
        self._last = 0

    def found(self, piece: pl.DataFrame) -> dict[int, RowKind]:
        """Place in the slice → what the row is, of the rows that are no records."""
        kinds: dict[int, RowKind] = {}
        last = -1
        for place, row, cells in self._few(piece) if piece.height <= FEW else self._many(piece):
            self._pass(place - last - 1)
            kind = self.kind(row, cells)
            if kind is None:
                self._pass(1)
            else:
                kinds[place] = kind
                self._open = kind in _OPEN and len(_distinct(cells)) == 1
            last = place
        self._pass(piece.height - last - 1)
        return kinds

    def passes(self, row: int, cells: Row) -> bool:
        """Whether a row that is shorter than the header is no record; such rows are asked about in their order."""
        self._open = self._open and row - self._last <= 2
        kind = self.kind(row, cells)
        self._open = kind in _OPEN and len(_distinct(cells)) == 1
        self._last = row
        return kind is not None

    def _pass(self, records: int) -> None:
        """Note that so many records follow."""
        if records:
            self._started, self._open = True, False

    def kind(self, row: int, cells: Row) -> RowKind | None:
        """What a row is; None = a record.

        Raises:
            UserError: it is a header with the columns in another order.
        """
        near = row <= self._header.row + NEAR_ROWS
        if self._is_header(row, cells, near):
            return "header"
        filled = {number: text for number, cell in enumerate(cells) if cell and (text := plain(cell))}
        if near and (kind := self._explaining(filled)):
            return kind
        if len(filled) <= _FEW_CELLS:
            return self._sparse(filled)
        if len(set(filled.values())) > 1:
            return None
        kind = self._sparse(filled)  # one cell that was merged, in copies
        return kind or ("note" if any(len(text) >= _TEXT for text in filled.values()) else None)

    def _is_header(self, row: int, cells: Row, near: bool) -> bool:
        match = self._header.match
        if is_marks(cells):
            return True
        captioned = any(cells[number] in match.names for number in self._known if number < len(cells))
        if not near and not captioned:
            return False
        if repeats(match, cells):
            return True
        if captioned and self._header.row and names_fields(match, cells):
            raise self._other_order(row)
        return False

    def _explaining(self, filled: dict[int, str]) -> RowKind | None:
        """What a row right under the header is that has something to say to each column."""
        if not filled:
            return None
        first, text = next(iter(filled.items()))
        if self._reader.is_sample(text) and not self._started:
            return "sample"
        alone = len(filled) == 1
        if self._reader.begins_note(text) and (alone or first != self._header.match.columns.get(_REMARK)):
            return "note"
        texts = list(filled.values())
        lengths = len(texts) > _FEW_CELLS and self._reader.are_numbers(texts)
        return "note" if not self._started and (lengths or self._reader.instructs(texts)) else None

    def _sparse(self, filled: dict[int, str]) -> RowKind | None:
        """What a row with few cells is."""
        texts = [text for number, text in filled.items() if number not in self._serial or not text.isdecimal()]
        kind = self._reader.kind(texts, self._titles) if texts else None
        if kind is not None:
            return kind
        fields = filled.keys() & set(self._columns)
        if not fields:
            return "empty"
        if fields <= self._decimals and self._reader.are_numbers(texts):
            return "total"
        if self._open and len(set(texts)) == 1 and not self._reader.is_document_number(texts[0]):
            return "note"
        return None

    # Which rows are to be looked at: the same said twice, for many rows and for a few.

    def _many(self, piece: pl.DataFrame) -> Iterator[tuple[int, int, Row]]:
        """Place, number and cells of the rows that are to be looked at."""
        cells = {number: pl.col(f"c{number}") for number in range(piece.width - 1)}
        first, last = cells[self._known[0]], cells[self._known[-1]]
        keys = [cells[number].str.strip_chars().fill_null("") == "" for number in self._keys]
        where = (
            (pl.col("sheet_row") <= self._header.row + NEAR_ROWS)
            | (pl.sum_horizontal(cells[number].is_not_null() for number in self._columns) <= _FEW_CELLS)
            | pl.any_horizontal(cells[number].is_in(list(self._header.match.names)) for number in self._known)
            | first.is_in(self._marks)
            | (first == last)
            | (pl.all_horizontal(keys) if keys else False)
        )
        places = piece.select(where).to_series().arg_true().to_list()
        for place, (row, *texts) in zip(places, piece[places].iter_rows(), strict=True):
            yield place, row, texts

    def _few(self, piece: pl.DataFrame) -> Iterator[tuple[int, int, Row]]:
        for place, (row, *cells) in enumerate(piece.iter_rows()):
            first, last = cells[self._known[0]], cells[self._known[-1]]
            if (
                row <= self._header.row + NEAR_ROWS
                or sum(cells[number] is not None for number in self._columns) <= _FEW_CELLS
                or any(cells[number] in self._header.match.names for number in self._known)
                or first in self._marks
                or (first is not None and first == last)
                or (self._keys and not any((cells[number] or "").strip(WHITE_SPACE) for number in self._keys))
            ):
                yield place, row, cells

    @cached_property
    def _marks(self) -> list[str]:
        """What stands in the first column of a row of marks or of the numbers of the columns."""
        return [str(self._known[0] + 1), *_MARKS]

    @cached_property
    def _keys(self) -> list[int]:
        """Columns of the key."""
        match = self._header.match
        return [match.columns[code] for code in match.layout.key if code in match.columns]

    @cached_property
    def _serial(self) -> frozenset[int]:
        """Columns that number the rows, or have no caption."""
        captions = enumerate(self._header.match.captions)
        names = {n for n, caption in captions if not caption.strip() or self._reader.is_numbering(caption)}
        return frozenset(names.difference(self._columns))

    @cached_property
    def _decimals(self) -> frozenset[int]:
        """Columns with amounts."""
        fields = {definition.code: definition for definition in self._header.match.layout.fields}
        columns = self._header.match.columns.items()
        return frozenset(number for code, number in columns if fields[code].value_type == "decimal")

    @cached_property
    def _titles(self) -> frozenset[str]:
        """What stands above the header."""
        above = (cells for row, cells in self._header.sheet.preview if row < self._header.row)
        return frozenset(text for cells in above for cell in cells if (text := plain(cell)))

    def _other_order(self, row: int) -> UserError:
        first = self._header.row
        return self._header.sheet.fault(
            "second-header",
            f"第 {row} 行又是一个表头，但各列与第 {first} 行的表头不一致："
            "请把下面的表另存为一个文件，或把各列调成一样后再报送。",
            f"row {row} is another header, with other columns than that of row {first}; "
            "hand the table below it in as a file of its own, or give both the same columns.",
        )


def told(rows: LeftOutRows, language: Language) -> Iterator[LeftOut]:
    """What the result says of the rows that were left out."""
    for kind, first, last, count in rows.runs:
        message = _MESSAGES[kind][language]
        yield LeftOut(sheet_row=first, last_sheet_row=last, rows=count, kind=kind, message=message)


def _distinct(cells: Row) -> set[str]:
    return {text for cell in cells if cell and (text := plain(cell))}


_MESSAGES: Final[dict[RowKind, dict[Language, str]]] = {
    "note": {"zh": "说明或落款，不是记录", "en": "an explanation or signature, no record"},
    "total": {"zh": "合计行，不是记录", "en": "a totals row, no record"},
    "header": {
        "zh": "重复的表头（或必填标记、列号），不是记录",
        "en": "the header once more, marks or column numbers, no record",
    },
    "title": {"zh": "标题，不是记录", "en": "a title, no record"},
    "page": {"zh": "页码，不是记录", "en": "a page number, no record"},
    "end": {"zh": "“以下空白”一类的结束语，不是记录", "en": "a closing mark such as 以下空白, no record"},
    "sample": {"zh": "填写示例，不是记录", "en": "the sample row of the form, no record"},
    "empty": {
        "zh": "标准规定的各项都没有填（只有序号或自加的列），不是记录",
        "en": "no item of the standard is filled, no record",
    },
}
