"""The published view: who is in it, what is left out, what is masked, and that nothing unclean gets through."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from benchmarks.codes import completed
from benchmarks.records import penalties
from engine import EngineError, UserError
from engine.check import Check, Column, Violation, check
from engine.gate import Gate, Judgement
from engine.kinds import Severity
from engine.plugins import Registry
from engine.publishing import Publication, publishable_rows
from engine.reading import open_source
from engine.report.published import write_published
from engine.ruleset import Rule, Ruleset, RulesetLibrary
from engine.verdict import Finding

AS_OF = date(2020, 4, 30)
MOBILE = "13812345678"
LEAK = f"联系手机{MOBILE}"


@pytest.fixture
def clean() -> pl.DataFrame:
    return penalties(40, 3)


def judged(gate: Gate, records: pl.DataFrame, reference: str = "national@2019") -> Judgement:
    content = records.write_csv().encode()
    return gate.check(open_source(content, "penalty.csv"), as_of=AS_OF, reference=reference)


def viewed(gate: Gate, judgement: Judgement) -> pl.DataFrame:
    return pl.concat(Publication(judgement.plan, gate.registry).slices(judgement))


def with_text(records: pl.DataFrame, code: str, text: str, row: int = 1) -> pl.DataFrame:
    number = pl.int_range(1, pl.len() + 1)
    return records.with_columns(pl.when(number == row).then(pl.lit(text)).otherwise(pl.col(code)).alias(code))


def with_rule(gate: Gate, rule: Rule) -> Gate:
    """A gate whose rulesets have one more rule for penalties."""

    def changed(ruleset: Ruleset) -> Ruleset:
        layouts = [
            layout.model_copy(update={"rules": (*layout.rules, rule)})
            if set(rule.fields) <= set(layout.codes)
            else layout
            for layout in ruleset.layouts
        ]
        return ruleset.model_copy(update={"layouts": tuple(layouts), "digest": f"{ruleset.digest}-changed"})

    return Gate(RulesetLibrary(tuple(map(changed, gate.library.rulesets))), gate.registry)


def rule(check_id: str, severity: Severity, *fields: str) -> Rule:
    return Rule(id="more", check=check_id, fields=fields, severity=severity, clause="test", confidence="H")


def test_clean_records_come_out_as_they_are(gate: Gate, clean: pl.DataFrame) -> None:
    view = viewed(gate, judged(gate, clean))
    layout = gate.library.get("national@2019").layouts_of("penalty")[0]
    assert view.height == clean.height
    for definition in layout.public_fields:
        if not definition.personal:
            assert view[definition.caption].fill_null("").to_list() == clean[definition.code].fill_null("").to_list()


def test_columns_not_for_the_public_are_left_out(gate: Gate, clean: pl.DataFrame) -> None:
    captions = viewed(gate, judged(gate, clean)).columns
    assert "行政相对人名称" in captions
    assert not {"法定代表人证件号码", "法定代表人证件类型", "行政相对人代码_4(税务登记号)", "处罚有效期"} & set(
        captions
    )


def test_identity_columns_are_masked_as_the_ruleset_says(gate: Gate, clean: pl.DataFrame) -> None:
    numbers = clean["CF_XDR_ZJHM"].drop_nulls()
    shown = viewed(gate, judged(gate, clean))["证件号码"].drop_nulls()
    assert len(shown) == len(numbers) > 0
    assert shown.to_list() == [f"{number[:6]}{'*' * (len(number) - 6)}" for number in numbers]


def test_refused_records_are_not_there(gate: Gate, clean: pl.DataFrame) -> None:
    view = viewed(gate, judged(gate, with_text(clean, "CF_JDRQ", "昨天", row=7)))
    assert view.height == clean.height - 1
    assert clean["CF_WSH"][6] not in view["行政处罚决定书文号"].to_list()


def test_what_waits_for_a_person_is_not_there(gate: Gate, clean: pl.DataFrame) -> None:
    records = with_text(clean, "CF_SY", LEAK)
    strict = with_rule(gate, rule("redaction.mobile", "review", "CF_SY"))
    assert viewed(strict, judged(strict, records)).height == clean.height - 1
    mild = with_rule(gate, rule("redaction.mobile", "warn", "CF_SY"))
    assert viewed(mild, judged(mild, records))["违法事实"][0] == "联系手机138****5678"


def test_sensitive_text_is_masked_though_the_ruleset_names_no_recogniser(gate: Gate, clean: pl.DataFrame) -> None:
    view = viewed(gate, judged(gate, with_text(clean, "CF_SY", LEAK)))
    assert view["违法事实"][0] == "联系手机138****5678"


def test_a_ruleset_names_the_masks(gate: Gate, clean: pl.DataFrame, library: RulesetLibrary) -> None:
    terms = library.get("national@2019").publication
    changed = terms.model_copy(update={"personal": "stars", "masks": {**terms.masks, "redaction.mobile": "stars"}})
    rulesets = tuple(
        ruleset.model_copy(update={"publication": changed, "digest": f"{ruleset.digest}-masks"})
        for ruleset in library.rulesets
    )
    other = Gate(RulesetLibrary(rulesets), gate.registry)
    view = viewed(other, judged(other, with_text(clean, "CF_SY", LEAK)))
    assert view["违法事实"][0] == "联系手机***********"
    assert set("".join(view["证件号码"].drop_nulls())) == {"*"}


@pytest.mark.parametrize("severity", ["warn", "info"])
def test_minors_are_not_there_however_mildly_they_are_graded(
    gate: Gate, clean: pl.DataFrame, severity: Severity
) -> None:
    natural = clean["CF_XDR_LB"].to_list().index("自然人") + 1
    child = with_text(clean, "CF_XDR_ZJHM", completed("identity", "14042120100305351"), row=natural)
    mild = with_rule(gate, rule("redaction.minor", severity, "CF_XDR_ZJHM", "CF_JDRQ"))
    judgement = judged(mild, child)
    assert judgement.levels.max() == 0
    view = viewed(mild, judgement)
    assert view.height == clean.height - 1
    assert clean["CF_WSH"][natural - 1] not in view["行政处罚决定书文号"].to_list()


def test_where_one_bad_record_rejects_all_nothing_is_shown(
    gate: Gate, clean: pl.DataFrame, library: RulesetLibrary
) -> None:
    whole = tuple(r.model_copy(update={"acceptance": "whole", "digest": f"{r.digest}w"}) for r in library.rulesets)
    strict = Gate(RulesetLibrary(whole), gate.registry)
    assert viewed(strict, judged(strict, clean)).height == clean.height
    assert viewed(strict, judged(strict, with_text(clean, "CF_JDRQ", "昨天"))).is_empty()


def test_an_undefined_verdict_publishes_nothing(gate: Gate, clean: pl.DataFrame, tmp_path: Path) -> None:
    judgement = judged(gate, clean)
    undefined = replace(judgement, result=judgement.result.model_copy(update={"verdict": "undefined"}))
    with pytest.raises(EngineError):
        write_published(undefined, Publication(judgement.plan, gate.registry), tmp_path / "view.csv")
    assert list(tmp_path.iterdir()) == []


@check(
    id="test.stars",
    kind="sensitive",
    title={"zh": "含星号", "en": "has stars"},
    message={"zh": "含星号", "en": "has stars"},
    sources=["test"],
)
def stars(text: Column) -> Violation:
    """A text has a star, and whatever is shown in its place has one too: a recogniser that no mask satisfies."""
    span = pl.struct(start=pl.lit(0, pl.UInt32), end=pl.lit(1, pl.UInt32), masked=pl.lit("*"))
    return Violation(where=text.text.str.contains("*", literal=True), spans=pl.concat_list(span))


@check(
    id="test.where-only",
    kind="sensitive",
    title={"zh": "含星号", "en": "has stars"},
    message={"zh": "含星号", "en": "has stars"},
    sources=["test"],
)
def where_only(text: Column) -> Violation:
    """A check of sensitive text that does not say where the text stands, so that nothing can be masked."""
    return Violation(where=text.text.str.contains("*", literal=True))


@pytest.mark.parametrize("hostile", [stars, where_only], ids=lambda hostile: hostile.id)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_what_is_not_clean_is_not_written(
    gate: Gate, clean: pl.DataFrame, tmp_path: Path, hostile: Check, ending: str
) -> None:
    judgement = judged(gate, with_text(clean, "CF_SY", LEAK))
    registry = Registry({**gate.registry.checks, hostile.id: hostile}, gate.registry.plugins, gate.registry.providers)
    with pytest.raises(EngineError) as failure:
        write_published(judgement, Publication(judgement.plan, registry), tmp_path / f"view.{ending}")
    assert MOBILE not in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def cells(path: Path) -> Iterator[str]:
    """Every cell of a published file, as text."""
    if path.suffix == ".xlsx":
        workbook = openpyxl.load_workbook(path)
        for line in workbook.active.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n"}
            yield from (str(cell.value) for cell in line if cell.value is not None)
    else:
        is_csv = path.suffix == ".csv"
        frame = pl.read_csv(path, infer_schema=False) if is_csv else pl.read_parquet(path)
        yield from frame.columns
        yield from (cell for column in frame for cell in column.drop_nulls())


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_files_hold_the_view_and_no_formula(gate: Gate, clean: pl.DataFrame, tmp_path: Path, ending: str) -> None:
    formula = "=HYPERLINK(1)"
    judgement = judged(gate, with_text(with_text(clean, "CF_SY", formula), "CF_NR", "<r>罚款</r>"))
    path = tmp_path / f"view.{ending}"
    assert write_published(judgement, Publication(judgement.plan, gate.registry), path) == clean.height
    found = list(cells(path))
    assert "违法事实" in found
    assert ("'" + formula if ending == "csv" else formula) in found
    assert "<r>罚款</r>" in found
    assert set(clean["CF_WSH"]) <= set(found)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_same_judgement_gives_the_same_bytes(gate: Gate, clean: pl.DataFrame, tmp_path: Path, ending: str) -> None:
    judgement = judged(gate, clean)
    paths = [tmp_path / f"{number}.{ending}" for number in range(2)]
    for path in paths:
        write_published(judgement, Publication(judgement.plan, gate.registry), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("name", ["view", "view.pdf", "view.xls"])
def test_other_formats_are_refused(gate: Gate, clean: pl.DataFrame, tmp_path: Path, name: str) -> None:
    judgement = judged(gate, clean)
    with pytest.raises(UserError):
        write_published(judgement, Publication(judgement.plan, gate.registry), tmp_path / name)


def test_a_folder_that_does_not_exist_is_the_users_fault(gate: Gate, clean: pl.DataFrame, tmp_path: Path) -> None:
    judgement = judged(gate, clean)
    with pytest.raises(UserError):
        write_published(judgement, Publication(judgement.plan, gate.registry), tmp_path / "no" / "view.csv")


def finding(row: int | None, severity: Severity, kind: str = "mismatch") -> Finding:
    return Finding(
        row=row, sheet_row=row, rule="r", kind=kind, severity=severity, fields=(), message="m", value=None,
        suggestion=None, clause="c",
    )  # fmt: skip


def test_stored_findings_say_which_records_may_be_shown() -> None:
    found = [
        finding(None, "warn"),
        finding(1, "warn"),
        finding(2, "review"),
        finding(3, "review"),
        finding(4, "reject"),
        finding(5, "info", "wrong_scope"),
        finding(6, "warn", "minor"),
    ]
    assert publishable_rows(range(1, 8), found) == {1, 7}
    assert publishable_rows(range(1, 8), found, released={3, 4, 5, 6}) == {1, 3, 7}


def test_stored_records_give_the_same_view(gate: Gate, clean: pl.DataFrame) -> None:
    judgement = judged(gate, with_text(clean, "CF_SY", LEAK))
    publication = Publication(judgement.plan, gate.registry)
    codes = judgement.plan.layout.codes
    stored = with_text(clean, "CF_SY", LEAK).select(pl.col(code) for code in codes)
    assert publication.view(stored).equals(viewed(gate, judgement))
