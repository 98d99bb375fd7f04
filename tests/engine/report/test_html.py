import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import pytest

from engine.report import ReportContext
from engine.report.html import RECORD_FINDINGS, SAMPLES_PER_RULE, render_html
from engine.verdict import SubmissionVerdict

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """Collects tags with attributes and text, and fails on tags that do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def outline(context: ReportContext) -> Outline:
    parsed = Outline()
    parsed.feed(render_html(context))
    parsed.close()
    assert parsed.open == []
    return parsed


def test_nothing_is_loaded_and_nothing_runs(context: ReportContext) -> None:
    parsed = outline(context)
    assert {tag for tag, _ in parsed.tags} & {"script", "img", "link", "iframe", "form", "object", "base"} == set()
    attributes = {name for _, attributes in parsed.tags for name in attributes}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in parsed.tags)
    policy = next(a["content"] for _, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not re.search(r"url\(|@import", render_html(context))


def test_values_are_shown_and_not_obeyed(context: ReportContext) -> None:
    page = render_html(context)
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page
    assert "&lt;b&gt;内存不足&lt;/b&gt;" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u200b]", page)


def test_headings_do_not_skip_a_level_and_ids_are_unique(context: ReportContext) -> None:
    parsed = outline(context)
    levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {(attributes["href"] or "")[1:] for tag, attributes in parsed.tags if tag == "a"}
    assert targets <= set(ids)


def test_header_cells_have_a_scope(context: ReportContext) -> None:
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in outline(context).tags if tag == "th")


def test_says_what_matters(context: ReportContext) -> None:
    text = " ".join(outline(context).text)
    for words in (
        "部分通过",
        "national@2019",
        "2020-04-30",
        "0f" * 32,
        "没有机构名录",
        "统一社会信用代码的校验码应正确",
    ):
        assert words in text
    assert render_html(context).index("未运行的规则") < render_html(context).index('id="rules"')


def test_english(english_context: ReportContext) -> None:
    page = render_html(english_context)
    assert '<html lang="en">' in page
    assert "Partly accepted" in page


@pytest.mark.parametrize("verdict", get_args(SubmissionVerdict))
def test_every_verdict_renders(
    with_verdict: Callable[[SubmissionVerdict], ReportContext], verdict: SubmissionVerdict
) -> None:
    assert f'class="verdict {verdict}"' in render_html(with_verdict(verdict))


def test_clean_and_cut_results_render(clean_context: ReportContext, truncated_context: ReportContext) -> None:
    assert "没有发现问题。" in render_html(clean_context)
    assert "明细只列出一部分" in render_html(truncated_context)
    assert "另有 10 处未列出。" in render_html(truncated_context)


def test_long_lists_are_limited_and_say_so(context: ReportContext) -> None:
    finding = next(finding for finding in context.result.findings if finding.row == 17)
    many = tuple(finding.model_copy(update={"row": row}) for row in range(1, 701))
    runs = tuple(run.model_copy(update={"violations": 700}) for run in context.result.rules if run.rule == finding.rule)
    counts = context.result.counts
    findings = counts.findings.model_copy(update={"reject": 700, "review": 0, "warn": 0, "info": 0})
    update = {"findings": many, "rules": runs, "counts": counts.model_copy(update={"findings": findings})}
    page = render_html(replace(context, result=context.result.model_copy(update=update)))
    assert page.count("第1条·") == 2
    assert page.count('class="place"') == SAMPLES_PER_RULE + RECORD_FINDINGS
    assert "另有 650 处未列出。" in page
    assert "仅列出前 500 处，共 700 处。" in page
