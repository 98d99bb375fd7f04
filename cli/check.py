"""`gongshi check`: judge one file."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.options import LanguageOption, RecordTypeOption, chosen_language, now, parse_date, record_type_of, today
from cli.store import registers
from engine import UserError
from engine.checking import NO_LOOKUPS
from engine.errors import Language
from engine.gate import Judgement
from engine.gate import Progress as ProgressCallback
from engine.plugins import Registry
from engine.publishing import Publication
from engine.reading import Limits, Source, open_source
from engine.report import ReportContext
from engine.report.csv_report import render_csv
from engine.report.html import render_html
from engine.report.json_report import render_json
from engine.report.judgement import annotate, report_context
from engine.report.published import demand_format, write_published
from engine.report.terminal import render_table
from engine.ruleset import RecordType
from store.callers import COMMAND_LINE
from store.gate import make_gate
from store.home import open_home
from store.intake import Handover
from store.settings import Settings

EXIT_STATUS = {"accept": 0, "partial": 1, "review": 1, "reject": 1, "undefined": 3}
MEBIBYTE = 1 << 20
PLAIN_WIDTH = 120


class FormatOption(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    html = "html"


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="要检查的文件，- 为标准输入 / the file, - for standard input")
    ],
    record_type: Annotated[
        RecordTypeOption | None, typer.Option("--type", help="许可或处罚，默认看表头 / default: the header decides")
    ] = None,
    ruleset: Annotated[
        str | None, typer.Option("--ruleset", metavar="ID[@VERSION]", help="规则集，默认按日期选择 / default: by date")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="以哪一天为准，默认今天 / default: today")
    ] = None,
    output_format: Annotated[
        FormatOption, typer.Option("--format", help="输出格式 / output format")
    ] = FormatOption.table,
    out: Annotated[Path | None, typer.Option("--out", help="写入文件而不是标准输出 / write to a file")] = None,
    annotated: Annotated[
        Path | None,
        typer.Option("--annotated", metavar="OUT.xlsx", help="写出批注后的表格 / write the annotated workbook"),
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            "--published",
            metavar="OUT.csv|.xlsx|.parquet",
            help="写出可公示的记录（已脱敏） / write what may be shown to the public, masked",
        ),
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="存入报送历史 / keep it in the history")] = False,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="报送单位代码 / who hands in")
    ] = None,
    lang: Annotated[LanguageOption | None, typer.Option("--lang", help="语言 / language")] = None,
) -> None:
    """检查一个报送文件，逐条给出结论 / judge one file, record by record."""
    if published is not None:
        demand_format(published)
    settings = Settings()
    language = chosen_language(lang, settings)
    day = parse_date(as_of) if as_of else today()
    order = _Order(_source(file, settings), day, ruleset, record_type_of(record_type), language)
    judgement, registry = _recorded(order, organisation, settings) if record else _judged(order, settings)
    context = report_context(judgement, language)
    _report(context, output_format, out)
    if annotated is not None:
        _annotate(judgement, context, annotated)
    if published is not None:
        _publish(judgement, Publication(judgement.plan, registry), published, language)
    raise typer.Exit(EXIT_STATUS[judgement.result.verdict])


@dataclass(frozen=True)
class _Order:
    """What is to be judged, and how."""

    source: Source
    day: date
    ruleset: str | None
    record_type: RecordType | None
    language: Language


def _judged(order: _Order, settings: Settings) -> tuple[Judgement, Registry]:
    gate = make_gate()
    chosen = gate.library.resolve(order.ruleset, order.day, settings.region)
    with _progress(order.language) as progress:
        judgement = gate.check(
            order.source,
            as_of=order.day,
            reference=chosen.reference,
            record_type=order.record_type,
            lookups=registers() if gate.asks_for_lookups(chosen) else NO_LOOKUPS,
            language=order.language,
            progress=progress,
        )
    return judgement, gate.registry


def _recorded(order: _Order, organisation: str | None, settings: Settings) -> tuple[Judgement, Registry]:
    """Judge and keep it; the report then bears the id under which it is kept."""
    if organisation is None:
        raise UserError(
            "organisation-missing",
            zh="存入历史须用 --organisation 指明报送单位的统一社会信用代码",
            en="--record needs --organisation, the code of the unit that hands in",
        )
    moment, home = now(), open_home(settings, now())
    try:
        handover = Handover(
            organisation=organisation,
            caller=COMMAND_LINE,
            as_of=order.day,
            received=moment,
            record_type=order.record_type,
            ruleset=order.ruleset,
            language=order.language,
        )
        with _progress(order.language) as progress:
            judgement = home.intake.submit(order.source, handover, progress).judgement
    finally:
        home.close()
    assert judgement is not None
    words = f"已存入历史，编号 {judgement.result.submission}"
    _say(words if order.language == "zh" else f"kept in the history as {judgement.result.submission}")
    return judgement, home.gate.registry


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def _source(file: str, settings: Settings) -> Source:
    upload = settings.max_upload_mb * MEBIBYTE if settings.max_upload_mb else None
    limits = Limits(upload_bytes=upload, unpacked_bytes=settings.max_unpacked_mb * MEBIBYTE)
    if file == "-":
        return open_source(sys.stdin.buffer.read(), "stdin", limits)
    return open_source(Path(file), None, limits)


def _report(context: ReportContext, output_format: FormatOption, out: Path | None) -> None:
    if output_format is FormatOption.table and out is None:
        render_table(context, Console())
        return
    content = _rendered(context, output_format)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _write(out, content)


def _rendered(context: ReportContext, output_format: FormatOption) -> bytes:
    if output_format is FormatOption.csv:
        return render_csv(context)
    if output_format is FormatOption.html:
        return render_html(context).encode()
    if output_format is FormatOption.json:
        return render_json(context.result).encode()
    plain = io.StringIO()
    render_table(context, Console(width=PLAIN_WIDTH, color_system=None, file=plain))
    return plain.getvalue().encode()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(
            "cannot-write",
            zh=f"无法写入 {path}（{error.strerror}），请换一个位置",
            en=f"cannot write {path} ({error.strerror}); choose another place",
        ) from error


def _annotate(judgement: Judgement, context: ReportContext, path: Path) -> None:
    annotate(judgement, context, path)
    words = f"批注表格已写出：{path}" if context.language == "zh" else f"annotated workbook written: {path}"
    _say(words)


def _publish(judgement: Judgement, publication: Publication, path: Path, language: Language) -> None:
    count = write_published(judgement, publication, path)
    words = f"公示文件已写出：{path}（{count} 条）" if language == "zh" else f"published view written: {path} ({count})"
    Console(stderr=True, highlight=False, soft_wrap=True).print(words, markup=False)


@contextmanager
def _progress(language: Language) -> Iterator[ProgressCallback | None]:
    """A line on stderr that counts the records, where stderr is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    words = "已检查 {task.completed:,.0f} 条" if language == "zh" else "{task.completed:,.0f} records checked"
    with Progress(SpinnerColumn(), TextColumn(words), TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda rows: bar.update(task, completed=rows)
