"""Faults of a form: each says where it is and what to do, and all of them come together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.errors import UserError
from engine.reading.source import column_letters

MOST_LINES: Final = 200


@dataclass(frozen=True)
class Place:
    """Where something stands in a form.

    Attributes:
        sheet: the sheet's or table's name; None where the format has none.
        row: the row that a person sees; None = the sheet as a whole.
        column: number of the column from 0; None = the row as a whole.
    """

    sheet: str | None = None
    row: int | None = None
    column: int | None = None

    @property
    def zh(self) -> str:
        sheet = f"“{self.sheet}”" if self.sheet else ""
        row = f"第 {self.row} 行" if self.row is not None else ""
        return sheet + row + (f" {column_letters(self.column)} 列" if self.column is not None else "")

    @property
    def en(self) -> str:
        parts = [f"sheet '{self.sheet}'" if self.sheet else "", f"row {self.row}" if self.row is not None else ""]
        parts.append(f"column {column_letters(self.column)}" if self.column is not None else "")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class FormFault:
    """One fault of a form.

    Attributes:
        place: where.
        zh, en: what is wrong and the way out, without the place.
    """

    place: Place
    zh: str
    en: str


def refusal(file_name: str, what_zh: str, what_en: str, faults: Sequence[FormFault]) -> UserError:
    """The error that refuses a form: a summary, then one line a fault.

    Args:
        file_name: the name that the user knows.
        what_zh, what_en: what was not done, such as 事项目录未导入.
        faults: at least one.
    """
    count = len(faults)
    return UserError(
        "form-faulty",
        zh=_lines(f"文件“{file_name}”有 {count} 处问题，{what_zh}：", ((f.place.zh, f.zh) for f in faults), "：", "处"),
        en=_lines(f"File '{file_name}' has {count} faults, {what_en}:", ((f.place.en, f.en) for f in faults), ": ", ""),
    )


def _lines(summary: str, faults: Iterable[tuple[str, str]], joint: str, unit: str) -> str:
    lines = [f"{place}{joint}{text}" if place else text for place, text in faults]
    more = [f"… +{len(lines) - MOST_LINES} {unit}".rstrip()] if len(lines) > MOST_LINES else []
    return "\n".join([summary, *lines[:MOST_LINES], *more])
