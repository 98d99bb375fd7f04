"""Catalogues: the forms in which they come, versions in time, review, export."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.errors import UserError
from store.catalogue.export import format_of, publishable_lines, render
from store.catalogue.items import Item, item_changes
from store.catalogue.versions import all_versions, find_version, items_of, publish, review, versions_on
from store.database import Database
from store.lookups import lookups_of
from tests.conftest import EXAMPLES
from tests.store.conftest import ECOLOGY, MARKET, SAFETY, START, ImportCatalogue, ImportOrganisations, items_form
from tests.store.word import Box, catalogue_document, content_control, form_field, symbol

LATER = date(2020, 3, 1)
pytestmark = pytest.mark.usefixtures("register")


def penalty(
    name: str = "甲处罚", organ: str = "长治市应急管理局", parties: str = "法人", scopes: str = "社会公开"
) -> str:
    return f"行政处罚,{organ},{name},{parties},{scopes}"


def licence(name: str = "甲许可") -> str:
    return f"行政许可,长治市应急管理局,{name},法人,社会公开"


def names_on(database: Database, on: date, organisation: str = SAFETY) -> list[str]:
    with database.reading() as session:
        versions = versions_on(session, on, organisation)
        return [item.item_name for items in items_of(session, [v.id for v in versions]).values() for item in items]


def test_workbook_and_flat_form_hold_the_same_items(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(EXAMPLES / "catalogue.xlsx")
    frame = lookups_of(database).frames["catalogue"]
    assert frame.height == 14
    assert frame.filter(item_name="测绘成果涉密使用许可").select("parties", "scopes").row(0) == (["法人"], ["政务公开"])
    done = take_catalogue(EXAMPLES / "catalogue.csv", LATER)
    assert [organ.version for organ in done.organs] == [None] * 10
    assert lookups_of(database).frames["catalogue"].equals(frame)


@pytest.mark.parametrize("box", [content_control, symbol, form_field])
def test_a_word_document_is_read(database: Database, take_catalogue: ImportCatalogue, box: Box) -> None:
    take_catalogue(catalogue_document(box), name="目录.docx")
    frame = lookups_of(database).frames["catalogue"]
    assert frame.select("record_type", "organisation", "item_name", "parties", "scopes").rows() == [
        ("penalty", SAFETY, "对第1类行为的处罚", ["法人", "其他组织"], ["政务公开", "社会公开"]),
        ("penalty", SAFETY, "对第2类行为的处罚", ["自然人"], ["政务公开"]),
    ]


def test_an_item_code_is_kept_where_the_form_has_one(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(
        "类别,实施机关,事项编码,事项名称,行政相对人,公示范围\n处罚,长治市应急管理局,1402-1,甲,法人,社会公开\n"
    )
    assert lookups_of(database).frames["catalogue"]["item_code"].to_list() == ["1402-1"]


def test_a_new_version_adds_changes_and_ends_and_overwrites_nothing(
    database: Database, take_catalogue: ImportCatalogue
) -> None:
    take_catalogue(items_form(penalty("甲"), penalty("乙"), penalty("丙")))
    done = take_catalogue(items_form(penalty("甲"), penalty("乙", parties="自然人"), penalty("丁")), LATER)
    assert [(change.change, change.item.item_name) for change in done.organs[0].changes] == [
        ("changed", "乙"),
        ("added", "丁"),
        ("ended", "丙"),
    ]
    assert names_on(database, date(2020, 2, 29)) == ["甲", "乙", "丙"]
    assert names_on(database, LATER) == ["甲", "乙", "丁"]
    assert names_on(database, date(2019, 12, 31)) == []
    spans = lookups_of(database).frames["catalogue"].filter(item_name="甲").select("effective_from", "effective_until")
    assert spans.rows() == [(START, LATER), (LATER, None)]


def test_a_renamed_item_is_known_by_its_code() -> None:
    def item(name: str, code: str | None) -> Item:
        return Item("penalty", code, name, ("法人",), ("社会公开",))

    changes = item_changes([item("甲", "1"), item("乙", None)], [item("甲（新）", "1"), item("乙", None)])
    assert [(change.change, change.item.item_name) for change in changes] == [("changed", "甲（新）")]


def test_other_organs_and_types_that_the_form_is_silent_about_go_on(
    database: Database, take_catalogue: ImportCatalogue
) -> None:
    take_catalogue(items_form(penalty("甲"), licence("许可"), penalty("生态", "长治市生态环境局")))
    take_catalogue(items_form(penalty("新")), LATER)
    assert names_on(database, LATER) == ["许可", "新"]
    assert names_on(database, LATER, ECOLOGY) == ["生态"]


def test_none_means_no_items(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲"), licence("许可")))
    done = take_catalogue(items_form("行政许可,长治市应急管理局,无,,"), LATER)
    assert [(organ.organisation, organ.items) for organ in done.organs] == [(SAFETY, 1)]
    assert names_on(database, LATER) == ["甲"]


def test_an_organ_may_say_that_it_has_nothing_at_all(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form("行政许可,,无,,", "行政处罚,,无,,"), organisation=SAFETY)
    with database.reading() as session:
        assert [version.organisation for version in versions_on(session, START)] == [SAFETY]
    assert names_on(database, START) == []


def test_a_merged_organ_cell_means_the_organ_above(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲"), ",,乙,法人,社会公开"))
    assert names_on(database, START) == ["甲", "乙"]


def test_a_former_name_leads_to_the_organ(
    database: Database, register: ImportOrganisations, take_catalogue: ImportCatalogue
) -> None:
    register(f"统一社会信用代码,单位名称\n{SAFETY},长治市应急局\n", LATER)
    take_catalogue(items_form(penalty("甲", "长治市应急管理局")), date(2021, 1, 1))
    assert names_on(database, date(2021, 1, 1)) == ["甲"]


def test_a_draft_can_be_corrected_from_its_first_day(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲")))
    take_catalogue(items_form(penalty("乙")))
    assert names_on(database, START) == ["乙"]
    assert lookups_of(database).frames["catalogue"]["item_name"].to_list() == ["乙"]
    with database.writing() as session:
        review(session, f"{SAFETY}@2020-01-01", "李四", START)
    with pytest.raises(UserError) as refused:
        take_catalogue(items_form(penalty("丙")))
    assert "已通过审核" in refused.value.zh
    with database.reading() as session:
        assert len(all_versions(session)) == 2


def refusal(take_catalogue: ImportCatalogue, form: str | bytes, **more: object) -> list[str]:
    """The lines of the error, without the summary."""
    with pytest.raises(UserError) as refused:
        take_catalogue(form, **more)
    assert refused.value.code == "form-faulty"
    assert len(refused.value.zh.splitlines()) == len(refused.value.en.splitlines())
    return refused.value.zh.splitlines()[1:]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [penalty(), penalty(organ="长治市应急局")],
            "第 3 行 B 列：单位“长治市应急局”不在组织机构名册中，是否为“长治市应急管理局”",
        ),
        ([penalty("甲"), penalty("甲 ")], "第 3 行 C 列：同一单位的行政处罚事项“甲”重复，首次出现在第 2 行 C 列"),
        ([penalty(parties="法人、企业")], "第 2 行 D 列：看不懂“企业”，请用☑、□标在选项前"),
        ([penalty(scopes="□政务公开□社会公开")], "第 2 行 E 列：没有勾选任何一项，请在政务公开、社会公开中勾选"),
        ([penalty(scopes="")], "第 2 行 E 列：为空，请勾选"),
        ([penalty("")], "第 2 行 C 列：项目名称为空；没有事项的单位请填“无”"),
        (["其他,长治市应急管理局,甲,法人,社会公开"], "第 2 行 A 列：目录类别“其他”看不懂，请写行政许可或行政处罚"),
        (["行政处罚,,甲,法人,社会公开"], "第 2 行 B 列：没有行政决定部门，请填写，或用 --organisation 指明"),
    ],
)
def test_a_fault_is_told_with_its_cell_and_stops_everything(
    database: Database, take_catalogue: ImportCatalogue, rows: list[str], expected: str
) -> None:
    assert refusal(take_catalogue, items_form(*rows)) == [expected]
    with database.reading() as session:
        assert all_versions(session) == []


def test_all_faults_come_together_in_the_order_of_the_form(take_catalogue: ImportCatalogue) -> None:
    rows = [penalty("甲", organ="某局"), penalty("乙", parties="x"), penalty("丙"), penalty("丙"), penalty("")]
    lines = refusal(take_catalogue, items_form(*rows))
    assert [line.split("：")[0] for line in lines] == ["第 2 行 B 列", "第 3 行 D 列", "第 5 行 C 列", "第 6 行 C 列"]


def test_a_date_before_the_running_version_is_refused(take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲")), LATER)
    lines = refusal(take_catalogue, items_form(penalty("乙")), effective_from=START)
    assert lines == [
        f"第 2 行 B 列：单位 {SAFETY} 的现行版本自 2020-03-01 生效，新版本的生效日期 2020-01-01 不能早于这一天"
    ]


def test_the_form_of_one_organ_may_name_no_other(take_catalogue: ImportCatalogue) -> None:
    lines = refusal(take_catalogue, items_form(penalty("甲")), organisation=MARKET)
    assert lines == ["第 2 行 B 列：“长治市应急管理局”不是 --organisation 指明的单位"]
    with pytest.raises(UserError, match="no-such-organisation"):
        take_catalogue(items_form(penalty("甲")), organisation="111404001818998354")


def test_two_items_with_one_code_are_refused(take_catalogue: ImportCatalogue) -> None:
    rows = "".join(f"处罚,长治市应急管理局,1402-1,{name},法人,社会公开\n" for name in "甲乙")
    lines = refusal(take_catalogue, f"类别,实施机关,事项编码,事项名称,行政相对人,公示范围\n{rows}")
    assert lines == ["第 3 行 C 列：事项编码“1402-1”重复，首次出现在第 2 行 C 列"]


def workbook(**sheets: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


CAPTIONS = ["序号", "行政决定部门", "项目名称", "行政相对人类别", "公开范围"]
ROW = ["1", "长治市应急管理局", "甲", "☑法人", "☑社会公开"]


def test_the_sheet_is_named_where_there_is_one(take_catalogue: ImportCatalogue) -> None:
    book = workbook(行政许可事项目录=[["甲", "乙"]], 行政处罚事项目录=[CAPTIONS, [*ROW[:3], "☑x", ROW[4]]])
    lines = refusal(take_catalogue, book, name="目录.xlsx")
    assert [line.split("：")[0] for line in lines] == ["“行政许可事项目录”", "“行政处罚事项目录”第 2 行 D 列"]


def test_a_sheet_of_explanations_is_passed_over_and_named(take_catalogue: ImportCatalogue) -> None:
    book = workbook(填表说明=[["请如实填写"]], 行政处罚=[CAPTIONS, ROW, ["填表人：某某"]])
    assert take_catalogue(book, name="目录.xlsx").ignored_sheets == ("填表说明",)


def test_a_sheet_of_no_known_type_is_refused(take_catalogue: ImportCatalogue) -> None:
    assert "行政许可还是行政处罚" in refusal(take_catalogue, workbook(Sheet1=[CAPTIONS, ROW]), name="目录.xlsx")[0]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty-file"),
        (b"PK\x03\x04 and then nothing", "a.docx", "corrupt-workbook"),
        (b"\xff\xd8\xff\xe0", "a.xlsx", "unknown-format"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    take_catalogue: ImportCatalogue, content: bytes, name: str, code: str
) -> None:
    with pytest.raises(UserError) as refused:
        take_catalogue(content, name=name)
    assert refused.value.code == code


def test_a_document_without_a_table_is_told(take_catalogue: ImportCatalogue, tmp_path: Path) -> None:
    from docx import Document

    Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(UserError, match="no-table"):
        take_catalogue(tmp_path / "a.docx")


def test_a_document_that_unpacks_without_end_is_refused(take_catalogue: ImportCatalogue, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(UserError):
        take_catalogue(tmp_path / "a.docx")


def test_review_goes_one_way(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲")))
    with database.writing() as session:
        with pytest.raises(UserError, match="version-state"):
            publish(session, "1", LATER)
        reviewed = review(session, "1", "李四", LATER)
        assert (reviewed.state, reviewed.reviewed_by, reviewed.reviewed_on) == ("reviewed", "李四", LATER)
        with pytest.raises(UserError, match="version-state"):
            review(session, "1", "李四", LATER)
        with pytest.raises(UserError, match="published-before-review"):
            publish(session, "1", START)
        assert publish(session, "1", LATER).state == "published"
        with pytest.raises(UserError, match="no-such-version"):
            find_version(session, "2")
        with pytest.raises(UserError, match="no-such-version"):
            find_version(session, f"{SAFETY}@2020-01-02")


def test_drafts_judge_but_are_not_exported(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("甲"), penalty("生态", "长治市生态环境局")))
    assert lookups_of(database).frames["catalogue"].height == 2
    with database.writing() as session:
        review(session, f"{SAFETY}@2020-01-01", "李四", START)
        with pytest.raises(UserError, match="not-reviewed") as refused:
            publishable_lines(session, START)
        assert ECOLOGY in refused.value.zh
        assert SAFETY not in refused.value.zh
        assert [line.item.item_name for line in publishable_lines(session, START, SAFETY)] == ["甲"]
        with pytest.raises(UserError, match="no-catalogue"):
            publishable_lines(session, date(2019, 1, 1))


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_what_was_imported_is_exported_the_same(
    database: Database, take_catalogue: ImportCatalogue, file_format: str
) -> None:
    take_catalogue(EXAMPLES / "catalogue.xlsx")
    with database.writing() as session:
        for version in all_versions(session):
            review(session, str(version.id), "李四", START)
        lines = publishable_lines(session, START)
    content = render(lines, format_of(Path(f"a.{file_format}")))
    done = take_catalogue(content, LATER, name=f"a.{file_format}")
    assert [(organ.version, organ.changes) for organ in done.organs] == [(None, ())] * 10


def test_the_exported_workbook_is_the_form(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form(penalty("=1+1", parties="法人", scopes="政务公开 社会公开")))
    with database.writing() as session:
        review(session, "1", "李四", START)
        content = render(publishable_lines(session, START), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["行政许可事项目录", "行政处罚事项目录"]
    rows = [[cell.value for cell in row] for row in book["行政处罚事项目录"]]
    assert rows[0][0] == "行政处罚事项目录"
    assert rows[1] == CAPTIONS
    boxes = ["□自然人\n☑法人\n□其他组织", "☑政务公开\n☑社会公开"]
    assert rows[2] == [1, "长治市应急管理局", "=1+1", *boxes]
    assert book["行政许可事项目录"]["C3"].value == "无"


def test_export_knows_two_formats() -> None:
    with pytest.raises(UserError, match="export-format"):
        format_of(Path("a.pdf"))
