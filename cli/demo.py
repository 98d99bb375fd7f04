"""`gongshi demo`: both samples judged, tables on the terminal, annotated workbooks and HTML reports in a folder."""

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.errors import Language
from engine.reading import open_source
from engine.report.html import render_html
from engine.report.judgement import annotate, report_context
from engine.report.terminal import render_table
from store.gate import make_gate
from store.settings import Settings

SAMPLES = ("penalty.csv", "licence.xlsx")
AS_OF = date(2020, 4, 30)


def demo(
    out: Annotated[Path, typer.Option("--out", help="报告写到哪里 / where the reports go")] = Path("demo-output"),
) -> None:
    """检查随附的两个样例，并写出批注表格和网页报告 / judge both samples and write the reports."""
    language: Language = Settings().lang
    gate, console = make_gate(), Console()
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in SAMPLES:
        judgement = gate.check(open_source(_sample(name)), as_of=AS_OF, reference="national@2019", language=language)
        context = report_context(judgement, language)
        render_table(context, console)
        report, workbook = out / f"{Path(name).stem}.html", out / f"{Path(name).stem}-annotated.xlsx"
        report.write_text(render_html(context), encoding="utf-8")
        annotate(judgement, context, workbook)
        written += [workbook, report]
    typer.echo("写出 / written:")
    for path in written:
        typer.echo(f"  {path}")


def _sample(name: str) -> Path:
    """A sample of the distribution: beside the code in an installed wheel, in `examples/` of a checkout."""
    installed = Path(str(resources.files("cli"))) / "examples" / name
    return installed if installed.exists() else Path(__file__).parent.parent / "examples" / name
