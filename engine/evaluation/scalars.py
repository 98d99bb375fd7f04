"""Expressions without Polars: what an expression says of one record, worked out by plain Python.

Polars takes as long for one cell as for a thousand. A record that comes alone needs some hundred expressions, most of
them as simple as `text is not in this list`. This module reads an expression (as Polars writes it down as JSON) and
makes a function of it. It knows only what it can do exactly as Polars does and what cannot fail; of all else it says
so, and then Polars evaluates the expression. The expressions of the checks stay the only definition of what is tested.

Texts are Python's, whose slices count characters as Polars does; null is None; truth has three values.
"""

import calendar
import io
import json
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final

import polars as pl

from engine.evaluation.blanks import CRASHES
from engine.evaluation.mapped import Mapped, noting
from engine.evaluation.patterns import finder

Values = Mapping[str, Any]
Step = Callable[[Values], Any]
_Node = dict[str, Any]
# What `str.strip_chars` takes away: White_Space of Unicode. Python's `strip` takes the separators U+001C to U+001F too.
WHITE_SPACE: Final = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LETTER: Final = re.compile(r"[^\W0-9_]")
_EIGHT_DIGITS: Final = re.compile("[0-9]{8}")
_MONTHS: Final = re.compile("([0-9]{1,4})mo")
_MARK: Final = re.compile(rb"mapped:([0-9]+);")
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtEq": operator.le,
    "Gt": operator.gt,
    "GtEq": operator.ge,
}


class Unreadable(Exception):  # noqa: N818 (it is asked for and answered)
    """The expression has something that only Polars can do, or a cell is not what was expected."""


def compiled(expression: pl.Expr, cell: Callable[[str], str]) -> Step | None:
    """A function from the cells of a record to what the expression says of it; None where Polars must evaluate it.

    Args:
        expression: over single records; it looks at no other record.
        cell: name of a column that the expression reads → the key of its cell.

    The function raises `Unreadable` where a cell is such that Polars must look at it after all.
    """
    try:
        with noting() as functions:
            written = expression.meta.serialize(format="json")
        return _Reader(cell, functions).step(json.loads(written))
    except CRASHES:  # whatever Polars or a part of the expression makes of being written down and read
        return None


class _Reader:
    """Reads the nodes of an expression."""

    def __init__(self, cell: Callable[[str], str], functions: Sequence[Mapped]) -> None:
        self._cell, self._functions = cell, functions

    def step(self, node: _Node) -> Step:
        ((kind, content),) = node.items()
        if kind == "Column":
            return operator.itemgetter(self._cell(content))
        if kind == "Literal":
            return _always(_value_of(node))
        if kind == "Alias":
            return self.step(content[0])
        if kind == "BinaryExpr":
            return _binary(content["op"], self.step(content["left"]), self.step(content["right"]))
        if kind == "Ternary":
            return _ternary(*(self.step(content[part]) for part in ("predicate", "truthy", "falsy")))
        if kind == "Cast":
            return _cast(self.step(content["expr"]), content["dtype"], content["options"])
        if kind == "Function":
            return self._function(content["function"], content["input"])
        if kind == "AnonymousFunction":
            return self._mapped(content["function"], content["input"])
        raise Unreadable(kind)

    def _mapped(self, function: Sequence[int], inputs: Sequence[_Node]) -> Step:
        mark = _MARK.search(bytes(function))
        single = self._functions[int(mark[1])].single if mark else None
        if single is None:
            raise Unreadable("a function for columns only")
        parts = [self.step(each) for each in inputs]
        return lambda values: single(*(part(values) for part in parts))

    def _function(self, function: Any, inputs: Sequence[_Node]) -> Step:
        if function in ("Coalesce", "FillNull"):
            return _coalesce([self.step(each) for each in inputs])
        ((family, what),) = function.items()
        if family == "Round":
            return _rounded(self.step(inputs[0]), **what)
        name, options = _named(what)
        if family == "Sql" and name == "IsIn" and not options["nulls_equal"]:
            return _is_in(self.step(inputs[0]), _list_of(inputs[1]), null_is_unknown=True)
        if family == "Boolean" and name == "IsIn" and not options["nulls_equal"]:
            return _is_in(self.step(inputs[0]), _list_of(inputs[1]), null_is_unknown=False)
        if family == "Boolean" and name == "IsBetween" and options["closed"] == "Both":
            middle, low, high = (self.step(each) for each in inputs)
            return _and(_binary("GtEq", middle, low), _binary("LtEq", middle, high))
        if family == "Boolean":
            return _TRUTHS[name]([self.step(each) for each in inputs])
        if family == "TemporalExpr" and name == "ToString" and options == "%Y/%m/%d":
            return _checked(self.step(inputs[0]), lambda day: type(day) is date, lambda day: f"{day:%Y/%m/%d}")
        if family == "TemporalExpr" and name == "OffsetBy":
            return _moved(*(self.step(each) for each in inputs))
        if family == "StringExpr" and name == "ConcatHorizontal" and not options["ignore_nulls"]:
            return _joined([self.step(each) for each in inputs], options["delimiter"])
        if family == "StringExpr" and name == "Strptime":
            return _compact_date(self.step(inputs[0]), *options)
        if family == "StringExpr" and name == "Format":
            return _formatted(self.step(inputs[0]), **options)
        if family == "StringExpr":
            constants = [_constant(each) for each in inputs[1:]]
            return _on_text(self.step(inputs[0]), _TEXTS[name](options, *constants))
        raise Unreadable(family)


