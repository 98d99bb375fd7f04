import re
from pathlib import Path
from typing import get_args

import pytest

from engine.errors import EngineError, Language
from engine.kinds import SEVERITIES
from engine.report.texts import load_texts
from engine.report.workbook_styles import RecordVerdict
from engine.verdict import RuleStatus, SubmissionVerdict

REPORT = Path(__file__).parents[3] / "engine" / "report"
SOURCES = [*REPORT.glob("*.py"), *REPORT.glob("templates/*.j2")]
# "summary.file", with a prefix of the key where the rest is put together: f"status.{run.status}", 'verdict.' ~ verdict.
QUOTED = re.compile(r"""["']([a-z_]+\.[a-z0-9_.]*|title)(?:["']|\{)""")
PUT_TOGETHER = {
    "verdict.": get_args(SubmissionVerdict),
    "record.": get_args(RecordVerdict),
    "status.": get_args(RuleStatus),
    "repair.": SEVERITIES,
    "record_type.": ("licence", "penalty"),
    "csv.": ("row", "sheet_row", "severity", "kind", "fields", "message", "value", "suggestion", "clause", "rule"),
}


def used_keys() -> set[str]:
    prefixes = {key.split(".")[0] for key in load_texts("zh").keys}
    quoted = {key for source in SOURCES for key in QUOTED.findall(source.read_text(encoding="utf-8"))}
    literal = {key for key in quoted if key.split(".")[0] in prefixes and not key.endswith(".")}
    return literal | {prefix + word for prefix, words in PUT_TOGETHER.items() for word in words}


def test_both_languages_have_the_same_keys() -> None:
    assert load_texts("zh").keys == load_texts("en").keys


def test_both_languages_fill_in_the_same_values() -> None:
    for key in load_texts("zh").keys:
        names = [set(re.findall(r"\{(\w+)", load_texts(language)._entries[key])) for language in get_args(Language)]
        assert names[0] == names[1], key


def test_reports_use_no_unknown_key() -> None:
    assert used_keys() - load_texts("zh").keys == set()


def test_every_text_is_used() -> None:
    meanings = {f"verdict.{verdict}.meaning" for verdict in get_args(SubmissionVerdict)}
    assert load_texts("zh").keys - used_keys() - meanings == set()


def test_an_unknown_key_stops_the_report() -> None:
    with pytest.raises(EngineError, match="no “nothing”"):
        load_texts("en")("nothing")


def test_values_are_put_in_as_they_are() -> None:
    assert load_texts("zh")("workbook.suggestion", suggestion="{0} %s") == "建议：{0} %s"
