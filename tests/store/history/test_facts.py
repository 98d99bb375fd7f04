"""What the history keeps of each record is the same however the submission is cut, screened or not."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.checking.checker import SCREENED_RECORDS
from engine.gate import Gate, Judgement
from engine.history import EARLIER_SCHEMA, FACT_SCHEMA
from engine.reading import Source, open_source, records_source
from store.callers import COMMAND_LINE
from store.home import Home
from tests.conftest import EXAMPLES
from tests.store.history.conftest import AS_OF, Make, handover


class PlainTexts:
    """A history without anything in it, whose hashes are the texts."""

    def hashed(self, texts: pl.Series) -> pl.Series:
        return texts.cast(pl.Binary)

    def earlier(self, records: pl.DataFrame) -> pl.DataFrame:
        return pl.DataFrame(schema=EARLIER_SCHEMA)


@pytest.mark.parametrize("sample", ["penalty.csv", "licence.xlsx"])
def test_slices_make_no_difference(gate: Gate, sample: str) -> None:
    frames = []
    for size in (7, 50, 50_000):
        judgement = gate.check(
            open_source(EXAMPLES / sample),
            as_of=AS_OF,
            reference="changzhi@2020.1",
            slice_records=size,
            history=PlainTexts(),
        )
        assert judgement.facts is not None
        frames.append(judgement.facts.records)
    assert frames[0].schema == FACT_SCHEMA
    assert frames[0]["row"].to_list() == list(range(1, frames[0].height + 1))
    for other in frames[1:]:
        assert_frame_equal(frames[0], other)


def test_screened_records_have_the_same_facts(gate: Gate, records: Make) -> None:
    many = [*range(1, SCREENED_RECORDS + 200)]
    facts = [
        gate.check(
            records(*many), as_of=AS_OF, reference="national@2019", slice_records=size, history=PlainTexts()
        ).facts.records
        for size in (SCREENED_RECORDS - 1, 50_000)
    ]
    assert_frame_equal(facts[0], facts[1])
    assert facts[0]["key"].n_unique() == len(many)


def test_dates_and_amounts_count_by_what_they_mean(home: Home, records: Make) -> None:
    home.intake.submit(
        records(1, CF_NR_FK="1.5", CF_CFLB="罚款", CF_NR="罚款15000元", CF_JDRQ="2020-04-20"), handover()
    )
    again = home.intake.submit(
        records(1, CF_NR_FK="1.50", CF_CFLB="罚款", CF_NR="罚款15000元", CF_JDRQ="2020/04/20"), handover()
    )
    assert any(
        finding.kind == "already_submitted" and finding.severity == "reject" for finding in again.result.findings
    )


def test_an_identity_number_in_the_column_of_the_organ_is_not_kept(home: Home, records: Make) -> None:
    given = home.intake.submit(records(1, CF_CFJGDM="140402199003074514"), handover())
    (record,) = home.history.records(COMMAND_LINE, given.result.submission or "").items
    assert record.organ is None


def test_a_record_alone_has_the_same_facts(gate: Gate) -> None:
    def judged(source: Source) -> Judgement:
        return gate.check(source, as_of=AS_OF, reference="changzhi@2020.1", history=PlainTexts())

    together = judged(open_source(EXAMPLES / "penalty.csv"))
    columns = together.header.match.columns
    assert together.facts is not None
    for number, row in enumerate(pl.concat(together.records()).iter_rows(named=True)):
        alone = judged(records_source([{code: row[f"c{place}"] for code, place in columns.items()}], "records")).facts
        assert alone is not None
        assert_frame_equal(alone.records.drop("row"), together.facts.records[number].drop("row"))
