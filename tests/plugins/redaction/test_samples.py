"""Every redaction fault of the samples is found by row and field, and nothing in clean texts."""

from datetime import date

import pytest

from engine.gate import Gate
from engine.plugins import Registry
from engine.reading import open_source
from engine.ruleset import Rule, RulesetLibrary
from plugins.redaction import RECOGNISERS
from tests.conftest import EXAMPLES

TEXTS = {
    "penalty": "MC:CF_XDR_MC CF_FRDB CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_ZKDX CF_CFJG CF_SJLY BZ",
    "licence": "MC:XK_XDR_MC XK_FRDB XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_XKJG XK_LYDW BZ",
}
PREFIX = {"penalty": "CF", "licence": "XK"}
EXPECTED = {
    "penalty.csv": {
        (78, "CF_SY", "mobile"),
        (79, "CF_SY", "resident-identity"),
        (80, "CF_NR", "bank-account"),
        (84, "CF_SY", "home-address"),
        (85, "CF_SY", "third-person"),
        (86, "BZ", "resident-identity"),
    },
    "licence.xlsx": {
        (70, "XK_NR", "mobile"),
        (72, "XK_NR", "resident-identity"),
        (73, "XK_NR", "bank-account"),
        (74, "XK_NR", "home-address"),
        (76, "XK_NR", "third-person"),
        (77, "BZ", "resident-identity"),
    },
}


def rules(record_type: str) -> tuple[Rule, ...]:
    prefix = PREFIX[record_type]
    codes = TEXTS[record_type].replace("MC:", "").split()
    beside = {
        "redaction.third-person": (f"{prefix}_XDR_MC", f"{prefix}_FRDB"),
        "redaction.home-address": (f"{prefix}_XDR_LB",),
        "redaction.vehicle-plate": (f"{prefix}_XDR_LB",),
    }
    common = {"clause": "test", "confidence": "H", "severity": "review"}
    found = [
        Rule(
            id=f"{code}.{identity}",
            check=identity,
            fields=tuple(dict.fromkeys((code, *beside.get(identity, ())))),
            **common,
        )
        for code in codes
        for identity in RECOGNISERS
        if identity not in beside or code not in (f"{prefix}_XDR_MC", f"{prefix}_FRDB")
    ]
    minor = Rule(id="minor", check="redaction.minor", fields=(f"{prefix}_XDR_ZJHM", f"{prefix}_JDRQ"), **common)
    return (*found, minor)


@pytest.fixture(scope="module")
def gate_with_rules(library: RulesetLibrary, registry: Registry) -> Gate:
    national = library.get("national@2019")
    layouts = tuple(
        layout.model_copy(update={"rules": (*layout.rules, *rules(layout.record_type))}) for layout in national.layouts
    )
    changed = national.model_copy(update={"layouts": layouts, "digest": "sha256:with-redaction"})
    return Gate(RulesetLibrary((changed,)), registry)


@pytest.mark.parametrize("name", list(EXPECTED))
@pytest.mark.parametrize("slice_records", [7, 100_000])
def test_redaction_faults_of_the_samples(gate_with_rules: Gate, name: str, slice_records: int) -> None:
    result = gate_with_rules.check(
        open_source(EXAMPLES / name), as_of=date(2020, 4, 30), reference="national@2019", slice_records=slice_records
    ).result
    assert not [run for run in result.rules if run.status == "crashed"]
    found = [finding for finding in result.findings if finding.kind in ("sensitive", "minor")]
    assert {(f.row, f.fields[0], f.rule.rpartition(".")[2]) for f in found} == EXPECTED[name]
    assert len(found) == len(EXPECTED[name])


def test_no_finding_of_the_samples_holds_what_was_found(gate_with_rules: Gate) -> None:
    result = gate_with_rules.check(
        open_source(EXAMPLES / "penalty.csv"), as_of=date(2020, 4, 30), reference="national@2019"
    ).result
    raw = ("13246505333", "140421197803053509", "6228480170584881933", "1389室", "高霞娟", "140402199610192342")
    for finding in result.findings:
        if finding.kind == "sensitive":
            assert not [piece for piece in raw if piece in f"{finding.message} {finding.suggestion}"]
