"""The cells of an XLSX sheet and the table of shared strings, cut and read with vectorised text operations.

A sheet is cut into blocks that end with a row; a block is split at every cell, so that the cells of thousands of rows
become one column of text, and each step of the reading is one operation on that column. The XML was found well-formed
before (`container`).
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from engine.reading.celltext import FALSE, TRUE, date_text, moment_text, number_text
from engine.reading.container import damaged
from engine.reading.source import SheetBuilder, column_letters

_DECLARED: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PREFIX: Final = re.compile(r"<([A-Za-z_][\w.-]*:)(?:worksheet|sst)\b")
_COMMENT_OR_CDATA: Final = re.compile(r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_BARE_CELL: Final = re.compile(r"<c(?=[\t\n/>])\s*")
_BARE_ITEM: Final = re.compile(r"<si(?:\s[^>]*)?(/?)>")
_ROW_OR_CELL: Final = re.compile(r"<(row\b|c )([^>]*)>")
_OWN_NUMBER: Final = re.compile(r"""(?:^|\s)r\s*=\s*["']([A-Z]*)([0-9]*)["']""")
# What almost every cell looks like, in the order of attributes that all common programs write.
_USUAL: Final = (
    r'^r="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"(?: s="(?P<style>[0-9]{1,9})")?(?: t="(?P<type>[A-Za-z]+)")?'
    r"(?:/>|></c>|><v>(?P<value>[^<]*)</v></c>|><is><t[^>]*>(?P<inline>[^<]*)</t></is></c>)"
)
_ATTRIBUTE: Final = r"""^[^>]*?\b{}\s*=\s*["']{}["']"""
_BODY: Final = r"(?s)^(?:[^>]*[^/>])?>(.*?)</c>"
_VALUE: Final = r"(?s)<v(?:\s[^>]*)?>(.*?)</v>"
_ONE_RUN: Final = r"^<t(?:\s[^>]*)?>([^<]*)</t></si>"
_RUN: Final = r"<t(?:\s[^>]*)?>[^<]*</t>"
_PHONETIC: Final = r"(?s)<rPh\b.*?</rPh>"
_TAG: Final = r"<[^>]*>"
_ESCAPED: Final = r"&|_x[0-9A-Fa-f]{4}_"
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENTITY: Final = re.compile(r"&#x([0-9A-Fa-f]+);|&#([0-9]+);|&(?:lt|gt|quot|apos|amp);")
_EXCEL_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Styles:
    """What the number formats say about cells.

    Attributes:
        dates: cell styles that show a number as a date or time.
        padded: cell style → number of digits that integers are padded to with zeros (format 000000).
        base_1904: dates count from 1904-01-01.
    """

    dates: tuple[int, ...] = ()
    padded: dict[int, int] = field(default_factory=dict)
    base_1904: bool = False


def decoded(pieces: Iterator[bytes]) -> Iterator[str]:
    """The pieces of an XML part as text, in the encoding that it declares."""
    first = next(pieces, b"")
    declared = _DECLARED.match(first)
    name = "utf-16" if first[:2] in _UTF16 else declared[1].decode() if declared else "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8-sig" if name.lower() == "utf-8" else name)()
    yield decoder.decode(first)
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def shared_strings(pieces: Iterator[str]) -> pl.Series:
    """The table of shared strings; a rich text becomes its plain text, reading aids (phonetic runs) are left out."""
    tables = [_string_items(block) for block in _blocks(pieces, "si")]
    return pl.concat([pl.Series([], dtype=pl.String), *tables])


def _string_items(block: str) -> pl.Series:
    items = _split(_BARE_ITEM.sub(lambda match: "<si></si>" if match[1] else "<si>", block), "<si>")
    text = items.str.extract(_ONE_RUN)
    return unescaped(_replaced(text, text.is_null(), lambda places: _runs(items.gather(places))))


def unescaped(texts: pl.Series) -> pl.Series:
    """XML entities and Excel's own escapes (_x000D_) → the characters that they stand for."""
    return _replaced(texts, texts.str.contains(_ESCAPED), lambda places: _unescaped(texts.gather(places)))


