"""`gongshi db`: the schema brought up to date, a backup, and the way back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.options import LanguageOption, chosen_language, now
from cli.store import demand_secret, store
from store.backup import backup, restore
from store.settings import Settings

app = typer.Typer(help="数据库 / the database", no_args_is_help=True, rich_markup_mode=None)
Lang = Annotated[LanguageOption | None, typer.Option("--lang", help="语言 / language")]


@app.command("upgrade")
def upgrade_schema(lang: Lang = None) -> None:
    """把数据库结构升级到当前版本 / bring the schema up to date."""
    with store():
        pass
    _say("数据库结构已是最新", "the schema is up to date", lang)


@app.command("backup")
def make_backup(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="备份文件 / the backup")], lang: Lang = None
) -> None:
    """备份历史库和存证（不含密钥） / back up the history and its evidence, without the secret."""
    settings = Settings()
    with store() as database:
        demand_secret(database)
        done = backup(settings, database, out, now())
    _say(
        f"已备份 {done.rows} 行、{done.files} 个存证文件到 {out}；密钥文件 secret.key 须另行保管",
        f"{done.rows} rows and {done.files} evidence files in {out}; keep the secret elsewhere",
        lang,
    )


@app.command("restore")
def restore_backup(
    source: Annotated[Path, typer.Argument(metavar="IN", help="备份文件 / the backup")], lang: Lang = None
) -> None:
    """把备份恢复到空的历史库 / restore a backup into an empty history."""
    settings = Settings()
    with store() as database:
        done = restore(settings, database, source)
    _say(
        f"已恢复 {done.rows} 行、{done.files} 个存证文件",
        f"{done.rows} rows and {done.files} evidence files restored",
        lang,
    )


def _say(zh: str, en: str, lang: LanguageOption | None) -> None:
    language = chosen_language(lang, Settings())
    Console(stderr=True, highlight=False, soft_wrap=True).print(zh if language == "zh" else en, markup=False)
