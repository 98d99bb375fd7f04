"""`gongshi demo`: both samples judged, tables on the terminal, annotated workbooks and HTML reports in a folder; then
both handed over to the service, which keeps their verdicts.
"""

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.demo_service import demo_service
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
    """检查随附的两个样例，写出报告，再经服务报送 / judge both samples, write reports, hand them over to the service."""
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
    demo_service(gate, [_sample(name) for name in SAMPLES], _sample("organisations.csv"), AS_OF, console)


def _sample(name: str) -> Path:
    """A sample of the distribution: beside the code in an installed wheel, in `examples/` of a checkout."""
    installed = Path(str(resources.files("cli"))) / "examples" / name
    return installed if installed.exists() else Path(__file__).parent.parent / "examples" / name
