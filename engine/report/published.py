"""The published view as a file: CSV, XLSX or Parquet. It appears only when it is whole and clean.

What `engine.publishing` gives is written as it is, except that no cell can run as a formula: CSV gets an apostrophe in
front, XLSX has text cells only. The same judgement gives the same bytes.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from xlsxwriter import Workbook

from engine.errors import UserError
from engine.gate import Judgement
from engine.publishing import Publication
from engine.report.csv_report import inert
from engine.report.files import replacing

SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_RUNS_AS_FORMULA: Final = r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"


@dataclass(frozen=True)
class _Contents:
    """What goes into a file.

    Attributes:
        captions: of the columns.
        slices: frames with these columns.
        day: the as-of date of the judgement, YYYY-MM-DD.
    """

    captions: Sequence[str]
    slices: Iterator[pl.DataFrame]
    day: str


def demand_format(path: Path) -> None:
    """Refuse a file name that names no format of the published view.

    Raises:
        UserError: the ending is none of `.csv`, `.xlsx`, `.parquet`.
    """
    if path.suffix.lower() not in _WRITERS:
        raise UserError(
            "unknown-published-format",
            zh=f"公示文件“{path.name}”的扩展名应为 .csv、.xlsx 或 .parquet",
            en=f"the published view “{path.name}” must end in .csv, .xlsx or .parquet",
        )


def write_published(judgement: Judgement, publication: Publication, path: Path) -> int:
    """Write the published view of a submission.

    Args:
        judgement: of the submission.
        publication: of the same plan.
        path: where to; the ending says the format. An existing file is replaced at the end.

    Returns:
        The number of records written.

    Raises:
        UserError: the file cannot be written, or has more records than a sheet.
        EngineError: the view is not clean, or there is no verdict; nothing is left on the disk.
    """
    demand_format(path)
    count = 0

    def counted() -> Iterator[pl.DataFrame]:
        nonlocal count
        for piece in publication.slices(judgement):
            count += piece.height
            yield piece

    contents = _Contents(publication.captions, counted(), judgement.result.as_of)
    with replacing(path) as unfinished:
        _WRITERS[path.suffix.lower()](contents, unfinished)
    return count


def _write_csv(contents: _Contents, path: Path) -> None:
    header = io.StringIO(newline="")
    csv.writer(header, lineterminator="\r\n").writerow(inert(caption) for caption in contents.captions)
    with path.open("wb") as file:
        file.write(header.getvalue().encode("utf-8-sig"))
        for piece in contents.slices:
            text = pl.all()
            harmless = pl.when(text.str.contains(_RUNS_AS_FORMULA)).then("'" + text).otherwise(text)
            piece.select(harmless.name.keep()).write_csv(file, include_header=False, line_terminator="\r\n")


def _write_parquet(contents: _Contents, path: Path) -> None:
    empty = pl.DataFrame(schema=dict.fromkeys(contents.captions, pl.String))
    pl.concat([empty, *contents.slices]).write_parquet(path)


def _write_xlsx(contents: _Contents, path: Path) -> None:
    with Workbook(str(path), _OPTIONS) as workbook:
        workbook.set_properties({"created": datetime.fromisoformat(contents.day)})
        sheet, plain = workbook.add_worksheet(), workbook.add_format()
        row = 0
        for line in _lines(contents):
            if row >= SHEET_ROWS:
                raise UserError(
                    "too-many-rows-for-workbook",
                    zh=f"可公示的记录超过工作表上限 {SHEET_ROWS - 1} 条：请改用 .csv 或 .parquet",
                    en=f"more records than the {SHEET_ROWS - 1} of a sheet: use .csv or .parquet",
                )
            for column, cell in enumerate(line):
                if not cell:
                    continue
                if cell.startswith("<r>") and cell.endswith("</r>"):
                    # XlsxWriter takes such a string for its own markup: hand it over in two pieces.
                    sheet.write_rich_string(row, column, plain, cell[:3], plain, cell[3:CELL_CHARACTERS])
                else:
                    sheet.write_string(row, column, cell[:CELL_CHARACTERS])
            row += 1


def _lines(contents: _Contents) -> Iterator[Sequence[str | None]]:
    yield contents.captions
    for piece in contents.slices:
        yield from piece.iter_rows()


_WRITERS: Final[dict[str, Callable[[_Contents, Path], None]]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
}