def _named(what: Any) -> tuple[str, Any]:
    """The name of a function and its options."""
    if isinstance(what, str):
        return what, {}
    ((name, options),) = what.items()
    return name, options


def _constant(node: _Node) -> Any:
    if "Literal" not in node:
        raise Unreadable("a pattern that is read from a column")
    return _value_of(node)


def _value_of(node: _Node) -> Any:
    values = _literal(node)
    if len(values) != 1:
        raise Unreadable("several values")
    return values.item()


def _list_of(node: _Node) -> list[Any]:
    """What a literal list, or a literal column, holds."""
    values = _literal(node)
    held = values.item() if isinstance(values.dtype, pl.List) else values
    return [*held]


def _literal(node: _Node) -> pl.Series:
    if "Literal" not in node:
        raise Unreadable("a list that is read from a column")
    expression = pl.Expr.deserialize(io.BytesIO(json.dumps(node).encode()), format="json")
    return pl.select(expression).to_series()


def _always(value: Any) -> Step:
    if not (value is None or isinstance(value, bool | int | float | str | date)):
        raise Unreadable(type(value).__name__)
    return lambda values: value


# What expressions are made of. An unknown truth stays unknown unless the other side decides.


def _binary(kind: str, left: Step, right: Step) -> Step:
    if kind == "And":
        return _and(left, right)
    if kind == "Or":
        return _or(left, right)
    if kind == "Multiply":
        return _product(left, right)
    if kind == "Plus":
        return _joined([left, right], "")
    compare = _COMPARISONS[kind]

    def compared(values: Values) -> Any:
        one = left(values)
        other = right(values) if one is not None else None
        return None if other is None else compare(one, other)

    return compared


def _and(left: Step, right: Step) -> Step:
    return _joint(left, right, False, operator.and_)


def _or(left: Step, right: Step) -> Step:
    return _joint(left, right, True, operator.or_)


def _joint(left: Step, right: Step, decisive: bool, combine: Callable[[Any, Any], Any]) -> Step:
    """Two truths together, or the bits of two whole numbers.

    Args:
        decisive: the truth that one side is enough for.
    """

    def together(values: Values) -> Any:
        one = left(values)
        if one is decisive:
            return decisive
        other = right(values)
        if one is None or other is None:
            return decisive if other is decisive else None
        return combine(one, other)

    return together


