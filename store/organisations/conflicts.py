"""One name under two codes at the same time: then nobody can say which unit a record means."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlmodel import Session, select

from engine.errors import Language
from engine.verdict import Finding
from store.organisations.checking import Row, finding
from store.organisations.form import CODE, NAME
from store.organisations.tables import OrganisationName
from store.texts import folded_name
from store.validity import overlap


def name_conflicts(session: Session, rows: Sequence[Row], language: Language) -> list[Finding]:
    """Names of the rows' units that another unit bears at the same time.

    Args:
        session: with the rows already written.
        rows: the rows of the import.
        language: of the messages.

    Returns:
        One finding a pair of units and name, at the later of their rows.
    """
    by_code = {row.text(CODE): row for row in rows}
    findings = {}
    for one, other in _pairs(session):
        numbered = [
            (by_code[line.code].number, line, rival)
            for line, rival in ((one, other), (other, one))
            if line.code in by_code
        ]
        if numbered:
            _, line, rival = max(numbered, key=lambda entry: entry[0])
            key = (line.code, rival.code, folded_name(line.name))
            findings[key] = _conflict(by_code[line.code], line, rival, language)
    return list(findings.values())


def _pairs(session: Session) -> Iterator[tuple[OrganisationName, OrganisationName]]:
    groups = defaultdict(list)
    for line in session.exec(select(OrganisationName)):
        groups[folded_name(line.name)].append(line)
    for lines in groups.values():
        for place, one in enumerate(lines):
            for other in lines[place + 1 :]:
                if one.code != other.code and overlap(one, other):
                    yield one, other


def _conflict(row: Row, line: OrganisationName, rival: OrganisationName, language: Language) -> Finding:
    zh = f"名称“{line.name}”同时登记在代码 {rival.code} 名下，请核对名称和代码"
    en = f"the name '{line.name}' also belongs to the code {rival.code}; check name and code"
    return finding(row, "name.two-codes", "mismatch", "reject", (NAME, CODE), zh if language == "zh" else en, line.name)
