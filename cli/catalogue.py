"""`gongshi catalogue`: the item catalogues of the organs, their versions, review and coverage."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.coverage import coverage_command
from cli.matching import match_records
from cli.options import RecordTypeOption, parse_date, record_type_of, today
from cli.store import form_source, store, write_file
from cli.tables import print_table
from store.catalogue.declarations import declare_none
from store.catalogue.export import format_of, publishable_lines, render
from store.catalogue.importing import CatalogueImport, import_catalogue
from store.catalogue.items import Item, ItemChange, item_changes, record_type_text
from store.catalogue.versions import (
    STATE_TEXT,
    Version,
    all_versions,
    find_version,
    items_of,
    publish,
    review,
    versions_on,
)
from store.organisations.lookup import organisations_on

app = typer.Typer(help="事项目录 / the item catalogues", no_args_is_help=True, rich_markup_mode=None)
Organisation = Annotated[str | None, typer.Option("--organisation", metavar="CODE", help="单位代码 / code of the unit")]
CHANGE_TEXT = {"added": "新增", "changed": "变更", "ended": "取消"}


@app.command("import")
def import_form(
    file: Annotated[str, typer.Argument(metavar="FILE", help="附件2目录，- 为标准输入 / the form of annex 2")],
    effective_from: Annotated[
        str, typer.Option("--effective-from", metavar="YYYY-MM-DD", help="自哪一天起生效 / first day in force")
    ],
    organisation: Organisation = None,
) -> None:
    """导入事项目录：整体生效，或整体不生效 / take a catalogue in, as a whole or not at all."""
    source = form_source(file)
    with store() as database:
        done = import_catalogue(
            database,
            source,
            effective_from=parse_date(effective_from),
            imported_on=today(),
            organisation=organisation,
        )
    print_table(("单位代码", "版本", "事项数", "新增", "变更", "取消"), _import_rows(done))
    made = sum(organ.version is not None for organ in done.organs)
    _say(f"目录已导入：{len(done.organs)} 个单位，{made} 个新版本（草稿，审核后才能导出公布）")
    for sheet in done.ignored_sheets:
        _say(f"工作表“{sheet}”不是事项目录，未读取")


@app.command("show")
def show(
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="哪一天，默认今天 / which day")] = None,
    organisation: Organisation = None,
) -> None:
    """显示某一天生效的事项 / show the items in force on a day."""
    day = parse_date(on) if on else today()
    with store() as database, database.reading() as session:
        versions = versions_on(session, day, organisation)
        items = items_of(session, [version.id for version in versions])
        names = {unit.code: unit.name for unit in organisations_on(session, day)}
    rows = (
        (names.get(version.organisation, version.organisation), *_item_row(item), STATE_TEXT[version.state]["zh"])
        for version in versions
        for item in items[version.id]
    )
    print_table(("行政决定部门", "类别", "项目名称", "事项编码", "行政相对人类别", "公开范围", "状态"), rows)


@app.command("versions")
def list_versions(organisation: Organisation = None) -> None:
    """列出目录的全部版本 / list all versions."""
    with store() as database, database.reading() as session:
        versions = all_versions(session, organisation)
        items = items_of(session, [version.id for version in versions])
    captions = ("版本", "单位代码", "自", "至", "事项数", "状态", "审核人", "审核日期", "公布日期")
    print_table(captions, (_version_row(version, len(items[version.id])) for version in versions))


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="版本编号或 单位代码@生效日期 / number or CODE@DATE")],
    new: Annotated[str, typer.Argument(metavar="B")],
) -> None:
    """比较两个版本 / what changed between two versions."""
    with store() as database, database.reading() as session:
        before, after = find_version(session, old), find_version(session, new)
        items = items_of(session, [before.id, after.id])
    rows = map(_change_row, item_changes(items[before.id], items[after.id]))
    print_table(("变化", "类别", "项目名称", f"版本 {before.id}", f"版本 {after.id}"), rows)


@app.command("review")
def review_versions(
    versions: Annotated[list[str], typer.Argument(metavar="VERSION…", help="一个或多个版本 / one or more versions")],
    reviewed_by: Annotated[str, typer.Option("--reviewed-by", metavar="NAME", help="审核人 / the reviewer")],
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="审核日期 / day of the review")],
) -> None:
    """记录版本已通过保密审核 / note that versions passed their secrecy review."""
    with store() as database, database.writing() as session:
        reviewed = [review(session, version, reviewed_by, parse_date(on)) for version in versions]
    _say_states(reviewed)


@app.command("publish")
def publish_versions(
    versions: Annotated[list[str], typer.Argument(metavar="VERSION…", help="一个或多个版本 / one or more versions")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="公布日期，默认今天 / default: today")
    ] = None,
) -> None:
    """记录版本已公布 / note that versions were published."""
    day = parse_date(on) if on else today()
    with store() as database, database.writing() as session:
        published = [publish(session, version, day) for version in versions]
    _say_states(published)


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx|.csv", help="写入的文件 / the file to write")],
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="哪一天，默认今天 / which day")] = None,
    organisation: Organisation = None,
) -> None:
    """按附件2样式导出已审核的目录 / write reviewed catalogues in the form of annex 2."""
    file_format = format_of(out)
    day = parse_date(on) if on else today()
    with store() as database, database.reading() as session:
        lines = publishable_lines(session, day, organisation)
    write_file(out, render(lines, file_format))
    _say(f"已写出 {len(lines)} 个事项：{out}")


@app.command("declare-none")
def declare(
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="单位代码 / code of the unit")],
    start: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="起始日（含） / first day")],
    end: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="截止日（含） / last day")],
    record_type: Annotated[RecordTypeOption, typer.Option("--type", help="许可或处罚 / licence or penalty")],
) -> None:
    """申报“本期无”：期间内没有作出决定 / declare that no decisions were taken in a period."""
    kind = record_type_of(record_type)
    assert kind is not None
    with store() as database, database.writing() as session:
        new = declare_none(session, organisation, kind, parse_date(start), parse_date(end), today())
    _say(f"{'已登记' if new else '此前已登记'}：{organisation} {start} 至 {end} 本期无{record_type_text(kind)}")


app.command("coverage")(coverage_command(match_records))


def _import_rows(done: CatalogueImport) -> Iterator[tuple[str, ...]]:
    for organ in done.organs:
        counts = [sum(change.change == kind for change in organ.changes) for kind in ("added", "changed", "ended")]
        version = str(organ.version) if organ.version is not None else "未变"
        yield (organ.organisation, version, str(organ.items), *map(str, counts))


def _item_row(item: Item) -> tuple[str, ...]:
    kind, code = record_type_text(item.record_type), item.item_code or ""
    return kind, item.item_name, code, "、".join(item.parties), "、".join(item.scopes)


def _version_row(version: Version, items: int) -> tuple[str, ...]:
    texts = (version.reviewed_by or "", str(version.reviewed_on or ""), str(version.published_on or ""))
    span = (str(version.effective_from), str(version.effective_until or "—"))
    return (str(version.id), version.organisation, *span, str(items), STATE_TEXT[version.state]["zh"], *texts)


def _change_row(change: ItemChange) -> tuple[str, ...]:
    item = change.item
    sides = (_described(change.before, item), _described(change.after, item))
    return (CHANGE_TEXT[change.change], record_type_text(item.record_type), item.item_name, *sides)


def _described(side: Item | None, item: Item) -> str:
    """One side of a change: what is compared, and the name where it differs."""
    if side is None:
        return "—"
    name = [side.item_name] if side.item_name != item.item_name else []
    return "；".join([*name, "、".join(side.parties), "、".join(side.scopes), *filter(None, [side.item_code])])


def _say_states(versions: Iterable[Version]) -> None:
    for version in versions:
        _say(f"版本 {version.id}：单位 {version.organisation}，{STATE_TEXT[version.state]['zh']}")


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)
