"""An answer that was written in pieces is the same, byte by byte, as one written at once."""

import pytest

from engine.gate import Gate
from store.history.answers import FINDINGS_A_PART, written
from tests.store.history.conftest import AS_OF, RULESET, Make


@pytest.mark.parametrize("records_at_fault", [0, 1, FINDINGS_A_PART, FINDINGS_A_PART + 1])
def test_pieces_make_the_whole(gate: Gate, records: Make, records_at_fault: int) -> None:
    source = records(*range(records_at_fault or 1), **({"CF_XDR_MC": None} if records_at_fault else {}))
    judged = gate.check(source, as_of=AS_OF, reference=RULESET).result
    result = judged.model_copy(update={"submission": '甲","truncated":1'})
    assert len(result.findings) >= records_at_fault
    assert written(result).whole == result.model_dump_json(by_alias=True).encode()
