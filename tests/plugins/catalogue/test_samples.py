"""The whole way over the samples: every fault against the registers is found, and nothing else."""

from datetime import date

import pytest

from engine.checking import Lookups
from engine.gate import Gate
from engine.plugins import Registry
from engine.reading import open_source
from engine.ruleset import Rule, RulesetLibrary
from tests.conftest import EXAMPLES

PENALTY = {
    "category": "CF_XDR_LB",
    "item": ("CF_WFXW", "CF_CFJGDM", "CF_CFJG", "CF_JDRQ", "CF_YJ"),
    "organ": ("CF_CFJGDM", "CF_CFJG", "CF_JDRQ"),
    "source": ("CF_SJLYDM", "CF_SJLY", "CF_JDRQ"),
    "when": "CF_WFXW IS NOT NULL",
}
LICENCE = {
    "category": "XK_XDR_LB",
    "item": ("XK_XKZS", "XK_XKJGDM", "XK_XKJG", "XK_JDRQ", "XK_XKWS", "XK_NR"),
    "organ": ("XK_XKJGDM", "XK_XKJG", "XK_JDRQ"),
    "source": ("XK_LYDWDM", "XK_LYDW", "XK_JDRQ"),
    "when": None,
}
EXPECTED = {
    "penalty.csv": {
        (87, "unknown_organisation", "CF_CFJGDM"),
        (89, "unknown_organisation", "CF_SJLYDM"),
        (93, "not_in_catalogue", "CF_WFXW"),
        (94, "wrong_authority", "CF_WFXW"),
    },
    "licence.xlsx": {
        (79, "unknown_organisation", "XK_XKJGDM"),
        (88, "unknown_organisation", "XK_LYDWDM"),
        (89, "not_in_catalogue", "XK_XKZS"),
    },
}
KINDS = {"unknown_organisation", "not_in_catalogue", "wrong_authority", "wrong_counterpart", "wrong_scope"}


def rules(record_type: str) -> tuple[Rule, ...]:
    fields = PENALTY if record_type == "penalty" else LICENCE
    common = {"clause": "test", "confidence": "H", "severity": "review"}
    matching = {**common, "parameters": {"record_type": record_type, "threshold": 80}, "when": fields["when"]}
    return (
        Rule(id="organ", check="organisation.known", fields=fields["organ"], **common),
        Rule(id="source", check="organisation.known", fields=fields["source"], **common),
        Rule(id="item", check="catalogue.item-known", fields=fields["item"], **matching),
        Rule(id="authority", check="catalogue.authority", fields=fields["item"], **matching),
        Rule(id="party", check="catalogue.counterpart", fields=(fields["category"], *fields["item"]), **matching),
        Rule(id="scope", check="catalogue.scope", fields=fields["item"], **matching),
    )


@pytest.fixture(scope="module")
def gate_with_rules(library: RulesetLibrary, registry: Registry) -> Gate:
    national = library.get("national@2019")
    layouts = tuple(
        layout.model_copy(update={"rules": (*layout.rules, *rules(layout.record_type))}) for layout in national.layouts
    )
    changed = national.model_copy(update={"layouts": layouts, "digest": "sha256:with-registers"})
    return Gate(RulesetLibrary((changed,)), registry)


@pytest.mark.parametrize("name", list(EXPECTED))
@pytest.mark.parametrize("slice_records", [7, 100_000])
def test_faults_against_the_registers(
    gate_with_rules: Gate, sample_lookups: Lookups, name: str, slice_records: int
) -> None:
    judgement = gate_with_rules.check(
        open_source(EXAMPLES / name),
        as_of=date(2020, 4, 30),
        reference="national@2019",
        lookups=sample_lookups,
        slice_records=slice_records,
    )
    assert not [run for run in judgement.result.rules if run.status == "crashed"]
    found = {(f.row, f.kind, f.fields[0]) for f in judgement.result.findings if f.kind in KINDS}
    assert found == EXPECTED[name]
