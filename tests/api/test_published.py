"""The published view over HTTP: what the command line writes, of what is stored, by the rules of then."""

import csv
import io
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from benchmarks.codes import completed
from engine import EngineError, UserError
from engine.check import Column, Violation, check
from engine.gate import Gate
from engine.kinds import Severity
from engine.plugins import Registry
from engine.publishing import Publication
from engine.report.published import write_published
from engine.ruleset import Ruleset, RulesetLibrary
from store.callers import COMMAND_LINE
from store.kept import KeptJudgement, kept_judgement
from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES, ROOT
from tests.engine.test_publishing import rule, with_rule
from tests.parts.service import AS_OF, OWN, Sample, Site, environment_of, numbered, open_site, penalties

FILE = EXAMPLES / "penalty.csv"
GOOD = penalties()[0]
MOBILE, OPEN_ITEM, CLOSED_ITEM = "13812345678", GOOD["违法行为类型"], "违反密码管理规定"
CATALOGUE = f"""目录类别,行政决定部门,项目名称,行政相对人类别,公开范围
行政处罚,{GOOD["处罚机关"]},{OPEN_ITEM},自然人 法人 其他组织,社会公开
行政处罚,{GOOD["处罚机关"]},{CLOSED_ITEM},自然人 法人 其他组织,政务公开
"""
CHILD = {
    **dict.fromkeys(("行政相对人代码_1(统一社会信用代码)", "法定代表人")),
    "行政相对人名称": "陈娜",
    "行政相对人类别": "自然人",
    "证件类型": "身份证",
    "证件号码": completed("identity", "14042120100305352"),
}
KINDS = {"sensitive", "wrong_scope", "minor"}


def submitted(site: Site, records: Sample, ruleset: str = "changzhi@2020.1") -> Any:
    body = {"records": records, "organisation": OWN, "as_of": str(AS_OF), "ruleset": ruleset}
    given = site.post("/submissions", json=body)
    assert given.status_code == 201, given.get_data(as_text=True)
    return given.get_json()


def submitted_file(site: Site, ruleset: str) -> str:
    file = (io.BytesIO(FILE.read_bytes()), FILE.name)
    data = {"file": file, "organisation": OWN, "as_of": str(AS_OF), "ruleset": ruleset}
    identity: str = site.post("/submissions", data=data).get_json()["submission"]
    return identity


def take_catalogue(site: Site) -> None:
    form = {"file": (io.BytesIO(CATALOGUE.encode()), "catalogue.csv"), "effective_from": "2019-01-01"}
    assert site.post("/catalogues", "maintainer", data=form).status_code == 201


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def changed(gate: Gate, **update: Any) -> Gate:
    """A gate whose rulesets differ, under the same names."""
    rulesets = [r.model_copy(update={**update, "digest": f"{r.digest}-new"}) for r in gate.library.rulesets]
    return Gate(RulesetLibrary(tuple(rulesets)), gate.registry)


def graded(gate: Gate, severity: Severity) -> Gate:
    """A gate whose rules on what must not be published are graded so."""

    def regraded(ruleset: Ruleset) -> Ruleset:
        layouts = []
        for layout in ruleset.layouts:
            rules = [
                one.model_copy(update={"severity": severity})
                if gate.registry.check(one.check, one.id).kind in KINDS
                else one
                for one in layout.rules
            ]
            layouts.append(layout.model_copy(update={"rules": tuple(rules)}))
        return ruleset.model_copy(update={"layouts": tuple(layouts), "digest": f"{ruleset.digest}-{severity}"})

    return Gate(RulesetLibrary(tuple(map(regraded, gate.library.rulesets))), gate.registry)


