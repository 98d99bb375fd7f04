"""What is proposed in the place of a text is the whole text, however long it is."""

from datetime import date

import pytest

from engine.gate import Gate
from engine.reading import records_source
from tests.generated.submissions import make_submission

FILLING = "当事人经营场所位于长治市潞州区" * 20


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_proposal_is_not_cut(gate: Gate, count: int) -> None:
    record = make_submission("penalty", 7).frame.row(0, named=True)
    told = {**record, "CF_WFXW": f"{FILLING}，联系电话13812345678，经查明属实。"}
    records = [{**told, "CF_WSH": f"长市监罚〔2020〕{number}号"} for number in range(1, count + 1)]
    source = records_source(records, "records")
    findings = gate.check(source, as_of=date(2020, 4, 30), reference="changzhi@2020.1").result.findings
    proposed = [finding.suggestion for finding in findings if finding.rule.endswith("CF_WFXW.mobile")]
    assert proposed == [f"{FILLING}，联系电话138****5678，经查明属实。"] * count
