"""`gongshi organisations`: the register of units, their names and responsible persons."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from cli.options import LanguageOption, chosen_language, parse_date, today
from cli.store import form_source, store
from cli.tables import print_table
from engine.kinds import SEVERITY_TEXT
from engine.verdict import Finding
from store.gate import make_gate
from store.organisations.checking import RegisterRefused
from store.organisations.importing import OrganisationsImport, import_organisations
from store.organisations.lookup import OrganisationView, Person, organisation_history, organisations_on
from store.organisations.tables import ResponsiblePerson
from store.settings import Settings

app = typer.Typer(help="组织机构名册 / the register of organisations", no_args_is_help=True, rich_markup_mode=None)
Contacts = Annotated[bool, typer.Option("--with-contacts", help="显示联系电话，请勿外传 / show telephone numbers")]
ROLE_TEXT = {"leader": "分管领导", "head": "责任人"}


class ImportFormat(StrEnum):
    table = "table"
    json = "json"


@app.command("import")
def import_register(
    file: Annotated[str, typer.Argument(metavar="FILE", help="附件1名册，- 为标准输入 / the register of annex 1")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="自哪一天起适用，默认今天 / default: today")
    ] = None,
    output_format: Annotated[ImportFormat, typer.Option("--format", help="输出格式 / format")] = ImportFormat.table,
    lang: Annotated[LanguageOption | None, typer.Option("--lang", help="语言 / language")] = None,
) -> None:
    """导入单位名册：整体生效，或整体不生效 / take the register in, as a whole or not at all."""
    language = chosen_language(lang, Settings())
    source = form_source(file)
    registry = make_gate().registry
    day = parse_date(as_of) if as_of else today()
    with store() as database:
        try:
            done = import_organisations(database, source, registry, as_of=day, imported_on=today(), language=language)
        except RegisterRefused as refused:
            _report(None, refused.findings, output_format)
            raise
    _report(done, done.findings, output_format)
    counts = (len(done.added), len(done.renamed), len(done.changed), len(done.unchanged))
    zh = "名册已导入：新增 {} 个单位，更名 {} 个，变更 {} 个，未变 {} 个".format(*counts)
    en = "register imported: {} units added, {} renamed, {} changed, {} unchanged".format(*counts)
    _say(zh if language == "zh" else en)
    for sheet in done.ignored_sheets:
        _say(f"工作表“{sheet}”不是名册，未读取" if language == "zh" else f"sheet '{sheet}' is no register")


@app.command("list")
def list_organisations(
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="哪一天，默认今天 / which day")] = None,
    county: Annotated[str | None, typer.Option("--county", help="县区，或市直 / county")] = None,
    with_contacts: Contacts = False,
) -> None:
    """列出某一天的单位和责任人 / list the units and who answers for them on a day."""
    day = parse_date(on) if on else today()
    with store() as database, database.reading() as session:
        units = organisations_on(session, day, county)
    captions = ["统一社会信用代码", "单位名称", "所属区域", "责任科室", "分管领导", "责任人"]
    print_table(captions, (_unit_row(unit, with_contacts) for unit in units))


@app.command("show")
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="统一社会信用代码 / code of the unit")],
    with_contacts: Contacts = False,
) -> None:
    """显示一个单位的全部历史 / show all that is recorded of a unit."""
    with store() as database, database.reading() as session:
        history = organisation_history(session, code)
    typer.echo(history.code)
    print_table(("名称", "自", "至"), ((n.name, *_span(n.valid_from, n.valid_until)) for n in history.names))
    places = (
        (p.county or "", p.parent or "", p.leading_section or "", *_span(p.valid_from, p.valid_until))
        for p in history.particulars
    )
    print_table(("所属区域", "上级单位", "责任科室", "自", "至"), places)
    captions = ("角色", "姓名", "职务", *(("电话",) if with_contacts else ()), "自", "至")
    print_table(captions, _person_rows(history.persons, with_contacts))


def _report(done: OrganisationsImport | None, findings: Sequence[Finding], output_format: ImportFormat) -> None:
    """The findings on standard output; the JSON says what was done, too."""
    if output_format is ImportFormat.json:
        names = ("added", "renamed", "changed", "unchanged")
        report: dict[str, Any] = {"imported": done is not None, **{n: getattr(done, n, []) for n in names}}
        report["findings"] = [finding.model_dump(mode="json") for finding in findings]
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif findings:
        rows = ((str(f.sheet_row or ""), SEVERITY_TEXT[f.severity]["zh"], f.message) for f in findings)
        print_table(("行", "级别", "说明"), rows)


def _unit_row(unit: OrganisationView, with_contacts: bool) -> tuple[str, ...]:
    persons = (_person(unit.leader, with_contacts), _person(unit.head, with_contacts))
    return (unit.code, unit.name, unit.county or "", unit.leading_section or "", *persons)


def _person(person: Person | None, with_contacts: bool) -> str:
    if person is None:
        return ""
    parts = (person.name, person.position, person.telephone if with_contacts else None)
    return " ".join(part for part in parts if part)


def _person_rows(persons: Sequence[ResponsiblePerson], with_contacts: bool) -> Iterator[tuple[str, ...]]:
    for person in persons:
        telephone = (person.telephone or "",) if with_contacts else ()
        span = _span(person.valid_from, person.valid_until)
        yield (ROLE_TEXT[person.role], person.name, person.position or "", *telephone, *span)


def _span(start: date | None, end: date | None) -> tuple[str, str]:
    return str(start or "—"), str(end or "—")


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)