@pytest.mark.parametrize(
    ("ruleset", "form"),
    [("national@2019", "csv"), ("national@2019", "xlsx"), ("national@2019", "parquet"), ("changzhi@2020.1", "csv")],
)
def test_it_is_what_the_command_line_writes(sqlite_site: Site, tmp_path: Path, ruleset: str, form: str) -> None:
    take_catalogue(sqlite_site)
    path = tmp_path / f"view.{form}"
    options = ["--as-of", str(AS_OF), "--ruleset", ruleset, "--format", "json", "--published", str(path)]
    command = [sys.executable, "-m", "cli", "check", str(FILE), *options]
    environment = environment_of(sqlite_site.service.settings.home)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    address = f"/submissions/{submitted_file(sqlite_site, ruleset)}/published?format={form}"
    given = sqlite_site.get(address, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert given.status_code == 200
    assert (given.headers.get("Content-Encoding"), given.content_length) == (None, path.stat().st_size)
    assert given.get_data() == path.read_bytes()


@pytest.mark.parametrize(("severity", "shown"), [("reject", ["1"]), ("review", ["1"]), ("warn", ["1", "2"])])
def test_nothing_is_shown_that_must_not_be(tmp_path: Path, gate: Gate, severity: Severity, shown: list[str]) -> None:
    """A clean record, one with a sensitive text, one of an item that is not open, one of a child."""
    records = [
        numbered(GOOD, 1),
        numbered({**GOOD, "违法事实": f"联系手机{MOBILE}"}, 2),
        numbered({**GOOD, "违法行为类型": CLOSED_ITEM}, 3),
        numbered({**GOOD, **CHILD}, 4),
    ]
    with open_site(tmp_path / "home", None, graded(gate, severity)) as site:
        take_catalogue(site)
        result = submitted(site, records)
        found = {finding["row"]: finding["kind"] for finding in result["findings"]}
        assert found == {2: "sensitive", 3: "wrong_scope", 4: "minor"}
        given = site.get(f"/submissions/{result['submission']}/published", "submitter")
    text = given.get_data(as_text=True)
    assert [line["行政处罚决定书文号"] for line in lines(given.get_data())] == [
        f"长市监罚〔2020〕{number}号" for number in shown
    ]
    assert not [part for part in (MOBILE, CLOSED_ITEM, CHILD["行政相对人名称"], CHILD["证件号码"]) if part in text]
    assert ("138****5678" in text) == ("2" in shown)


def test_it_is_masked_by_the_ruleset_of_then(tmp_path: Path, gate: Gate) -> None:
    terms = gate.library.get("national@2019").publication
    stricter = terms.model_copy(update={"masks": {**terms.masks, "redaction.mobile": "stars"}})
    home, records = tmp_path / "home", [{**GOOD, "违法事实": f"联系手机{MOBILE}"}]
    with open_site(home, None, changed(gate, publication=stricter)) as site:
        identity = submitted(site, records, "national@2019")["submission"]
    with open_site(home, None, gate) as site:
        later = submitted(site, [numbered(records[0], 2)], "national@2019")["submission"]
        texts = [
            lines(site.get(f"/submissions/{one}/published").get_data())[0]["违法事实"] for one in (identity, later)
        ]
    assert texts == ["联系手机***********", "联系手机138****5678"]
    with open_site(home, None, Gate(RulesetLibrary(()), gate.registry)) as site:
        assert site.get(f"/submissions/{identity}/published").status_code == 200
        assert site.get(f"/submissions/{identity}/workbook").status_code == 200


def test_where_one_bad_record_rejects_all_there_is_only_a_header(tmp_path: Path, gate: Gate) -> None:
    with open_site(tmp_path / "home", None, changed(gate, acceptance="whole")) as site:
        result = submitted(site, [GOOD, numbered({**GOOD, "处罚决定日期": "昨天"}, 2)], "national@2019")
        given = site.get(f"/submissions/{result['submission']}/published")
    assert result["verdict"] == "reject"
    assert (given.status_code, given.get_data().count(b"\r\n"), lines(given.get_data())) == (200, 1, [])


def test_without_a_verdict_nothing_is_published(sqlite_site: Site) -> None:
    result = submitted(sqlite_site, [GOOD])
    assert result["verdict"] == "undefined", "there is no catalogue"
    path = f"/submissions/{result['submission']}/published"
    assert_problem(sqlite_site.get(path), 422, "undefined-is-not-published")


@check(
    id="test.alike",
    kind="sensitive",
    title={"zh": "两栏开头相同", "en": "two fields begin alike"},
    message={"zh": "两栏开头相同", "en": "two fields begin alike"},
    sources=["test"],
)
def alike(text: Column, other: Column) -> Violation:
    """Masking either of two fields is enough; masking both at once makes them alike again, at every look."""
    first = text.text.str.starts_with("甲")
    both = (first & other.text.str.starts_with("甲")) | (
        text.text.str.starts_with("乙") & other.text.str.starts_with("乙")
    )
    masked = pl.when(first).then(pl.lit("乙")).otherwise(pl.lit("甲"))
    span = pl.struct(start=pl.lit(0, pl.UInt32), end=pl.lit(1, pl.UInt32), masked=masked)
    return Violation(where=both, spans=pl.concat_list(span))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_is_not_clean_at_the_second_look_is_not_sent(
    tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], form: str
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    checks = {**gate.registry.checks, alike.id: alike}
    registry = Registry(checks, gate.registry.plugins, gate.registry.providers)
    one, other = rule(alike.id, "warn", "CF_SY", "CF_NR"), rule(alike.id, "warn", "CF_NR", "CF_SY")
    hostile = with_rule(with_rule(Gate(gate.library, registry), one), other.model_copy(update={"id": "other"}))
    record = {**GOOD, "违法事实": f"甲联系手机{MOBILE}", "处罚内容": "甲罚款人民币50000元。"}
    with open_site(tmp_path / "home", None, hostile) as site:
        result = submitted(site, [record], "national@2019")
        body = assert_problem(site.get(f"/submissions/{result['submission']}/published?format={form}"), 500, "internal")
    captured = capfd.readouterr()
    assert not [one for one in (MOBILE, "****", "罚款人民币50000") if one in f"{body}{captured.out}{captured.err}"]
    assert "published-view-not-clean" in captured.out + captured.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "accept", "form"),
    [
        ("", None, "csv"),
        ("", "*/*", "csv"),
        ("", "text/csv", "csv"),
        ("", "text/csv; charset=utf-8", "csv"),
        ("", "text/html, */*;q=0.1", "csv"),
        ("", "application/vnd.apache.parquet", "parquet"),
        ("", "text/csv;q=0.5, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("?format=parquet", "text/csv", "parquet"),
        ("?format=xlsx", "application/json", "xlsx"),
    ],
)
def test_the_format_is_what_is_asked_for(site: Site, query: str, accept: str | None, form: str) -> None:
    identity = submitted_file(site, "national@2019")
    headers = {"Accept": accept} if accept else {}
    given = site.get(f"/submissions/{identity}/published{query}", headers=headers)
    assert (given.status_code, given.headers["Cache-Control"]) == (200, "no-store")
    assert f"filename={identity}-published.{form}" in given.headers["Content-Disposition"]
    assert "Accept" in given.headers["Vary"].split(", ")
    content = io.BytesIO(given.get_data())
    captions = {
        "csv": lambda: next(csv.reader(io.StringIO(content.read().decode("utf-8-sig")))),
        "xlsx": lambda: [cell.value for cell in next(openpyxl.load_workbook(content).worksheets[0].iter_rows())],
        "parquet": lambda: pl.read_parquet(content).columns,
    }[form]()
    assert captions[0] == "行政相对人名称"
    assert "法定代表人证件号码" not in captions


