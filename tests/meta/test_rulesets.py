"""Walks every ruleset: sound, dated without gap or overlap, true to the standard's tables, and unchanged once
published."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import UserError
from engine.plugins import Registry
from engine.ruleset import RECORD_TYPES, RecordType, Ruleset, RulesetLibrary, load_library
from engine.ruleset_lint import lint

ROOT = Path(__file__).parent.parent.parent
LIBRARY = load_library(ROOT / "rulesets")
every_ruleset = pytest.mark.parametrize(
    "ruleset", LIBRARY.rulesets, ids=[ruleset.reference for ruleset in LIBRARY.rulesets]
)
# Where a ruleset says it otherwise than the table, on purpose: the table's C is a rule over several fields in the
# 2015 form, and in the 2018 form the condition on the 17 zeros cannot depend on a category that the form does not have.
PRESENCE_DEVIATIONS = {("2015", code): ["O", "O", "B"] for code in ("SHXYM", "ZDM", "GSDJ", "SWDJ")} | {
    ("2018", "GSZC"): ["C", "C", "B"]
}


@every_ruleset
def test_published_rulesets_never_change(ruleset: Ruleset) -> None:
    pinned = yaml.safe_load((ROOT / "rulesets" / "DIGESTS.yaml").read_text(encoding="utf-8"))
    assert pinned.get(ruleset.reference) == ruleset.digest, (
        f"{ruleset.reference} was published with another content: make a new version (or pin {ruleset.digest})"
    )


@every_ruleset
def test_lint_finds_nothing(ruleset: Ruleset, library: RulesetLibrary, real_registry: Registry) -> None:
    assert list(lint(ruleset, library, real_registry)) == []


@every_ruleset
def test_every_rule_has_a_clause_and_a_confidence(ruleset: Ruleset) -> None:
    for layout in ruleset.layouts:
        for rule in layout.rules:
            assert rule.clause.strip(), rule.id
            assert rule.confidence.split()[0].strip(",") in {"H", "M", "L", "GK-H", "GK-M", "GK-L"}, rule.id


@every_ruleset
def test_what_is_not_certain_says_why(ruleset: Ruleset) -> None:
    for layout in ruleset.layouts:
        for rule in layout.rules:
            doubtful = rule.confidence != "H"
            assert not doubtful or rule.note, (
                f"{ruleset.reference} {rule.id}: confidence {rule.confidence} without a note"
            )


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_exactly_one_ruleset_is_in_force_on_every_day(library: RulesetLibrary, record_type: RecordType) -> None:
    first = min(ruleset.effective_from for ruleset in library.rulesets)
    day = first
    while day < date(2030, 1, 1):
        assert library.select(day, "national", record_type)
        day += timedelta(days=1)
    with pytest.raises(UserError):
        library.select(first - timedelta(days=1), "national", record_type)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2015, 9, 15), "2015"),
        (date(2018, 7, 24), "2015"),
        (date(2018, 7, 25), "2018"),
        (date(2019, 7, 1), "2019"),
        (date(2021, 7, 14), "2019"),
        (date(2021, 7, 15), "2021"),
    ],
)
def test_versions_change_on_their_days(library: RulesetLibrary, day: date, version: str) -> None:
    assert library.select(day).version == version


def _table(version: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / f"fields-{version}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("version", ["2015", "2018", "2019"])
def test_fields_are_those_of_the_standards_table(version: str) -> None:
    document: dict[str, Any] = yaml.safe_load(
        (ROOT / "rulesets" / "national" / f"{version}.yaml").read_text(encoding="utf-8")
    )
    lines = {(kind, line["code"]): line for kind in RECORD_TYPES for line in document["records"][kind]["fields"]}
    rows = {(row["record_type"], row["code"]): row for row in _table(version)}
    assert list(lines) == list(rows)
    for key, row in rows.items():
        line = lines[key]
        letters = [row["legal_entity"], row["individual_business"], row["natural_person"]]
        suffix = key[1].rsplit("_", 1)[-1]
        assert line["presence"] == PRESENCE_DEVIATIONS.get((version, suffix), letters), key
        assert (line["number"], line["caption"], line["confidence"]) == (
            int(row["no"]),
            row["caption"],
            row["confidence"],
        ), key
        if "max" in line:
            assert line["max"] == int(row["max_length"]), key
