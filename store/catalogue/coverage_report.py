"""Coverage as a file: one flat CSV, or a workbook with rates, organs and items."""

import io
from typing import Any, Final

import polars as pl
import xlsxwriter

from store.catalogue.coverage import DECLARED, NO_ITEMS, NOTHING, REPORTED, Coverage
from store.catalogue.items import record_type_text

STATUS_TEXT: Final = {REPORTED: "已报送", DECLARED: "本期无", NOTHING: "未报送", NO_ITEMS: "无事项"}
NO_ITEM_FOUND: Final = "（未对应到事项）"
_YES_NO: Final = {True: "是", False: "否"}
_TYPES: Final = {"licence": record_type_text("licence"), "penalty": record_type_text("penalty"), "all": "合计"}
_CAPTIONS: Final = {
    "county": "所属区域",
    "organisation": "统一社会信用代码",
    "name": "单位名称",
    "record_type": "类别",
    "status": "报送情况",
    "catalogue": "有目录",
    "contradiction": "申报无但有报送",
    "item_name": "项目名称",
    "items": "事项数",
    "items_with_records": "有报送的事项数",
    "records": "记录数",
    "organisations_due": "应报单位数",
    "organisations_covered": "已报或申报无的单位数",
    "organisation_rate": "单位覆盖率",
    "item_rate": "事项覆盖率",
}
_FLAGS: Final = ("catalogue", "contradiction")
_UNIT: Final = ("county", "organisation", "name", "record_type")


def rates_table(coverage: Coverage) -> pl.DataFrame:
    """The rates with the captions that people read; rates as percentages with two decimals."""
    percent = (pl.col("organisation_rate", "item_rate") * 100).round(2).cast(pl.String) + "%"
    return _captioned(coverage.rates.with_columns(percent.fill_null("—")), coverage.rates.columns)


def organisations_table(coverage: Coverage) -> pl.DataFrame:
    """Organs and record types; those that have nothing to hand in and handed in nothing are left out."""
    shown = coverage.organisations.filter(pl.col("status") != NO_ITEMS)
    counts = ("status", "items", "items_with_records", "records", "catalogue", "contradiction")
    return _captioned(shown, [*_UNIT, *counts])


def items_table(coverage: Coverage) -> pl.DataFrame:
    """Every item with its number of records; an organ without items has a line of its own."""
    key = ["organisation", "record_type"]
    organs = coverage.organisations.filter(pl.col("status") != NO_ITEMS).select(*_UNIT, "status", "items")
    lines = organs.join(coverage.items.select(*key, "item_name", "records"), on=key, how="left")
    nameless = pl.col("item_name").is_null() & pl.col("records").is_not_null()
    lines = lines.with_columns(
        pl.when(nameless).then(pl.lit(NO_ITEM_FOUND)).otherwise("item_name").alias("item_name"),
        pl.col("records").fill_null(0),
    ).sort("county", *key, "item_name", nulls_last=True)
    return _captioned(lines, [*_UNIT, "status", "item_name", "records"])


def render_csv(coverage: Coverage) -> bytes:
    """The items as CSV, UTF-8 with the mark that Excel needs."""
    return items_table(coverage).write_csv(include_bom=True).encode()


def render_workbook(coverage: Coverage) -> bytes:
    """A workbook of three sheets."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    caption = workbook.add_format({"bold": True, "bottom": 1})
    _fill(workbook.add_worksheet("覆盖率"), rates_table(coverage), caption)
    _fill(workbook.add_worksheet("单位"), organisations_table(coverage), caption)
    _fill(workbook.add_worksheet("事项"), items_table(coverage), caption)
    workbook.close()
    return target.getvalue()


def _captioned(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The columns in words: types, status, yes and no, captions."""
    words = [pl.col("record_type").replace_strict(_TYPES)]
    if "status" in columns:
        words.append(pl.col("status").replace_strict(STATUS_TEXT))
    words += [pl.col(name).replace_strict(_YES_NO, return_dtype=pl.String) for name in columns if name in _FLAGS]
    return frame.with_columns(words).select(pl.col(name).alias(_CAPTIONS[name]) for name in columns)


def _fill(sheet: Any, frame: pl.DataFrame, caption: Any) -> None:
    sheet.write_row(0, 0, frame.columns, caption)
    for number, line in enumerate(frame.iter_rows(), start=1):
        sheet.write_row(number, 0, line)
    for column, name in enumerate(frame.columns):
        longest = frame[name].cast(pl.String).str.len_chars().max() or 0
        sheet.set_column(column, column, min(60, 2 * max(len(name), int(str(longest)) // 2 + 2)))
    sheet.freeze_panes(1, 0)
