"""Generated submissions of some thousand records: harmless variants first, then labelled faults."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.fault_catalogue import licence_faults, penalty_faults
from benchmarks.faults import Fault, Label, expected_frame, inject
from benchmarks.files import write_csv, write_xlsx
from benchmarks.records import licences, penalties
from benchmarks.scoring import Expected
from benchmarks.variants import licence_variants, penalty_variants
from engine.ruleset import RecordLayout

VARIED_RECORDS = 1500
FAULTY_RECORDS = 6000


@dataclass(frozen=True)
class Submission:
    """Records, and what was done to them.

    Attributes:
        frame: the records, String columns named by field code.
        expected: the labels.
        notes: record → the fault or the harmless variant in it, for messages.
    """

    frame: pl.DataFrame
    expected: tuple[Expected, ...]
    notes: dict[int, Fault]


def make_submission(record_type: str, seed: int) -> Submission:
    """Every harmless variant and every fault of a record type once, each in a record of its own."""
    is_penalty = record_type == "penalty"
    clean = (penalties if is_penalty else licences)(VARIED_RECORDS + FAULTY_RECORDS, seed)
    variants = penalty_variants() if is_penalty else licence_variants()
    faults = penalty_faults() if is_penalty else licence_faults()
    varied = inject(clean[:VARIED_RECORDS], variants, seed)
    faulty = inject(clean[VARIED_RECORDS:], faults, seed)
    expected = expected_frame(faulty.labels, offset=VARIED_RECORDS).rows(named=True)
    shifted = [Label(label.row + VARIED_RECORDS, label.fault) for label in faulty.labels]
    return Submission(
        frame=pl.concat([varied.frame, faulty.frame]),
        expected=tuple(map(Expected.from_line, expected)),
        notes={label.row: label.fault for label in (*varied.labels, *shifted)},
    )


def write_submission(submission: Submission, path: Path, form: str, layout: RecordLayout, seed: int) -> None:
    """Write the submission as offices do: `utf-8` with codes, `gb18030` with captions, `xlsx` with captions."""
    captions = {definition.code: definition.caption for definition in layout.fields}
    if form == "utf-8":
        write_csv(submission.frame, path)
        return
    columns = pl.Series(submission.frame.columns).shuffle(seed).to_list()
    shuffled = submission.frame.select(columns)
    if form == "gb18030":
        write_csv(shuffled, path, captions, "gb18030")
        return
    numbers = [definition.code for definition in layout.fields if definition.value_type == "decimal"]
    dates = [definition.code for definition in layout.fields if definition.value_type == "date"]
    write_xlsx(shuffled, path, captions, numbers, dates, set(submission.notes))