@dataclass
class CellReader:
    """Reads the cells of one sheet, block by block.

    Attributes:
        builder: knows the file and the greatest number of columns.
        name: the sheet's name, for messages.
        styles: of the workbook.
        strings: the workbook's shared strings.
    """

    builder: SheetBuilder
    name: str
    styles: Styles
    strings: pl.Series
    _numbering: bool = False
    _row: int = 0
    _column: int = 0
    _last_row: int = 0

    def blocks(self, pieces: Iterator[str]) -> Iterator[pl.DataFrame]:
        """Frames of `sheet_row`, `c0`, … with the rows that hold anything.

        Raises:
            UserError: a formula without a stored result, too many columns, cells that contradict each other.
        """
        for number, block in enumerate(_blocks(pieces, "row")):
            cells = self._cells(_BARE_CELL.sub("<c ", block), first=number == 0)
            self._refuse_uncalculated(cells)
            filled = cells.select("row", "column", text=self._texts(cells)).filter(pl.col("text") != "")
            if filled.height:
                yield self._table(filled)

    def _cells(self, block: str, first: bool) -> pl.DataFrame:
        """One row a cell: column (letters), row, style, type, value and inline (raw text), formula (has one)."""
        if self._numbering:
            block = _ROW_OR_CELL.sub(self._numbered, block)
        pieces = _split(block, "<c ")
        usual = pieces.str.extract_groups(_USUAL).struct.unnest().with_columns(formula=pl.lit(False))
        odd = usual["column"].is_null()
        if not odd.any():
            return _typed(usual)
        unusual = _unusual(pieces.filter(odd))
        if unusual["column"].null_count() == 0:
            return _typed(pl.concat([usual.filter(~odd), unusual]))
        if not first:
            raise damaged(self.builder.content)
        # A program that leaves out the cells' names does so from the first row on: they are counted then.
        self._numbering = True
        return self._cells(block, first=False)

    def _numbered(self, match: re.Match[str]) -> str:
        """Gives a row or cell without its name the next one."""
        own = _OWN_NUMBER.search(match[2])
        if match[1] == "row":
            self._row, self._column = (int(own[2]) if own else self._row + 1), 0
            return match[0]
        if own:
            return match[0]
        self._column += 1
        return f'<c r="{column_letters(self._column - 1)}{self._row}" {match[2]}>'

    def _texts(self, cells: pl.DataFrame) -> pl.Series:
        """The text of every cell, null where it is empty."""
        value, kind = pl.col("value"), pl.col("type")
        plain = cells.select(
            pl.when(kind == "inlineStr").then(pl.col("inline")).when(kind.is_in(["str", "e"])).then(value)
        ).to_series()
        numbers = cells.select(pl.when(kind.is_null() | (kind == "n")).then(self._number())).to_series()
        texts = cells.with_columns(plain=unescaped(plain), number=numbers, shared=self._shared(cells)).select(
            pl.when(kind == "b")
            .then(
                pl.when(value.is_in(["1", "true"]))
                .then(pl.lit(TRUE))
                .when(value.is_in(["0", "false"]))
                .then(pl.lit(FALSE))
            )
            .when(kind == "d")
            .then(moment_text(value.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False)).fill_null(value))
            .otherwise(pl.coalesce("shared", "number", "plain"))
        )
        # Nothing may become empty on the way: a value that no branch understands is a damaged file.
        lost = texts.to_series().is_null() & cells["value"].fill_null("").ne("")
        if lost.any():
            raise damaged(self.builder.content)
        return texts.to_series()

    def _shared(self, cells: pl.DataFrame) -> pl.Series:
        numbers = cells.select(
            pl.when(pl.col("type") == "s").then(pl.col("value").cast(pl.UInt32, strict=False))
        ).to_series()
        if (numbers >= self.strings.len()).any():
            raise damaged(self.builder.content)
        return self.strings.gather(numbers) if self.strings.len() else numbers.cast(pl.String)

    def _number(self) -> pl.Expr:
        value = pl.col("value")
        is_date = pl.col("style").is_in(self.styles.dates) if self.styles.dates else pl.lit(False)
        serial = pl.when(is_date).then(value.cast(pl.Float64, strict=False))
        shown = pl.coalesce(date_text(serial, self.styles.base_1904), number_text(value))
        for style, digits in self.styles.padded.items():
            shown = pl.when(pl.col("style") == style).then(shown.str.zfill(digits)).otherwise(shown)
        return shown

    def _refuse_uncalculated(self, cells: pl.DataFrame) -> None:
        """A formula whose result was never stored would look like an empty cell."""
        open_formulas = cells.filter(
            pl.col("formula"), pl.col("type").fill_null("n") != "str", pl.col("value").fill_null("") == ""
        )
        if open_formulas.height:
            cell = f"{open_formulas['column'][0]}{open_formulas['row'][0]}"
            raise self.builder.content.fault(
                "formula-not-calculated",
                f"工作表“{self.name}”的 {cell} 是公式，但没有保存计算结果：请用 Excel 打开，重新计算并保存后再报送。",
                f"sheet '{self.name}', cell {cell}: a formula without a stored result; open it in Excel, "
                "recalculate and save.",
            )

    def _table(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Cells one below the other → rows and columns."""
        letters = cells["column"].unique()
        numbers = pl.Series([_column_number(name) for name in letters], dtype=pl.Int64)
        columns = cells["column"].replace_strict(letters, numbers)
        width = int(numbers.max()) + 1  # type: ignore[arg-type]
        self.builder.refuse_wide(width)
        rows = cells["row"].unique().sort()
        places = rows.search_sorted(cells["row"]).cast(pl.Int64) * width + columns
        if int(rows[0]) <= self._last_row or places.is_duplicated().any():
            raise damaged(self.builder.content)
        self._last_row = int(rows[-1])
        order = pl.repeat(None, rows.len() * width, dtype=pl.UInt32, eager=True).scatter(places, range(cells.height))
        table = {f"c{column}": cells["text"].gather(order.gather_every(width, column)) for column in range(width)}
        return pl.DataFrame({"sheet_row": rows, **table})


def _blocks(pieces: Iterator[str], tag: str) -> Iterator[str]:
    """The text cut behind the last end tag of each piece; comments, CDATA and name prefixes are gone.

    Args:
        pieces: the text of an XML part, cut anywhere.
        tag: name of the element that no cut may divide.
    """
    waiting: list[str] = []
    prefix, end = None, ""
    for piece in pieces:
        if prefix is None:
            match = _PREFIX.search(piece)
            prefix = match[1] if match else ""
            end = f"</{prefix}{tag}>"
        tail = waiting[-1][1 - len(end) :] if waiting else ""
        waiting.append(piece)
        place = (tail + piece).rfind(end)
        if place >= 0:
            cut = place + len(end) - len(tail)
            yield _plain("".join(waiting[:-1]) + piece[:cut], prefix)
            waiting = [piece[cut:]]
    yield _plain("".join(waiting), prefix or "")


def _plain(block: str, prefix: str) -> str:
    if "<!" in block:
        block = _COMMENT_OR_CDATA.sub(lambda match: _escaped(match[1] or ""), block)
    if prefix:
        block = block.replace(f"<{prefix}", "<").replace(f"</{prefix}", "</")
    return block.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block else block  # as every XML reader does


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _split(block: str, start: str) -> pl.Series:
    """What stands behind each `start`, up to the next."""
    return pl.Series([block]).str.split(start).list.slice(1).explode().drop_nulls()


def _unusual(pieces: pl.Series) -> pl.DataFrame:
    """The same columns for cells with formulas, other attributes, another order of them, or rich inline text."""
    piece = pl.col("piece")
    body = piece.str.extract(_BODY)
    return pieces.to_frame("piece").select(
        column=piece.str.extract(_ATTRIBUTE.format("r", "([A-Z]{1,3})[0-9]+")),
        row=piece.str.extract(_ATTRIBUTE.format("r", "[A-Z]+([0-9]{1,7})")),
        style=piece.str.extract(_ATTRIBUTE.format("s", "([0-9]{1,9})")),
        type=piece.str.extract(_ATTRIBUTE.format("t", "([A-Za-z]+)")),
        value=body.str.extract(_VALUE),
        inline=pl.when(body.str.contains("<is", literal=True)).then(_run_text(body)),
        formula=body.str.contains(r"<f[\s/>]").fill_null(False),
    )


def _typed(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(pl.col("row").cast(pl.UInt32), pl.col("style").cast(pl.UInt32))


def _runs(items: pl.Series) -> pl.Series:
    return items.to_frame("item").select(_run_text(pl.col("item"))).to_series()


def _run_text(item: pl.Expr) -> pl.Expr:
    """The text of all runs of a rich text, joined."""
    return item.str.replace_all(_PHONETIC, "").str.extract_all(_RUN).list.join("").str.replace_all(_TAG, "")


def _replaced(texts: pl.Series, where: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The texts, with those at the true places replaced by what the function makes of the places."""
    places = where.arg_true()
    return texts.scatter(places, function(places)) if places.len() else texts


def _unescaped(texts: pl.Series) -> pl.Series:
    rare = texts.str.contains(r"&#|_x[0-9A-Fa-f]{4}_")
    usual = texts.str.replace_many(_ENTITIES)
    return _replaced(usual, rare, lambda places: _unescaped_one_by_one(texts.gather(places)))


def _unescaped_one_by_one(texts: pl.Series) -> pl.Series:
    distinct = texts.unique()
    shown = [_EXCEL_ESCAPE.sub(_excel_character, _ENTITY.sub(_character, text)) for text in distinct]
    return texts.replace_strict(distinct, pl.Series(shown, dtype=pl.String), return_dtype=pl.String)


def _character(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1], 16) if match[1] else int(match[2]))
    return _ENTITIES[match[0]]


def _excel_character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)  # half a character is not one


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