def _ternary(predicate: Step, truthy: Step, falsy: Step) -> Step:
    return lambda values: truthy(values) if predicate(values) else falsy(values)


def _coalesce(parts: Sequence[Step]) -> Step:
    def first(values: Values) -> Any:
        for part in parts:
            if (value := part(values)) is not None:
                return value
        return None

    return first


def _is_in(part: Step, members: Sequence[Any], null_is_unknown: bool) -> Step:
    """Whether a value is a member. For SQL a null among the members may be any value, for Polars it is none."""
    known, unknown = frozenset(members), null_is_unknown and None in members

    def found(values: Values) -> Any:
        value = part(values)
        if value is None:
            return None
        return True if value in known else None if unknown else False

    return found


def _cast(part: Step, dtype: Any, options: str) -> Step:
    target = dtype["Literal"]
    if target == "Boolean":
        return _checked(part, lambda value: isinstance(value, bool), bool)
    if target == "Float64" and options == "NonStrict":
        return _checked(part, lambda value: isinstance(value, str) and _DECIMAL.fullmatch(value), float)
    if target == "String":
        return _checked(part, _is_plain, _written)
    if target == "Int32":
        return _checked(part, lambda value: type(value) is int and abs(value) < 2**31, int)
    if target == "Int64" and options == "NonStrict":
        return _checked(part, lambda value: isinstance(value, float) and math.isfinite(value), _whole)
    raise Unreadable(target)


def _checked(part: Step, fits: Callable[[Any], Any], make: Callable[[Any], Any]) -> Step:
    def made(values: Values) -> Any:
        value = part(values)
        if value is not None and not fits(value):
            raise Unreadable("a cell of another form")
        return None if value is None else make(value)

    return made


def _whole(number: float) -> int | None:
    return int(number) if abs(number) < 2.0**63 else None


def _is_plain(value: Any) -> bool:
    """Whether Python writes a value as Polars does."""
    if isinstance(value, float):
        return value == 0 or 0.001 <= value < 1e15
    return isinstance(value, str) or type(value) in (date, int)


