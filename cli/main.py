"""The entry point: the command groups put together, errors turned into one line and an exit status.

Exit status: 0 accepted or done, 1 not wholly accepted, 2 the user's input is at fault, 3 undefined or our own fault.
"""

import sys
import traceback
from typing import Annotated

import typer
from polars.exceptions import PanicException
from rich.console import Console

from cli import catalogue, check, db, demo, history, keys, organisations, rules, rulesets, serve
from cli.options import spoken_language
from engine import EngineError, UserError, __version__
from store.settings import Settings

EXIT_USER, EXIT_OURS = 2, 3

app = typer.Typer(
    name="gongshi",
    help="双公示数据质量闸门：逐条判断行政许可、行政处罚记录是否合规。\n\nThe quality gate for 双公示 records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(name="check")(check.check)
app.command(name="demo")(demo.demo)
app.command(name="serve")(serve.serve)
app.command(name="worker")(serve.worker)
app.add_typer(rulesets.app, name="rulesets")
app.add_typer(rules.app, name="rules")
app.add_typer(organisations.app, name="organisations")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(history.app, name="history")
app.add_typer(keys.app, name="keys")
app.add_typer(db.app, name="db")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongshi {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本 / show the version")
    ] = False,
) -> None:
    """双公示数据质量闸门 / the quality gate for 双公示 records."""


def run() -> None:
    """Run the command; every way out has its exit status, and none shows a traceback unless GONGSHI_DEBUG is set."""
    settings = Settings()
    language = spoken_language(sys.argv[1:], settings)
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        app()
    except UserError as error:
        console.print(error.text(language), markup=False, style="red")
        sys.exit(EXIT_USER)
    except EngineError as error:
        console.print(error.text(language), markup=False, style="red")
        sys.exit(EXIT_OURS)
    except (Exception, PanicException) as error:  # noqa: BLE001 - the last door: whatever it was, nothing has been judged
        zh = f"内部错误（{type(error).__name__}），本次没有作出判断；设置 GONGSHI_DEBUG=1 可查看详情"
        en = f"internal error ({type(error).__name__}), nothing was judged; set GONGSHI_DEBUG=1 for details"
        console.print(zh if language == "zh" else en, markup=False, style="red")
        if settings.debug:
            traceback.print_exc()
        sys.exit(EXIT_OURS)
