"""Findings of sensitive text say where it stands, counted in the cell as handed in; other findings say nothing."""

import json
from datetime import date

import pytest

from engine.gate import Gate
from engine.reading import open_source
from engine.report.json_report import render_json

# An astral character counts one, and so does each blank in front.
TEXTS = {
    "plain": "联系手机13812345678",
    "blanks in front": "　 联系手机13812345678\t",
    "astral": "𠮷某联系手机13812345678",
    "two": "手机13812345678，又称138-1234-5678",
}


def judged(gate: Gate, text: str) -> dict[str, object]:
    codes = gate.library.get("changzhi@2020.1").layouts_of("penalty")[0].codes
    record = dict.fromkeys(codes, "") | {"CF_XDR_MC": "长治市甲公司", "CF_SY": text}
    source = open_source(json.dumps([record]).encode(), "records.json")
    result = gate.check(source, as_of=date(2020, 4, 30), reference="changzhi@2020.1", record_type="penalty").result
    return json.loads(render_json(result))


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_spans_cut_the_number_out_of_the_cell_as_handed_in(gate: Gate, text: str) -> None:
    findings = judged(gate, text)["findings"]
    sensitive = [finding for finding in findings if finding["kind"] == "sensitive"]
    assert [finding["rule"] for finding in sensitive] == ["changzhi.penalty.CF_SY.mobile"]
    spans = sensitive[0]["spans"]
    assert {(span["field"], span["recogniser"]) for span in spans} == {("CF_SY", "redaction.mobile")}
    numbers = [text[span["start"] : span["end"]] for span in spans]
    assert numbers == [number for number in ("13812345678", "138-1234-5678") if number in text]


def test_findings_that_mean_no_stretch_of_text_have_no_spans(gate: Gate) -> None:
    findings = judged(gate, "清白")["findings"]
    assert findings
    assert not [finding for finding in findings if "spans" in finding]
