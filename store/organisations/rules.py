"""What must be true of the register's own rows, as rules for the engine's checks.

The register is judged by the checks that judge records, so both speak with one voice. A layout of the engine belongs
to licences or penalties and the register to neither; so the layout is built here, and its record type shows nowhere.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from engine.kinds import Severity
from engine.ruleset import FieldDefinition, Party, RecordLayout, Rule, Ruleset
from store.organisations.form import CODE, FIELDS, NAME, person_field
from store.organisations.tables import ROLES

CLAUSE: Final = "长信办发〔2020〕1号 附件1"
# A mobile number, or a landline with or without area code and extension; spaces and hyphens between its parts.
TELEPHONE: Final = r"^(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(0\d{2,3}[- ]?)?[2-9]\d{6,7}([- ]\d{1,6})?)$"
_TELEPHONE_MESSAGE: Final = {
    "zh": "{caption}“{value}”不像电话号码，应为11位手机号，或带区号的固定电话",
    "en": "{caption} '{value}' does not look like a telephone number: 11 digits, or a landline with its area code",
}
_DUPLICATE_MESSAGE: Final = {
    "zh": "与第 {first_row} 条（第 {first_sheet_row} 行）是同一个{caption}，一个单位只填一行",
    "en": "the same {caption} as record {first_row} (row {first_sheet_row}); a unit has one row",
}


def register_ruleset() -> Ruleset:
    """The rules of the organisation register."""
    layout = RecordLayout(
        record_type="licence",
        form="",
        title={"zh": "组织机构名册", "en": "organisation register"},
        party=Party(field=None, categories=("all",)),
        key=(CODE,),
        fields=tuple(_fields()),
        rules=tuple(_rules()),
    )
    return Ruleset(
        id="organisations",
        version="1",
        title=layout.title,
        source=CLAUSE,
        effective_from=date(1900, 1, 1),
        lists={},
        layouts=(layout,),
        digest="sha256:organisations-1",
    )


def _fields() -> Iterator[FieldDefinition]:
    for number, field in enumerate(FIELDS, start=1):
        yield FieldDefinition(
            number=number,
            code=field.name,
            caption=field.captions[0],
            type="uscc" if field.name == CODE else "text",
            presence=("R",) if field.name in (CODE, NAME) else ("O",),
            personal=field.name.endswith("_telephone"),
            clause=CLAUSE,
            confidence="H",
        )


def _rules() -> Iterator[Rule]:
    yield _rule("code.required", "presence.required", CODE, "reject")
    yield _rule("code.characters", "code.characters", CODE, "reject")
    yield _rule("code.shape", "uscc.shape", CODE, "reject")
    yield _rule("code.check-digit", "uscc.check-digit", CODE, "reject")
    yield _rule("code.class", "uscc.organ-class", CODE, "warn")
    yield _rule("code.duplicate", "record.duplicate", CODE, "reject", message=_DUPLICATE_MESSAGE)
    yield _rule("name.required", "presence.required", NAME, "reject")
    yield _rule("name.characters", "text.characters", NAME, "reject")
    for role in ROLES:
        telephone = person_field(role, "telephone")
        yield _rule(f"{role}.required", "presence.required", role, "warn")
        yield _rule(f"{telephone}.required", "presence.required", telephone, "warn")
        shape = {"violated": f"NOT REGEXP_LIKE({telephone}, '{TELEPHONE}')"}
        more: dict[str, Any] = {"kind": "bad_format", "message": _TELEPHONE_MESSAGE, "parameters": shape}
        yield _rule(f"{telephone}.shape", "expression", telephone, "reject", **more)


def _rule(identity: str, check: str, field: str, severity: Severity, **more: Any) -> Rule:
    return Rule(id=identity, check=check, fields=(field,), severity=severity, clause=CLAUSE, confidence="H", **more)
