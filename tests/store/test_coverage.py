"""Coverage: counts by organ and item, zero declarations, rates."""

import io
from datetime import date

import openpyxl
import polars as pl
import pytest

from engine.errors import UserError
from store.catalogue.coverage import MATCHED_RECORDS, Coverage, coverage_basis, coverage_of
from store.catalogue.coverage_report import items_table, organisations_table, rates_table, render_csv, render_workbook
from store.catalogue.declarations import declare_none
from store.database import Database
from tests.store.conftest import ECOLOGY, MARKET, SAFETY, ImportCatalogue, ImportOrganisations, items_form

FIRST, LAST, TODAY = date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 16)
UNITS = (
    "统一社会信用代码,单位名称,所属区域\n"
    f"{MARKET},长治市市场监督管理局,市直\n{ECOLOGY},长治市生态环境局,市直\n{SAFETY},长治市应急管理局,市直\n"
)
ITEMS = items_form(
    "行政处罚,长治市市场监督管理局,甲,法人,社会公开",
    "行政处罚,长治市市场监督管理局,乙,法人,社会公开",
    "行政许可,长治市市场监督管理局,丙,法人,社会公开",
    "行政许可,长治市生态环境局,无,,",
)
Record = tuple[str, str, str | None, date]


@pytest.fixture(autouse=True)
def registers(take_organisations: ImportOrganisations, take_catalogue: ImportCatalogue) -> None:
    """The market organ has three items, ecology has none and says so, safety has no catalogue."""
    take_organisations(UNITS)
    take_catalogue(ITEMS)


def covered(database: Database, *records: Record, organisation: str | None = None) -> Coverage:
    frame = pl.DataFrame(list(records), schema=MATCHED_RECORDS, orient="row")
    with database.reading() as session:
        return coverage_of(frame, coverage_basis(session, FIRST, LAST, organisation), organisation)


def status(coverage: Coverage) -> dict[tuple[str, str], str]:
    return {
        (code, kind): what
        for code, kind, what in coverage.organisations.select("organisation", "record_type", "status").iter_rows()
    }


def test_records_are_counted_by_organ_and_item(database: Database) -> None:
    coverage = covered(
        database,
        (MARKET, "penalty", "甲", FIRST),
        (MARKET, "penalty", "甲", LAST),
        (MARKET, "penalty", None, LAST),
        (MARKET, "penalty", "甲", date(2020, 4, 1)),  # outside of the period
    )
    assert coverage.items.select("organisation", "record_type", "item_name", "records").rows() == [
        (MARKET, "licence", "丙", 0),
        (MARKET, "penalty", "乙", 0),
        (MARKET, "penalty", "甲", 2),
        (MARKET, "penalty", None, 1),
    ]


def test_who_handed_in_nothing_is_named(database: Database) -> None:
    assert status(covered(database, (MARKET, "penalty", "甲", FIRST))) == {
        (MARKET, "licence"): "nothing",
        (MARKET, "penalty"): "reported",
        (ECOLOGY, "licence"): "no_items",
        (ECOLOGY, "penalty"): "no_items",
        (SAFETY, "licence"): "nothing",
        (SAFETY, "penalty"): "nothing",
    }


def test_rates_count_reported_or_declared_of_those_due(database: Database) -> None:
    with database.writing() as session:
        declare_none(session, MARKET, "licence", FIRST, LAST, TODAY)
    coverage = covered(database, (MARKET, "penalty", "甲", FIRST))
    assert coverage.rates.rows() == [
        ("licence", 2, 1, 0.5, 1, 0, 0.0),
        ("penalty", 2, 1, 0.5, 2, 1, 0.5),
        ("all", 2, 1, 0.5, 3, 1, 1 / 3),
    ]


