"""Walks every check of every built-in plugin: documented, sourced, in both languages, with cases, and used."""

from pathlib import Path

import pytest

from engine.check import Check
from engine.plugins import Registry, make_plugin_manager, make_registry
from engine.ruleset import RulesetLibrary
from engine.testing import CaseFile, case_files, load_cases, run_cases

PLUGINS = Path(__file__).parent.parent.parent / "plugins"
CHECKS = list(make_registry(make_plugin_manager()).checks.values())
CASES = {path.stem: load_cases(path) for path in case_files([PLUGINS])}
every_check = pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
every_case_file = pytest.mark.parametrize("cases", CASES.values(), ids=list(CASES))


@every_check
def test_has_a_case_file_of_its_own_name(check: Check) -> None:
    assert check.id in CASES, f"write plugins/…/cases/{check.id}.yaml"
    assert CASES[check.id].check == check.id


@every_check
def test_cases_hold_something_right_something_wrong_and_something_empty(check: Check) -> None:
    cases = CASES[check.id].cases
    assert any(not case.expect for case in cases), f"{check.id}: give a case that brings no finding"
    assert any(case.expect for case in cases), f"{check.id}: give a case that brings a finding"
    if check.scope != "submission":
        empty = [row for case in cases for row in case.rows if any(value is None for value in row.values())]
        assert empty, f"{check.id}: give a case with an empty cell"


@every_check
def test_documentation_has_a_summary_and_says_more(check: Check) -> None:
    summary = check.documentation.split("\n\n")[0]
    assert summary.rstrip().endswith("."), f"{check.id}: end the docstring's first paragraph with a full stop"
    assert len(check.documentation) > 60, f"{check.id}: say what is wrong, why, and what is left alone"


def _chinese(text: str) -> int:
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text)


def _chinese(text: str) -> int:
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text)


@every_check
def test_texts_are_in_both_languages(check: Check) -> None:
    for text in (check.title, check.message):
        assert _chinese(text["zh"]) or "{" in text["zh"], check.id
        assert _chinese(text["en"]) <= len(text["en"]) // 4, f"{check.id}: Chinese beyond quoted words"
    assert check.sources


@every_check
def test_is_used_by_a_ruleset(check: Check, library: RulesetLibrary) -> None:
    used = {rule.check for ruleset in library.rulesets for layout in ruleset.layouts for rule in layout.rules}
    assert check.id in used, f"{check.id} is used by no ruleset: is it dead?"


@every_case_file
def test_cases_bring_exactly_their_findings(cases: CaseFile, real_registry: Registry) -> None:
    failures = run_cases(cases, real_registry)
    assert not failures, "\n".join(f"{f.case}\nexpected:\n{f.expected}\nfound:\n{f.found}" for f in failures)
