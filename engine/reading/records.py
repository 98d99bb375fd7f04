"""JSON (an array of objects), NDJSON (one object a line) and records that came without a file.

The keys, in the order in which they first appear, are row 0; the n-th record of an array is row n, a record of an
NDJSON file has the number of its line. Numbers stay exactly as they are written (0.10 stays 0.10, but 5e-05 becomes
0.00005), true and false become text, null is an empty cell.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, Final

import polars as pl

from engine.errors import UserError
from engine.reading.encoding import as_utf8, detected, text_of
from engine.reading.source import Content, Limits, Passes, Sheet, SheetBuilder, Source, none_passes

_BLOCK_RECORDS: Final = 20_000
_FIRST_RECORDS: Final = 200
_FEW_ROWS: Final = 50  # so few are faster put together row by row
_Record = Mapping[str, Any]
_Numbered = tuple[int, _Record]


def read_json(content: Content, builder: SheetBuilder) -> tuple[str, Sheet]:
    """The encoding and the one table of a JSON array of objects.

    Raises:
        UserError: not JSON, not an array of objects, nested values, a key twice in an object, NaN.
    """
    encoding = detected(content)
    parsed = _Parser(content).parse(text_of(content, encoding), place="")
    if not isinstance(parsed, list):
        raise content.fault(
            "not-an-array",
            "的最外层不是数组：JSON 文件应为 [{…}, {…}] 的形式，"
            "每条记录一个对象（每行一个对象的文件请用扩展名 .ndjson）。",
            "does not hold an array; a JSON file looks like [{…}, {…}] (use .ndjson for one object a line).",
        )
    return encoding, _sheet(content, builder, parsed)


def read_ndjson(content: Content, builder: SheetBuilder) -> tuple[str, Sheet]:
    """The encoding and the one table of an NDJSON file; it is read twice, the first time for its keys.

    Raises:
        UserError: a line is not one flat JSON object.
    """
    encoding = detected(content)
    lines = _Lines(as_utf8(content, encoding))
    keys = _keys(content, builder, lines.records())
    return encoding, builder.sheet(None, _Table(content, keys, lines).blocks)


def records_source(records: Sequence[_Record], name: str, limits: Limits = Limits()) -> Source:  # noqa: B008 (frozen)
    """Records that came without a file (the body of an HTTP request).

    Args:
        records: one mapping a record; values are text, numbers, true, false or None.
        name: the name for messages and results.
        limits: `columns`, `cell_characters` and `rows` are judged.

    Raises:
        UserError: nested values, NaN, too many columns.
    """
    data = json.dumps(records, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
    content = Content(name, data=data)
    sheet = _sheet(content, SheetBuilder(content, limits, content.stamp()), records)
    return Source(name, "json", "utf-8", hashlib.sha256(data).hexdigest(), len(data), (sheet,))


def parsed_json(data: bytes, name: str) -> Any:
    """The JSON of an HTTP request: numbers stay text, as they are written.

    Args:
        data: UTF-8.
        name: for messages.

    Raises:
        UserError: not UTF-8, not JSON, nested too deeply, a key twice in an object, NaN.
    """
    content = Content(name, data=data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise content.fault(
            "bad-json", "不是 UTF-8 编码：请以 UTF-8 发送 JSON。", "is not UTF-8; send JSON as UTF-8."
        ) from error
    return _Parser(content).parse(text, place="")


class _Records:
    """Records of an array, numbered from 1."""

    def __init__(self, records: Sequence[_Record]) -> None:
        self._records = records

    def records(self) -> Iterator[_Numbered]:
        return enumerate(self._records, 1)


class _Lines:
    """Records of an NDJSON file, numbered by lines; blank lines are passed over."""

    def __init__(self, text: Content) -> None:
        self._text = text

    def records(self) -> Iterator[_Numbered]:
        parser = _Parser(self._text)
        with self._text.open() as stream:
            for number, line in enumerate(stream, 1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if text:
                    yield number, parser.parse(text, place=f"第 {number} 行", place_en=f"line {number} ")


@dataclass(frozen=True)
class _Table:
    content: Content
    keys: tuple[str, ...]
    origin: _Records | _Lines

    def blocks(self, _header_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """The keys as row 0, then the records."""
        if not self.keys:
            return
        yield self._first
        rest = islice(self.origin.records(), _FIRST_RECORDS, None)
        while part := list(islice(rest, _BLOCK_RECORDS)):
            yield self._frame(part)

    @cached_property
    def _first(self) -> pl.DataFrame:
        """The keys and the first records; the preview and the slices both ask for them."""
        keys = {key: key for key in self.keys}
        return self._frame([(0, keys), *islice(self.origin.records(), _FIRST_RECORDS)])

    def _frame(self, part: list[_Numbered]) -> pl.DataFrame:
        rows = [(number, *(self._text(number, key, record.get(key)) for key in self.keys)) for number, record in part]
        schema = _schema(len(self.keys))
        try:
            if len(rows) <= _FEW_ROWS:
                return pl.DataFrame(rows, schema=schema, orient="row")
            columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
            return pl.DataFrame([pl.Series(name, cells, dtype) for (name, dtype), cells in columns])
        except UnicodeEncodeError as error:
            raise self._faulty("含有不完整的字符（\\ud800 一类）", "has half a character (such as \\ud800)") from error

    def _text(self, number: int, key: str, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | Decimal):
            return str(value)
        if isinstance(value, float) and math.isfinite(value):
            return format(Decimal(repr(value)), "f")
        raise self._faulty(
            f"第 {number} 条记录的“{key}”不是单个的值：请改为文本、数字、true、false 或 null",
            f"record {number}, key '{key}' is not a plain value; use text, a number, true, false or null",
        )

    def _faulty(self, zh: str, en: str) -> UserError:
        return self.content.fault("bad-record", f"{zh}。", f"{en}.")


def _schema(width: int) -> dict[str, type[pl.DataType]]:
    return {"sheet_row": pl.UInt32, **{f"c{number}": pl.String for number in range(width)}}


def _sheet(content: Content, builder: SheetBuilder, records: Sequence[_Record]) -> Sheet:
    origin = _Records(records)
    return builder.sheet(None, _Table(content, _keys(content, builder, origin.records()), origin).blocks)


def _keys(content: Content, builder: SheetBuilder, numbered: Iterable[_Numbered]) -> tuple[str, ...]:
    """The union of all keys in the order of their first appearance."""
    keys: dict[str, None] = {}
    for number, record in numbered:
        if not isinstance(record, Mapping):
            raise content.fault(
                "not-an-object",
                f'第 {number} 条记录不是对象：每条记录应为 {{"字段": "值", …}} 的形式。',
                f'record {number} is not an object; every record looks like {{"field": "value", …}}.',
            )
        if record.keys() - keys.keys():
            keys.update(dict.fromkeys(record))
            builder.refuse_wide(len(keys))
    return tuple(keys)


def _plain(number: str) -> str:
    """A number as written, but for small ones that programs write with an exponent: 5e-05 → 0.00005."""
    return format(Decimal(number), "f") if "e-" in number.lower() else number


class _Parser:
    """JSON as text cells want it: numbers as written, no key twice, no NaN."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def parse(self, text: str, place: str, place_en: str = "") -> Any:
        """The parsed text; `place` says where it stands in the file."""
        try:
            return json.loads(
                text,
                parse_int=str,
                parse_float=_plain,
                parse_constant=self._not_a_number,
                object_pairs_hook=self._unique,
            )
        except json.JSONDecodeError as error:
            where = place or f"第 {error.lineno} 行第 {error.colno} 个字符处"
            where_en = place_en or f"line {error.lineno}, character {error.colno} "
            raise self._content.fault(
                "bad-json",
                f"{where}不是有效的 JSON：请由系统重新导出。",
                f"{where_en}is not valid JSON; export it again.",
            ) from error
        except RecursionError as error:
            raise self._content.fault(
                "bad-json",
                f"{place}嵌套层数过多：每条记录应为一层的对象。",
                f"{place_en}is nested too deeply; records are flat.",
            ) from error

    def _not_a_number(self, constant: str) -> Any:
        raise self._content.fault(
            "bad-json",
            f"含有 {constant}，不是有效的 JSON 数值：空值请写 null。",
            f"holds {constant}, which is no JSON number; write null for nothing.",
        )

    def _unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) == len(pairs):
            return record
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise self._content.fault(
            "duplicate-key",
            f"的同一条记录中“{twice}”出现了两次：请只保留一个。",
            f"has the key '{twice}' twice in one record; keep one of them.",
        )
