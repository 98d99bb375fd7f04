"""`gongshi check --record`, `history`, `keys` and `db` at the command line."""

import csv
import io
import json
from dataclasses import fields
from pathlib import Path

import pytest

from cli.history_words import caption
from store.history.queries import SubmissionSummary
from store.history.statistics import QualityRow, RuleRow
from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

UNIT = "111404001818998355"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))


PENALTY = str(EXAMPLES / "penalty.csv")
RECORD = ("check", PENALTY, "--ruleset", "national@2019", "--as-of", "2020-04-30", "--format", "json", "--record")


def recorded(gongshi: Gongshi) -> dict[str, object]:
    done = gongshi(*RECORD, "--organisation", UNIT)
    assert done.status == 1
    answer: dict[str, object] = json.loads(done.out)
    return answer


def test_what_is_recorded_can_be_shown_to_the_letter(gongshi: Gongshi) -> None:
    done = gongshi(*RECORD, "--organisation", UNIT)
    identity = json.loads(done.out)["submission"]
    assert f"已存入历史，编号 {identity}" in done.err
    assert gongshi("history", "show", identity, "--format", "json").out.strip() == done.out.strip()
    assert "111404001818998355" in gongshi("history", "show", identity).out


def test_recording_needs_an_organisation(gongshi: Gongshi) -> None:
    done = gongshi(*RECORD)
    assert done.status == 2
    assert "--organisation" in done.err


def test_recording_twice_tells_of_the_first_time(gongshi: Gongshi) -> None:
    first = recorded(gongshi)
    second = recorded(gongshi)
    assert second["verdict"] == "review"
    assert str(first["submission"]) in json.dumps(second["findings"])


def test_lists_filter(gongshi: Gongshi) -> None:
    identity = recorded(gongshi)["submission"]
    for options, found in (
        ((), True),
        (("--organisation", UNIT, "--type", "penalty", "--verdict", "partial", "--severity", "reject"), True),
        (("--kind", "bad_checksum", "--decided-from", "2020-04-01", "--decided-until", "2020-04-30"), True),
        (("--verdict", "accept"), False),
        (("--until", "2020-01-01"), False),
        (("--rule", "national.penalty.nothing"), False),
    ):
        items = json.loads(gongshi("history", "list", "--format", "json", *options).out)
        assert [item["id"] for item in items] == ([identity] if found else [])


def test_exports(gongshi: Gongshi, tmp_path: Path) -> None:
    result = recorded(gongshi)
    findings = gongshi("history", "export", "findings", "--kind", "bad_checksum").out
    lines = list(csv.DictReader(io.StringIO(findings)))
    assert {line["kind"] for line in lines} == {"bad_checksum"}
    gongshi("history", "export", "records", "--out", str(tmp_path / "records.csv"))
    records = list(csv.DictReader(io.StringIO((tmp_path / "records.csv").read_text(encoding="utf-8-sig"))))
    assert len(records) == 150
    assert {record["submission"] for record in records} == {result["submission"]}


def test_no_cell_of_a_file_is_a_formula(gongshi: Gongshi, tmp_path: Path) -> None:
    """Also the beginnings that a Chinese spreadsheet takes for one, and what stands behind blanks."""
    begun = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "－1+1", " =1+1")
    with (EXAMPLES / "penalty.csv").open(encoding="gb18030", newline="") as file:
        sample = next(csv.DictReader(file))
    path = tmp_path / "=penalty.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*sample])
        writer.writeheader()
        writer.writerows({**sample, "处罚类别": text, "违法事实": "联系手机13812345678"} for text in begun)
    options = ("--ruleset", "changzhi@2020.1", "--as-of", "2020-04-30", "--format", "json", "--record")
    identity = json.loads(gongshi("check", path, *options, "--organisation", UNIT).out)["submission"]
    outputs = [gongshi("history", "show", identity, "--format", "csv").out]
    outputs += [gongshi("history", "export", subject).out for subject in ("submissions", "findings", "records")]
    cells = [cell for output in outputs for line in csv.reader(io.StringIO(output)) for cell in line]
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝＋－＠"))]
    assert {f"'{text}" for text in ("＝1+1", "=1+1", "=penalty.csv")} <= set(cells)


def test_statistics(gongshi: Gongshi) -> None:
    recorded(gongshi)
    (row,) = json.loads(gongshi("history", "statistics", "quality", "--format", "json").out)
    assert (row["records"], row["accept"], row["review"], row["reject"]) == (150, 94, 1, 55)
    rules = json.loads(gongshi("history", "statistics", "rules", "--format", "json").out)
    assert {row["rule"] for row in rules} >= {"national.penalty.CF_CFJGDM.check-digit"}


def test_tables_are_in_the_words_of_a_clerk(gongshi: Gongshi) -> None:
    identity = str(recorded(gongshi)["submission"])
    commands = (("list",), ("show", identity), ("statistics", "quality"), ("statistics", "rules"))
    tables = [gongshi("history", *command).out for command in commands]
    for table, said in zip(tables, ("部分通过", "部分通过", "行政处罚", "退回"), strict=True):
        assert said in table
        assert not {"record_type", "penalty", "partial", "organisation"} & set(table.split())


def test_every_field_of_the_history_has_a_caption() -> None:
    shown = (SubmissionSummary, QualityRow, RuleRow)
    assert all(caption(field.name) for one in shown for field in fields(one))


def test_a_key_is_printed_alone_and_once(gongshi: Gongshi) -> None:
    done = gongshi("keys", "create", "--role", "submitter", "--organisation", UNIT, "--expires", "2999-01-01", "市监局")
    assert (done.status, done.err) == (0, "")
    (text,) = done.out.split()
    assert text.startswith("gsk_")
    listed = gongshi("keys", "list").out
    assert "市监局" in listed
    assert text not in listed
    key_id = text.split("_")[1]
    assert gongshi("keys", "revoke", key_id).status == 0
    assert gongshi("keys", "revoke", "nothing").status == 2


def test_a_key_without_its_organisation_is_refused(gongshi: Gongshi) -> None:
    assert gongshi("keys", "create", "--role", "submitter", "市监局").status == 2
    assert gongshi("keys", "create", "--role", "king", "市监局").status == 2


def test_backup_and_upgrade(gongshi: Gongshi, tmp_path: Path) -> None:
    recorded(gongshi)
    assert gongshi("db", "upgrade").status == 0
    assert gongshi("db", "backup", str(tmp_path / "out.zip")).status == 0
    assert (tmp_path / "out.zip").stat().st_mode & 0o077 == 0
    assert gongshi("db", "backup", str(tmp_path / "out.zip")).status == 2
    assert gongshi("db", "restore", str(tmp_path / "out.zip")).status == 2
