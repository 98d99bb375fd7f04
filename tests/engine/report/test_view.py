from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.added_captions import is_added_caption
from engine.report import ReportContext
from engine.report.html import render_html
from engine.report.view import (
    absent,
    left_out_lines,
    next_step,
    rule_groups,
    rules_not_run,
    shortened,
    submission_findings,
    visible,
)
from engine.verdict import FindingSpan, LeftOut, SubmissionVerdict


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("行政处罚〔2020〕1号", "行政处罚〔2020〕1号"),
        ("a\x1b[31m", "a␛[31m"),
        ("a\nb\tc\x00", "a␊b␉c␀"),
        ("a\x7f\x9b", "a⟨U+007F⟩⟨U+009B⟩"),
        ("\u202e1\u200b\ufeff\ud800", "⟨U+202E⟩1⟨U+200B⟩⟨U+FEFF⟩⟨U+D800⟩"),
    ],
)
def test_hidden_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_shortened_keeps_within_the_limit() -> None:
    assert shortened("一二三", 3) == "一二三"
    assert shortened("一二三四", 3) == "一二…"


def test_groups_come_worst_first_and_count_exactly(context: ReportContext) -> None:
    groups = rule_groups(context)
    severities = [group.severity for group in groups]
    assert severities == ["reject"] * 5 + ["review"] + ["warn"] * 3 + ["info"]
    assert sum(group.violations for group in groups) == len(context.result.findings) - 2
    assert all(group.violations == len(group.findings) for group in groups)


def test_groups_of_cut_findings_keep_their_counts(truncated_context: ReportContext, context: ReportContext) -> None:
    counts = {group.rule: group.violations for group in rule_groups(truncated_context)}
    assert counts == {group.rule: group.violations for group in rule_groups(context)}
    assert {group.severity for group in rule_groups(truncated_context) if not group.findings} == {None}


def test_findings_of_the_whole_file_come_worst_first(context: ReportContext) -> None:
    assert [finding.severity for finding in submission_findings(context)] == ["reject", "info"]


def test_crashes_come_before_skips(context: ReportContext) -> None:
    assert [run.status for run in rules_not_run(context)] == ["crashed", "skipped"]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("undefined", "请先排除规则未运行的原因，再重新校验；在此之前不得接收本次数据。"),
        ("accept", "无须修改，可以接收。提醒事项 27 处，请在今后报送时改正。"),
        ("review", "待审的 3 条等候人工审核，审核前不得公示。"),
        ("reject", "该规则集要求整批合格，请改正后整份重新报送。"),
    ],
)
def test_next_step(
    with_verdict: Callable[[SubmissionVerdict], ReportContext], verdict: SubmissionVerdict, sentence: str
) -> None:
    assert next_step(with_verdict(verdict)) == sentence


def test_next_step_of_a_wholly_rejected_submission(context: ReportContext) -> None:
    counts = context.result.counts.model_copy(update={"accept": 0, "review": 0, "reject": 60})
    rejected = context.result.model_copy(update={"verdict": "reject", "counts": counts})
    assert next_step(replace(context, result=rejected)) == "退回的 60 条请按修改建议改正后重新报送。"


def test_added_captions_are_recognised_in_both_languages() -> None:
    assert is_added_caption(" 【修改建议】")
    assert is_added_caption("【Verdict】")
    assert not is_added_caption("备注")


def test_rows_that_are_no_records_are_told(context: ReportContext, english_context: ReportContext) -> None:
    assert left_out_lines(context, 5) == []
    runs = (
        LeftOut(sheet_row=5, last_sheet_row=5, rows=1, kind="note", message="说明"),
        LeftOut(sheet_row=90, last_sheet_row=289, rows=200, kind="empty", message="没有填"),
        LeftOut(sheet_row=290, last_sheet_row=290, rows=1, kind="total", message="合计行"),
    )
    read = context.result.input.model_copy(update={"left_out": runs, "left_out_rows": 202})
    told = replace(context, result=context.result.model_copy(update={"input": read}))
    assert left_out_lines(told, 2)[:-1] == ["第 5 行：说明", "第 90–289 行（200 行）：没有填", "另有 1 行未列出"]
    assert "200" in render_html(told)
    english = replace(english_context, result=told.result)
    assert left_out_lines(english, 1)[:2] == ["row 5: 说明", "201 more rows are not listed"]


def test_a_text_that_is_not_shown_is_not_called_empty(context: ReportContext) -> None:
    finding = context.result.findings[0].model_copy(update={"value": None, "spans": None})
    span = FindingSpan(field="CF_SY", start=0, end=3, recogniser="redaction.mobile")
    assert absent(context, finding) == "（空）"
    assert absent(context, finding.model_copy(update={"spans": (span,)})) == "（原文不显示）"
