"""The register of organisations: names and persons in time, faults of the register itself."""

from datetime import date

import pytest

from engine.errors import UserError
from store.database import Database
from store.organisations.checking import RegisterRefused
from store.organisations.form import former_names
from store.organisations.lookup import name_index, organisation_history, organisations_frame, organisations_on
from tests.conftest import EXAMPLES
from tests.store.conftest import ECOLOGY, MARKET, SAFETY, START, ImportOrganisations

HEADER = (
    "统一社会信用代码,单位名称,曾用名,所属区域,责任科室,分管领导,分管领导职务,分管领导手机,责任人,责任人职务,责任人手机"
)
LATER = date(2020, 3, 1)


def form(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


def unit(code: str = MARKET, name: str = "长治市市场监督管理局", former: str = "", head: str = "徐刚") -> str:
    return f"{code},{name},{former},市直,信用科,黄娟,副局长,13900000001,{head},科长,13900000002"


def test_the_sample_register_has_no_faults(database: Database, take_organisations: ImportOrganisations) -> None:
    done = take_organisations(EXAMPLES / "organisations.csv")
    assert (len(done.added), done.findings) == (10, ())
    with database.reading() as session:
        units = organisations_on(session, START)
        assert [len(units), len(organisations_on(session, START, "市直"))] == [10, 6]
        assert units[-1].county != "市直"
        assert organisations_on(session, date(2019, 12, 31))[0].head is None  # who answered before is not known


def test_the_same_register_again_changes_nothing(database: Database, register: ImportOrganisations) -> None:
    done = register(EXAMPLES / "organisations.csv", LATER)
    assert (len(done.unchanged), done.changed, done.renamed, done.added) == (10, [], [], [])


def test_a_new_person_ends_the_old_line_and_opens_one(
    database: Database, take_organisations: ImportOrganisations
) -> None:
    take_organisations(form(unit()))
    assert take_organisations(form(unit(head="王新")), LATER).changed == [MARKET]
    with database.reading() as session:
        before = organisations_on(session, date(2020, 2, 29))[0]
        after = organisations_on(session, LATER)[0]
        assert before.head is not None
        assert before.head.name == "徐刚"
        assert after.head is not None
        assert after.head.name == "王新"
        assert after.leader == before.leader
        heads = [person for person in organisation_history(session, MARKET).persons if person.role == "head"]
        assert [(line.name, line.valid_from, line.valid_until) for line in heads] == [
            ("徐刚", START, LATER),
            ("王新", LATER, None),
        ]


def test_another_person_does_not_inherit_the_telephone(
    database: Database, take_organisations: ImportOrganisations
) -> None:
    take_organisations(form(unit()))
    take_organisations(f"统一社会信用代码,单位名称,责任人\n{MARKET},长治市市场监督管理局,王新\n", LATER)
    with database.reading() as session:
        head = organisations_on(session, LATER)[0].head
        assert head is not None
        assert (head.name, head.telephone) == ("王新", None)


def test_what_the_file_has_no_column_for_stays(database: Database, take_organisations: ImportOrganisations) -> None:
    take_organisations(form(unit()))
    done = take_organisations(f"统一社会信用代码,单位名称\n{MARKET},长治市市场监督管理局\n", LATER)
    assert done.unchanged == [MARKET]


def test_an_emptied_person_is_ended(database: Database, take_organisations: ImportOrganisations) -> None:
    take_organisations(form(unit()))
    done = take_organisations(form(unit(head="")), LATER)
    assert {finding.kind for finding in done.findings} == {"missing"}
    with database.reading() as session:
        assert organisations_on(session, LATER)[0].head is None


def test_a_renamed_unit_keeps_its_old_name_until_the_day(database: Database, register: ImportOrganisations) -> None:
    assert register(form(unit(name="长治市市场监管局")), LATER).renamed == [MARKET]
    with database.reading() as session:
        frame = organisations_frame(session)
        lines = frame.filter(code=MARKET).select("name", "valid_from", "valid_until", "current").rows()
        assert lines == [
            ("长治市市场监督管理局", None, LATER, False),
            ("长治市市场监管局", LATER, None, True),
        ]
        names = name_index(session)
        assert names.codes("长治市市场监督管理局", date(2021, 1, 1)) == {MARKET}


def test_former_names_come_with_their_end(database: Database, take_organisations: ImportOrganisations) -> None:
    former = "长治市工商局（至2019-01-20）；长治市食药监局（2013年5月1日至2019.1.20）"
    take_organisations(form(unit(former=former)))
    with database.reading() as session:
        frame = organisations_frame(session)
        assert frame.filter(~frame["current"]).select("name", "valid_from", "valid_until").rows() == [
            ("长治市工商局", None, date(2019, 1, 20)),
            ("长治市食药监局", date(2013, 5, 1), date(2019, 1, 20)),
        ]


def test_the_day_of_renaming_may_stand_in_the_form(database: Database, register: ImportOrganisations) -> None:
    register(form(unit(name="长治市市场监管局", former="长治市市场监督管理局（至2020-02-10）")), LATER)
    with database.reading() as session:
        names = organisation_history(session, MARKET).names
        assert [line.valid_until for line in names] == [date(2020, 2, 10), None]


def test_brackets_without_a_date_belong_to_the_name() -> None:
    assert [name.name for name in former_names("某局（某中心）、另一局(至2019-02-30)", None)] == [
        "某局（某中心）",
        "另一局",
    ]
    assert [name.valid_until for name in former_names("某局、另一局(至2019-02-30)", date(2019, 1, 1))] == [
        date(2019, 1, 1),
        None,
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "sheet_row", "fields"),
    [
        ([unit(code="111404001818998354")], "bad_checksum", 2, ("code",)),
        ([unit(code="1114040018189983")], "bad_format", 2, ("code",)),
        ([unit(code="")], "missing", 2, ("code",)),
        ([unit(name="")], "missing", 2, ("name",)),
        ([unit(), unit(name="另一局")], "duplicate", 3, ("code",)),
        ([unit(), unit(code=ECOLOGY)], "mismatch", 3, ("name", "code")),
        ([unit().replace("13900000001", "139000000011")], "bad_format", 2, ("leader_telephone",)),
        ([unit(former="某局")], "bad_date", 2, ("former_names",)),
        ([unit(former="某局（2019-02-01至2019-01-01）")], "date_order", 2, ("former_names",)),
        ([unit(former="长治市市场监督管理局（至2019-01-01）")], "mismatch", 2, ("former_names",)),
    ],
)
def test_faults_stop_the_import_as_a_whole(
    database: Database,
    take_organisations: ImportOrganisations,
    rows: list[str],
    kind: str,
    sheet_row: int,
    fields: tuple[str, ...],
) -> None:
    good = unit(code=SAFETY, name="长治市应急管理局")
    with pytest.raises(RegisterRefused) as refused:
        take_organisations(form(*rows, good))
    rejecting = [finding for finding in refused.value.findings if finding.severity == "reject"]
    assert [(f.kind, f.sheet_row, f.fields) for f in rejecting] == [(kind, sheet_row, fields)]
    assert refused.value.zh.splitlines()[1].startswith(f"第 {sheet_row} 行：")
    with database.reading() as session:
        assert organisations_on(session, START) == []


