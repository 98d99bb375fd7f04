"""Records as files, in the forms in which offices hand them in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter


def write_csv(
    frame: pl.DataFrame, path: Path, captions: Mapping[str, str] | None = None, encoding: str = "utf-8"
) -> None:
    """One CSV file.

    Args:
        frame: String columns named by field code.
        path: where to.
        captions: field code → caption for the header; None = the codes.
        encoding: utf-8 or gb18030.
    """
    text = frame.rename(dict(captions or {})).write_csv()
    path.write_bytes(text.encode(encoding))


def write_xlsx(
    frame: pl.DataFrame,
    path: Path,
    captions: Mapping[str, str],
    numbers: Sequence[str],
    dates: Sequence[str],
    plain: set[int],
) -> None:
    """One workbook with a title above the header, and real numbers and dates where the records are clean.

    Args:
        frame: String columns named by field code.
        path: where to.
        captions: field code → caption.
        numbers, dates: columns whose cells may become numbers and dates.
        plain: records (from 1) whose cells all stay text.
    """
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, day = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_string(0, 0, "双公示信息报送表")
        for place, code in enumerate(frame.columns):
            sheet.write_string(1, place, captions[code])
            for row, text in enumerate(frame[code], start=1):
                if not text:
                    continue
                if row not in plain and code in numbers:
                    sheet.write_number(row + 1, place, float(text))
                elif row not in plain and code in dates and row % 3 == 0:
                    sheet.write_datetime(row + 1, place, datetime.strptime(text, "%Y/%m/%d"), day)
                else:
                    sheet.write_string(row + 1, place, text)
