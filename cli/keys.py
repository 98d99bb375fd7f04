"""`gongshi keys`: keys of programs that speak with the service."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.options import now, parse_date
from cli.store import demand_secret, store
from cli.tables import print_table
from store import keys

app = typer.Typer(help="接口密钥 / keys of programs", no_args_is_help=True, rich_markup_mode=None)


class RoleOption(StrEnum):
    platform = "platform"
    submitter = "submitter"
    reviewer = "reviewer"
    maintainer = "maintainer"
    auditor = "auditor"
    admin = "admin"


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="谁用的密钥 / whose key it is")],
    role: Annotated[RoleOption, typer.Option("--role", help="角色 / role")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="报送单位代码 / of a submitter")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="YYYY-MM-DD", help="自哪一天起失效 / first day without it")
    ] = None,
) -> None:
    """制作密钥；密钥只显示这一次 / make a key; it is shown this once."""
    with store() as database:
        made = keys.create(
            database,
            demand_secret(database),
            name=name,
            role=role.value,
            organisation=organisation,
            expires_on=parse_date(expires) if expires else None,
            now=now(),
        )
    typer.echo(made.text)


@app.command("list")
def list_keys() -> None:
    """列出密钥（不含密钥本身） / list the keys, without their secrets."""
    with store() as database:
        rows = [
            (
                key.id,
                key.name,
                key.role,
                key.organisation or "",
                f"{key.created_at:%Y-%m-%d}",
                str(key.expires_on or "—"),
                f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else "—",
            )
            for key in keys.listed(database)
        ]
    print_table(("编号", "名称", "角色", "单位代码", "制作", "失效", "撤销"), rows)


@app.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="密钥编号 / id of the key")]) -> None:
    """撤销密钥，立即生效 / end a key, at once."""
    with store() as database:
        keys.revoke(database, key_id, now=now())
