"""Finding, Result and the acceptance policy: from what was found to what the gate says.

The models are the JSON contract (`gongshi.result/1`): frozen, closed, and the source of the published JSON Schema.
Fields may be added within version 1; none may change its meaning or go away.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.kinds import Severity

RESULT_SCHEMA = "gongshi.result/1"
RecordVerdict = Literal["accept", "review", "reject"]
SubmissionVerdict = Literal["accept", "partial", "review", "reject", "undefined"]
AcceptancePolicy = Literal["records", "whole"]
RuleStatus = Literal["ran", "not_applicable", "skipped", "crashed"]
RowKind = Literal["note", "total", "header", "title", "page", "end", "sample", "empty"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FindingSpan(_Frozen):
    """A stretch of a field's text that a finding means."""

    field: str = Field(description="Code of the field.")
    start: int = Field(description="First character, counted from 0 in Unicode code points of the cell as handed in.")
    end: int = Field(description="The character behind the last one.")
    recogniser: str = Field(description="Id of the check that found it.")


class Finding(_Frozen):
    """One rule violated by one record, or by the submission as a whole (then `row` is null)."""

    row: int | None = Field(description="The record, counted from 1; null for the submission as a whole.")
    sheet_row: int | None = Field(description="The line or sheet row that a person sees.")
    rule: str = Field(description="Id of the violated rule.")
    kind: str = Field(description="One word of the closed list of kinds.")
    severity: Severity
    fields: tuple[str, ...] = Field(description="Codes of the fields concerned.")
    message: str = Field(description="What is wrong, in the language asked for.")
    value: str | None = Field(
        description="What was found; identity numbers, phones and accounts masked; long text cut."
    )
    suggestion: str | None = Field(description="The repaired value, where one is certain enough to propose.")
    clause: str = Field(description="The clause of the standard that the rule stands on.")
    spans: tuple[FindingSpan, ...] | None = Field(
        default=None,
        exclude_if=lambda spans: spans is None,
        description="The stretches of text that must not be published; left out where a finding means no stretch.",
    )


class RuleRun(_Frozen):
    """What became of one rule of the ruleset."""

    rule: str
    status: RuleStatus
    reason: str | None = Field(description="Why it was skipped, crashed or not applicable.")
    evaluated: int = Field(description="Records that the rule was evaluated for.")
    violations: int = Field(description="Records (or columns) that violate it; exact, also where findings are cut.")


class FindingCounts(_Frozen):
    reject: int
    review: int
    warn: int
    info: int


class Counts(_Frozen):
    """Exact counts of records by verdict and of findings by severity."""

    records: int
    accept: int
    review: int
    reject: int
    findings: FindingCounts


class RulesetReference(_Frozen):
    id: str
    version: str
    digest: str = Field(description="sha256 of the resolved ruleset.")


class EngineReference(_Frozen):
    version: str
    plugins: dict[str, str] = Field(description="Name and version of every plugin that was loaded.")


class LeftOut(_Frozen):
    """Neighbouring rows below the header that are no records."""

    sheet_row: int = Field(description="The first of them, as a person sees it.")
    last_sheet_row: int = Field(description="The last of them; blank rows between them are not counted.")
    rows: int = Field(description="How many.")
    kind: RowKind = Field(description="What they are.")
    message: str = Field(description="The same in the language asked for.")


class Input(_Frozen):
    """What was read."""

    name: str
    sha256: str
    rows: int
    format: str
    encoding: str | None
    sheet: str | None = None
    header_row: int | None = Field(default=None, description="The line or sheet row of the header.")
    columns: dict[str, str] = Field(description="Field code to the caption as written.")
    left_out_rows: int = Field(
        default=0,
        exclude_if=lambda rows: rows == 0,
        description="Rows below the header that are no records; left out where there are none.",
    )
    left_out: tuple[LeftOut, ...] = Field(
        default=(),
        exclude_if=lambda rows: not rows,
        description="Which rows those are, and why they were left out; the first thousand.",
    )


class Result(_Frozen):
    """The judgement of one submission: the JSON of `check --format json` and of the HTTP answers."""

    schema_: Literal["gongshi.result/1"] = Field(default="gongshi.result/1", alias="schema")
    submission: str | None = None
    verdict: SubmissionVerdict
    record_type: Literal["licence", "penalty"]
    as_of: str
    ruleset: RulesetReference
    engine: EngineReference
    input: Input
    counts: Counts
    rules: tuple[RuleRun, ...]
    findings: tuple[Finding, ...]
    truncated: bool


def submission_verdict(
    policy: AcceptancePolicy, *, records: int, accepted: int, review: int, undefined: bool
) -> SubmissionVerdict:
    """The verdict of a submission from the verdicts of its records.

    Args:
        policy: `records` accepts the good records and returns the bad ones; `whole` lets one bad record reject all.
        records, accepted, review: how many records there are, are accepted, wait for a person.
        undefined: a mandatory rule did not run for some record: nobody may treat the submission as accepted.
    """
    if undefined:
        return "undefined"
    if accepted == records:
        return "accept"
    if policy == "whole":
        return "reject" if accepted + review < records else "review"
    if accepted:
        return "partial"
    return "review" if review else "reject"