def test_a_missing_telephone_warns_and_does_not_stop(take_organisations: ImportOrganisations) -> None:
    done = take_organisations(form(unit().replace("13900000001", "")))
    assert [(f.kind, f.severity, f.fields) for f in done.findings] == [("missing", "warn", ("leader_telephone",))]
    assert len(done.added) == 1


@pytest.mark.parametrize("telephone", ["0355-2034567", "03552034567", "2034567", "139 0000 0001", "19900000001"])
def test_telephones_of_other_forms_are_fine(take_organisations: ImportOrganisations, telephone: str) -> None:
    assert take_organisations(form(unit().replace("13900000001", telephone))).findings == ()


def test_telephones_are_masked_in_findings_and_representations(
    database: Database, take_organisations: ImportOrganisations
) -> None:
    with pytest.raises(RegisterRefused) as refused:
        take_organisations(form(unit().replace("13900000001", "139000000017")))
    assert "139000000017" not in str(refused.value) + refused.value.zh + str(refused.value.findings)
    take_organisations(form(unit()))
    with database.reading() as session:
        shown = f"{organisations_on(session, START)} {organisation_history(session, MARKET)}"
    assert "1390000000" not in shown


def test_history_is_not_rewritten(database: Database, register: ImportOrganisations) -> None:
    register(form(unit(head="王新")), LATER)
    with pytest.raises(RegisterRefused) as refused:
        register(form(unit(head="赵六")), date(2020, 2, 1))
    assert [finding.kind for finding in refused.value.findings if finding.severity == "reject"] == ["date_order"] * len(
        [finding for finding in refused.value.findings if finding.severity == "reject"]
    )
    with pytest.raises(RegisterRefused):
        register(form(unit(former="甲局（至2019-01-01）", name="乙局"), unit(code=ECOLOGY, name="乙局")), LATER)
    with database.reading() as session:
        assert organisations_on(session, LATER)[0].name != "乙局"


def test_short_captions_belong_to_the_person_on_their_left(
    database: Database, take_organisations: ImportOrganisations
) -> None:
    take_organisations(
        "附件1,,,,,,,\n序号,统一社会信用代码,单位名称,分管领导,职务,联系电话,科室负责人,电话\n"
        f"1,{MARKET},长治市市场监督管理局,黄娟,副局长,0355-2034567,徐刚,13900000002\n填表人：某某,,,,,,,\n"
    )
    with database.reading() as session:
        found = organisations_on(session, START)[0]
    assert found.leader is not None
    assert found.head is not None
    assert (found.leader.position, found.leader.telephone) == ("副局长", "0355-2034567")
    assert (found.head.position, found.head.telephone) == (None, "13900000002")


def test_a_foreign_column_is_told(take_organisations: ImportOrganisations) -> None:
    done = take_organisations(f"统一社会信用代码,单位名称,微信号\n{MARKET},长治市市场监督管理局,x\n")
    assert [(f.kind, f.value) for f in done.findings if f.row is None] == [("unknown_column", "微信号")]


@pytest.mark.parametrize("text", ["甲,乙\n1,2\n", f"{HEADER}\n", f"{HEADER},单位代码\n{unit()},{MARKET}\n"])
def test_a_file_without_header_rows_or_with_a_column_twice_is_refused(
    take_organisations: ImportOrganisations, text: str
) -> None:
    with pytest.raises(UserError) as refused:
        take_organisations(text)
    assert refused.value.code == "form-faulty"
    assert len(refused.value.zh.splitlines()) == 2
