"""Lists as CSV and XLSX, for people with a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from flask import Response
from pydantic import BaseModel
from xlsxwriter import Workbook

from engine.report.csv_report import inert

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_answer(kind: type[BaseModel], items: Sequence[BaseModel], name: str) -> Response:
    """A list as CSV in UTF-8 with a mark, so that Excel reads it rightly."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(kind.model_fields)
    writer.writerows([_harmless(value) for value in item.model_dump().values()] for item in items)
    return _download(text.getvalue().encode("utf-8-sig"), CSV, f"{name}.csv")


def xlsx_answer(kind: type[BaseModel], items: Sequence[BaseModel], name: str) -> Response:
    """A list as a workbook with one sheet."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, list(kind.model_fields))
        for row, item in enumerate(items, start=1):
            sheet.write_row(row, 0, list(item.model_dump().values()))
    return _download(content.getvalue(), XLSX, f"{name}.xlsx")


def _harmless(value: object) -> object:
    """No text of a list is a formula."""
    return inert(value) if isinstance(value, str) else value


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
