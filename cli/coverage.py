"""`gongshi catalogue coverage`: which organ and which item handed in nothing."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console

from cli.options import parse_date
from cli.store import store, write_file
from cli.tables import print_table
from engine import EngineError, UserError
from store.catalogue.coverage import MATCHED_RECORDS, Coverage, RecordMatcher, coverage_basis, coverage_of
from store.catalogue.coverage_report import (
    items_table,
    organisations_table,
    rates_table,
    render_csv,
    render_workbook,
)


class CoverageFormat(StrEnum):
    table = "table"
    csv = "csv"
    xlsx = "xlsx"


def coverage_command(match_records: RecordMatcher | None) -> Callable[..., None]:
    """The command.

    Args:
        match_records: finds organ and item of the records in submission files; None = files cannot be counted, only
            declarations.
    """

    def coverage(
        start: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="起始日（含） / first day")],
        end: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="截止日（含） / last day")],
        files: Annotated[
            list[Path] | None, typer.Argument(metavar="[FILES]…", help="要统计的报送文件 / submission files to count")
        ] = None,
        organisation: Annotated[
            str | None, typer.Option("--organisation", metavar="CODE", help="只看一个单位 / one unit only")
        ] = None,
        output_format: Annotated[
            CoverageFormat, typer.Option("--format", help="输出格式 / format")
        ] = CoverageFormat.table,
        out: Annotated[Path | None, typer.Option("--out", help="写入文件 / write to a file")] = None,
    ) -> None:
        """统计覆盖率：哪些单位、哪些事项没有报送 / which organs and items handed in nothing."""
        if output_format is not CoverageFormat.csv and (out is None) != (output_format is CoverageFormat.table):
            raise UserError(
                "format-and-out",
                zh="--format table 只输出到屏幕；--format xlsx 请用 --out 指明文件",
                en="--format table goes to the screen; --format xlsx needs --out",
            )
        records = _records(files or [], match_records)
        with store() as database, database.reading() as session:
            basis = coverage_basis(session, parse_date(start), parse_date(end), organisation)
        _write(coverage_of(records, basis, organisation), output_format, out)

    return coverage


def _records(files: Sequence[Path], match_records: RecordMatcher | None) -> pl.DataFrame:
    if not files:
        return pl.DataFrame(schema=MATCHED_RECORDS)
    if match_records is None:
        raise EngineError(
            "no-record-matcher",
            zh="没有安装事项匹配功能，无法统计报送文件",
            en="nothing installed can match records to items; files cannot be counted",
        )
    return match_records(files)


def _write(coverage: Coverage, output_format: CoverageFormat, out: Path | None) -> None:
    if output_format is CoverageFormat.table:
        for table in (rates_table(coverage), organisations_table(coverage), items_table(coverage)):
            print_table(
                table.columns, (["" if cell is None else str(cell) for cell in row] for row in table.iter_rows())
            )
        return
    content = render_csv(coverage) if output_format is CoverageFormat.csv else render_workbook(coverage)
    if out is None:
        typer.echo(content.decode("utf-8-sig"), nl=False)
    else:
        write_file(out, content)
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"已写出：{out}", markup=False)
