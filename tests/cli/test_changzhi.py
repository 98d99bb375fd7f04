"""The Changzhi ruleset over the samples, with the registers imported as a maintainer would."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.scoring import score
from engine.verdict import Finding
from tests.cli.conftest import Gongshi, labels_of
from tests.conftest import EXAMPLES

GROUPS = ("core", "catalogue", "timeliness", "redaction")
LABELS = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize(("sample", "record_type"), [("penalty.csv", "penalty"), ("licence.xlsx", "licence")])
def test_every_fault_of_the_samples_is_found_and_nothing_else(
    gongshi: Gongshi, home: Path, sample: str, record_type: str
) -> None:
    answer = gongshi("check", EXAMPLES / sample, "--as-of", "2020-04-30", "--format", "json")
    result = json.loads(answer.out)
    assert result["ruleset"]["id"] == "changzhi"
    assert result["verdict"] == "partial"
    findings = tuple(Finding.model_validate(finding) for finding in result["findings"])
    scored = score(findings, labels_of(LABELS / f"expected_{record_type}.csv"), GROUPS)
    assert (list(scored.missed), list(scored.false_alarms), list(scored.second)) == ([], [], [])


def test_the_make_up_sunday_is_a_working_day(gongshi: Gongshi, home: Path) -> None:
    answer = gongshi("check", EXAMPLES / "penalty.csv", "--as-of", "2020-04-30", "--format", "json")
    late = [finding for finding in json.loads(answer.out)["findings"] if finding["kind"] == "late"]
    assert {finding["value"] for finding in late} == {"2020/04/21", "2020/03/02"}


def test_without_registers_nothing_is_accepted(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path))
    options = ("--as-of", "2020-04-30", "--ruleset", "changzhi", "--format", "json")
    answer = gongshi("check", EXAMPLES / "penalty.csv", *options)
    result = json.loads(answer.out)
    assert (answer.status, result["verdict"]) == (3, "undefined")
    assert {rule["reason"] for rule in result["rules"] if rule["status"] == "skipped"}


def test_coverage_counts_the_records_of_files(gongshi: Gongshi, home: Path) -> None:
    files = (EXAMPLES / "penalty.csv", EXAMPLES / "licence.xlsx")
    period = ("--from", "2020-04-01", "--to", "2020-04-30")
    answer = gongshi("catalogue", "coverage", *period, *files, "--format", "csv")
    assert answer.status == 0
    lines = [line for line in answer.out.splitlines() if "对涉及国防军工单位安全生产违法行为的处罚" in line]
    assert len(lines) == 1
    assert lines[0].split(",")[-1] == "0" or ",0" in lines[0]


@pytest.mark.parametrize("ruleset", ["changzhi@2020.1", "changzhi@2021.1"])
@pytest.mark.parametrize(("category", "kinds"), [("自然人", {"wrong_counterpart"}), ("个体工商户", set())])
def test_an_item_is_for_its_own_categories_of_party(
    gongshi: Gongshi, home: Path, tmp_path: Path, ruleset: str, category: str, kinds: set[str]
) -> None:
    """长治市应急管理局's item is ticked for 法人 and 其他组织 alone; 个体工商户 are covered by either."""
    with (EXAMPLES / "penalty.csv").open(encoding="gb18030", newline="") as file:
        records = list(csv.DictReader(file))
    item = next(record for record in records[29:] if record["违法行为类型"] == "未按规定设置安全警示标志")
    taken = ("违法行为类型", "处罚依据", "处罚决定日期", "处罚机关", "处罚机关统一社会信用代码")
    party = next(record for record in records[150:0:-1] if record["行政相对人类别"] == category)
    path = tmp_path / "penalty.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(party))
        writer.writeheader()
        writer.writerow({**party, **{caption: item[caption] for caption in taken}})
    answer = gongshi("check", path, "--as-of", "2021-08-30", "--ruleset", ruleset, "--format", "json")
    found = {finding["kind"] for finding in json.loads(answer.out)["findings"]}
    assert found & {"wrong_counterpart", "not_in_catalogue", "wrong_authority"} == kinds


def test_the_name_of_an_item_that_is_not_for_the_public_is_one_finding(
    gongshi: Gongshi, home: Path, tmp_path: Path
) -> None:
    lines = (EXAMPLES / "penalty.csv").read_text(encoding="gb18030").splitlines()
    captions, *records = csv.reader(lines)
    record = dict(zip(captions, records[100], strict=True))
    unit = {"处罚机关": "长治市应急管理局", "处罚机关统一社会信用代码": "111404009896W81690"}
    source = {"数据来源单位": "长治市应急管理局", "数据来源单位统一社会信用代码": "111404009896W81690"}
    record |= {
        **unit,
        **source,
        "违法行为类型": "涉及国防军工单位安全生产违法行为",
        "行政处罚决定书文号": "长应急罚〔2020〕9号",
    }
    with (tmp_path / "one.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(record), list(record.values())])
    answer = gongshi("check", tmp_path / "one.csv", "--as-of", "2020-04-30", "--format", "json")
    strong = [f["kind"] for f in json.loads(answer.out)["findings"] if f["severity"] in ("reject", "review")]
    assert "wrong_scope" in strong
    assert "sensitive" not in strong
