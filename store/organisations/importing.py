"""Taking a register of organisations in: as a whole or not at all, and nothing that was recorded is overwritten.

A unit that the file does not name stays as it is; so does what the file has no column for. A changed name, place or
person ends the running line on the as-of date and opens a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from engine.errors import Language
from engine.plugins import Registry
from engine.reading import Source
from engine.verdict import Finding
from store.database import Database
from store.forms.faults import FormFault, refusal
from store.forms.reading import FormTable, read_form
from store.organisations.changes import UnitChanges
from store.organisations.checking import RegisterRefused, Row, register_findings
from store.organisations.conflicts import name_conflicts
from store.organisations.form import CODE, EXPECTED, FIELDS, REQUIRED
from store.organisations.tables import Organisation
from store.provenance import recorded_import


@dataclass
class OrganisationsImport:
    """What an import did.

    Attributes:
        added, renamed, changed, unchanged: codes of units; a renamed unit is in `renamed` only.
        findings: faults of the file that did not stop it.
        ignored_sheets: sheets without a register.
    """

    findings: tuple[Finding, ...]
    ignored_sheets: tuple[str, ...] = ()
    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def import_organisations(
    database: Database,
    source: Source,
    registry: Registry,
    *,
    as_of: date,
    imported_on: date,
    language: Language = "zh",
) -> OrganisationsImport:
    """Take the register of annex 1 in.

    Args:
        database: with an up-to-date schema.
        source: from `store.forms.reading.open_form`.
        registry: the checks that the register is judged by.
        as_of: the day from which the file's names and persons count.
        imported_on: today.
        language: of the findings' messages.

    Raises:
        RegisterRefused: rows have faults of severity `reject`; nothing was taken in.
        UserError: the file has no header, or two tables.
        EngineError: a check did not run.
    """
    table, ignored = _table(source)
    rows = [Row(number, row) for number, row in enumerate(table.rows, start=1)]
    findings = register_findings(table, rows, registry, as_of, language)
    _stop_at_faults(source, findings, table)
    outcome = OrganisationsImport(tuple(findings), ignored)
    with database.writing() as session:
        import_id = recorded_import(session, "organisations", source, as_of, imported_on)
        faults = _applied(session, table, rows, UnitChanges(session, import_id, as_of, language), outcome)
        session.flush()
        faults += name_conflicts(session, rows, language)
        _stop_at_faults(source, [*findings, *faults], table)
    return outcome


def _table(source: Source) -> tuple[FormTable, tuple[str, ...]]:
    """The one table of the form, and the sheets that were passed over."""
    form = read_form(source, FIELDS, REQUIRED, EXPECTED)
    faults = list(form.faults)
    for extra in form.tables[1:]:
        zh, en = "一个文件只能有一张名册，请把各表合并为一张", "a file holds one register; join the tables into one"
        faults.append(FormFault(extra.place(extra.header_row), zh, en))
    for table in form.tables:
        if not table.rows:
            zh, en = "表头下面没有数据行", "no rows below the header"
            faults.append(FormFault(table.place(table.header_row), zh, en))
    if faults:
        raise refusal(source.name, "组织机构名册未导入", "the organisation register was not imported", faults)
    return form.tables[0], form.ignored


def _stop_at_faults(source: Source, findings: Sequence[Finding], table: FormTable) -> None:
    if any(finding.severity == "reject" for finding in findings):
        ordered = sorted(findings, key=lambda finding: (finding.row or 0, finding.rule))
        raise RegisterRefused(source.name, ordered, table.sheet)


def _applied(
    session: Session, table: FormTable, rows: Sequence[Row], changes: UnitChanges, outcome: OrganisationsImport
) -> list[Finding]:
    """Write every row; what cannot be written is a finding."""
    faults: list[Finding] = []
    for row in rows:
        code = row.text(CODE)
        assert code is not None
        if session.get(Organisation, code) is None:
            session.add(Organisation(code=code))
            session.flush()
            changes.open_unit(row, table.columns)
            outcome.added.append(code)
        else:
            what = changes.change_unit(row, table.columns)
            {"renamed": outcome.renamed, "changed": outcome.changed, "unchanged": outcome.unchanged}[what].append(code)
    faults += changes.faults
    return faults