def test_declarations_count_when_together_they_cover_the_period(database: Database) -> None:
    with database.writing() as session:
        assert declare_none(session, MARKET, "licence", FIRST, date(2020, 1, 31), TODAY)
        assert declare_none(session, MARKET, "licence", date(2020, 3, 1), LAST, TODAY)
        assert not declare_none(session, MARKET, "licence", date(2020, 3, 1), LAST, TODAY)
    assert status(covered(database))[MARKET, "licence"] == "nothing"
    with database.writing() as session:
        declare_none(session, MARKET, "licence", date(2020, 1, 15), date(2020, 2, 29), TODAY)
    assert status(covered(database))[MARKET, "licence"] == "declared"


def test_a_declaration_that_records_contradict_is_told(database: Database) -> None:
    with database.writing() as session:
        declare_none(session, MARKET, "penalty", FIRST, LAST, TODAY)
    coverage = covered(database, (MARKET, "penalty", "甲", FIRST))
    line = coverage.organisations.filter(organisation=MARKET, record_type="penalty")
    assert line.select("status", "contradiction").row(0) == ("reported", True)


def test_records_of_an_unknown_organ_do_not_vanish(database: Database) -> None:
    coverage = covered(database, ("unknown", "penalty", None, FIRST))
    assert coverage.items.filter(organisation="unknown").select("name", "records").row(0) == (None, 1)
    assert coverage.rates["organisations_due"].to_list() == [2, 2, 2]


def test_an_item_counts_where_it_was_in_force_on_any_day(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(items_form("行政处罚,长治市市场监督管理局,丁,法人,社会公开"), date(2020, 2, 1))
    take_catalogue(items_form("行政处罚,长治市市场监督管理局,戊,法人,社会公开"), date(2020, 4, 1))
    names = covered(database).items.filter(record_type="penalty")["item_name"].to_list()
    assert sorted(names) == ["丁", "乙", "甲"]


def test_one_organ_can_be_asked_for(database: Database) -> None:
    coverage = covered(
        database, (MARKET, "penalty", "甲", FIRST), (SAFETY, "penalty", None, FIRST), organisation=MARKET
    )
    assert coverage.organisations["organisation"].unique().to_list() == [MARKET]
    assert coverage.items["organisation"].unique().to_list() == [MARKET]


def test_the_reports_hold_every_gap(database: Database) -> None:
    coverage = covered(database, (MARKET, "penalty", None, FIRST))
    lines = items_table(coverage).select("单位名称", "类别", "报送情况", "项目名称", "记录数").rows()
    assert lines == [
        ("长治市市场监督管理局", "行政许可", "未报送", "丙", 0),
        ("长治市市场监督管理局", "行政处罚", "已报送", "乙", 0),
        ("长治市市场监督管理局", "行政处罚", "已报送", "甲", 0),
        ("长治市市场监督管理局", "行政处罚", "已报送", "（未对应到事项）", 1),
        ("长治市应急管理局", "行政许可", "未报送", None, 0),
        ("长治市应急管理局", "行政处罚", "未报送", None, 0),
    ]
    assert organisations_table(coverage).height == 4
    assert rates_table(coverage)["单位覆盖率"].to_list() == ["0.0%", "50.0%", "0.0%"]
    assert render_csv(coverage).decode("utf-8-sig").splitlines()[0].startswith("所属区域,统一社会信用代码")
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(coverage)))
    assert book.sheetnames == ["覆盖率", "单位", "事项"]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(LAST, FIRST, "period-order"), (FIRST, date(2020, 12, 31), "period-not-over")],
)
def test_an_impossible_declaration_is_refused(database: Database, first: date, last: date, code: str) -> None:
    with database.writing() as session, pytest.raises(UserError, match=code):
        declare_none(session, MARKET, "penalty", first, last, TODAY)


def test_an_unknown_organ_cannot_declare(database: Database) -> None:
    with database.writing() as session, pytest.raises(UserError, match="no-such-organisation"):
        declare_none(session, "unknown", "penalty", FIRST, LAST, TODAY)