def _written(value: str | float | int | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _joined(parts: Sequence[Step], between: str) -> Step:
    """Texts joined; numbers are not added, for those of Polars have a size and may overflow."""

    def joined(values: Values) -> Any:
        texts = [part(values) for part in parts]
        if None in texts:
            return None
        if not all(isinstance(text, str) for text in texts):
            raise Unreadable("no texts")
        return between.join(texts)

    return joined


def _product(left: Step, right: Step) -> Step:
    """Of a fraction and a number: whole numbers of Polars have a size and may overflow."""

    def multiplied(values: Values) -> Any:
        one, other = left(values), right(values)
        if one is None or other is None:
            return None
        if not isinstance(one, float):
            raise Unreadable("whole numbers")
        return one * other

    return multiplied


def _rounded(part: Step, decimals: int, mode: str) -> Step:
    if decimals or mode != "HalfToEven":
        raise Unreadable(mode)
    return _checked(part, lambda value: isinstance(value, float) and math.isfinite(value), lambda n: float(round(n)))


# Days


def _formatted(part: Step, format: str, insertions: Sequence[int]) -> Step:
    if [*insertions] != [0]:
        raise Unreadable("text in front")
    return _checked(part, lambda value: type(value) is int, lambda value: f"{value}{format}")


def _compact_date(part: Step, dtype: Any, options: Mapping[str, Any]) -> Step:
    """The date of a text of eight digits; a text with letters is none. Of signs and spaces Polars has its own view."""
    if dtype != {"Literal": "Date"} or options["format"] != "%Y%m%d" or options["strict"] or not options["exact"]:
        raise Unreadable("another form")

    def fits(text: str) -> bool:
        return bool(_LETTER.search(text) or (_EIGHT_DIGITS.fullmatch(text) and not text.startswith("0000")))

    def day(text: str) -> date | None:
        if not _EIGHT_DIGITS.fullmatch(text):
            return None
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return None

    return _checked(part, fits, day)


def _moved(part: Step, by: Step) -> Step:
    """A day so many months later; where a month has no such day, its last."""

    def moved(values: Values) -> Any:
        day, duration = part(values), by(values)
        if day is None or duration is None:
            return None
        months = _MONTHS.fullmatch(duration)
        if months is None or type(day) is not date:
            raise Unreadable("another duration")
        year, month = divmod(day.year * 12 + day.month - 1 + int(months[1]), 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    return moved


# Truths


def _not(parts: Sequence[Step]) -> Step:
    (part,) = parts

    def negated(values: Values) -> Any:
        value = part(values)
        if not (value is None or isinstance(value, bool)):
            raise Unreadable("no truth")
        return None if value is None else not value

    return negated


def _is_null(parts: Sequence[Step]) -> Step:
    (part,) = parts
    return lambda values: part(values) is None


def _is_not_null(parts: Sequence[Step]) -> Step:
    (part,) = parts
    return lambda values: part(values) is not None


_TRUTHS: Final[Mapping[str, Callable[[Sequence[Step]], Step]]] = {
    "Not": _not,
    "IsNull": _is_null,
    "IsNotNull": _is_not_null,
    "AnyHorizontal": lambda parts: reduce(_or, parts),
    "AllHorizontal": lambda parts: reduce(_and, parts),
}


# Texts


def _on_text(part: Step, function: Callable[[str], Any]) -> Step:
    def answered(values: Values) -> Any:
        text = part(values)
        return None if text is None else function(text)

    return answered


def _contains(options: Any, pattern: str) -> Callable[[str], bool]:
    if options["literal"]:
        return lambda text: pattern in text
    return finder(pattern)


def _contains_any(options: Any, patterns: pl.Series) -> Callable[[str], bool]:
    if options["ascii_case_insensitive"] or patterns.null_count():
        raise Unreadable("case")
    words = tuple(patterns)
    return lambda text: any(word in text for word in words)


def _strip(_: Any, characters: str | None) -> Callable[[str], str]:
    taken = WHITE_SPACE if characters is None else characters
    return lambda text: text.strip(taken)


def _slice(_: Any, offset: int, length: int | None) -> Callable[[str], str]:
    if offset < 0:
        raise Unreadable("from the end")
    return operator.itemgetter(slice(offset, None if length is None else offset + length))


def _head(_: Any, length: int) -> Callable[[str], str]:
    if length < 0:
        raise Unreadable("from the end")
    return operator.itemgetter(slice(length))


def _starts_with(_: Any, prefix: str) -> Callable[[str], bool]:
    return lambda text: text.startswith(prefix)


def _replace(options: Any, old: str, new: str) -> Callable[[str], str]:
    if not options["literal"]:
        return _replaced_nowhere(finder(old))
    if not old:
        raise Unreadable("everywhere")
    return lambda text: text.replace(old, new, options["n"])  # -1: all of them, as in Polars


def _replaced_nowhere(finds: Callable[[str], bool]) -> Callable[[str], str]:
    """Of a pattern Polars makes what it becomes; where nothing is found, there is nothing to make."""

    def unchanged(text: str) -> str:
        if finds(text):
            raise Unreadable("a match")
        return text

    return unchanged


_TEXTS: Final[Mapping[str, Callable[..., Callable[[str], Any]]]] = {
    "Contains": _contains,
    "ContainsAny": _contains_any,
    "StripChars": _strip,
    "Slice": _slice,
    "Head": _head,
    "StartsWith": _starts_with,
    "Replace": _replace,
    "LenBytes": lambda _: lambda text: len(text.encode()),
    "LenChars": lambda _: len,
}