def test_formats_that_there_are_not(site: Site) -> None:
    path = f"/submissions/{submitted_file(site, 'national@2019')}/published"
    assert_problem(site.get(f"{path}?format=pdf"), 422, "invalid-fields")
    assert_problem(site.get(f"{path}?fromat=csv"), 422, "invalid-fields")
    for accept in ("application/json", "text/csv;q=0", "application/problem+json, text/html"):
        assert_problem(site.get(path, headers={"Accept": accept}), 406, "not-acceptable")


@pytest.fixture
def kept(sqlite_site: Site) -> KeptJudgement:
    take_catalogue(sqlite_site)
    records = [numbered(GOOD, 1), numbered({**GOOD, "违法行为类型": CLOSED_ITEM}, 2)]
    return kept_judgement(sqlite_site.service.home, COMMAND_LINE, submitted(sqlite_site, records)["submission"])


def test_where_findings_were_cut_nobody_can_tell(kept: KeptJudgement) -> None:
    assert kept.publishable.tolist() == [True, False]
    cut = replace(kept, result=kept.result.model_copy(update={"findings": ()}))
    with pytest.raises(UserError) as refused:
        assert cut.publishable.any()
    assert refused.value.code == "published-findings-cut"


def test_rows_other_than_those_judged_are_not_shown(kept: KeptJudgement, gate: Gate, tmp_path: Path) -> None:
    more = replace(kept, levels=kept.levels.repeat(2), unpublishable=kept.unpublishable.repeat(2))
    with pytest.raises(EngineError) as failure:
        write_published(more, Publication(more.plan, gate.registry), tmp_path / "view.csv")
    assert failure.value.code == "evidence-differs"
    assert not list(tmp_path.glob("view*"))
