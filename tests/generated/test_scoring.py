"""The scorer on findings made by hand."""

from dataclasses import dataclass

from benchmarks.scoring import Expected, score


@dataclass(frozen=True)
class _Found:
    row: int | None
    kind: str
    fields: tuple[str, ...]
    severity: str = "reject"
    rule: str = "rule"


def _expected(row: int, fault: str, fields: str, kinds: str, group: str = "core") -> Expected:
    return Expected.from_line({"row": row, "fault": fault, "group": group, "fields": fields, "kinds": kinds})


def test_a_fault_counts_as_found_by_row_field_and_kind() -> None:
    expected = [_expected(1, "x", "A B", "missing bad_date")]
    assert score([_Found(1, "bad_date", ("B",))], expected).perfect
    assert score([_Found(1, "bad_date", ("B",), "warn")], expected).perfect
    for wrong in (_Found(2, "bad_date", ("B",)), _Found(1, "mismatch", ("B",)), _Found(1, "bad_date", ("C",))):
        assert len(score([wrong], expected).missed) == 1


def test_strong_findings_on_clean_records_are_false_alarms() -> None:
    findings = [_Found(3, "missing", ("A",), severity) for severity in ("reject", "review", "warn", "info")]
    assert len(score([*findings, _Found(None, "missing_column", ())], []).false_alarms) == 2


def test_other_strong_findings_on_a_faulty_record_are_second_findings() -> None:
    expected = [_expected(1, "x", "A", "missing")]
    findings = [_Found(1, "missing", ("A",)), _Found(1, "mismatch", ("B",)), _Found(1, "late", ("C",), "warn")]
    scored = score(findings, expected)
    assert [finding.kind for finding in scored.second] == ["mismatch"]
    assert str(scored) == "found 1 of 1; false alarms 0; second findings 1"


def test_a_repetition_may_be_reported_on_either_record() -> None:
    expected = [_expected(5, "duplicate", "A", "duplicate")]
    assert score([_Found(4, "duplicate", ("A",))], expected).perfect
    assert score([_Found(5, "duplicate", ("A",))], expected).perfect


def test_faults_of_other_groups_need_not_be_found() -> None:
    expected = [_expected(1, "late", "A", "late", group="timeliness")]
    assert score([_Found(1, "mismatch", ("B",))], expected).missed == ()
    assert len(score([], expected, groups=["timeliness"]).missed) == 1
