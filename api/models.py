"""What answers look like beside results: the models that the OpenAPI document shows."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from engine.ruleset import RecordType
from engine.verdict import RecordVerdict, SubmissionVerdict


class SubmissionItem(BaseModel):
    """A submission in a list."""

    id: str
    organisation: str
    county: str | None
    record_type: RecordType
    verdict: SubmissionVerdict
    as_of: date
    received_at: datetime
    ruleset: str
    file_name: str
    file_sha256: str
    records: int
    accepted: int
    in_review: int
    rejected: int
    rejections: int = Field(description="Findings of severity `reject`; exact.")
    reviews: int
    warnings: int
    notes: int
    replaces: str | None
    replaced_by: str | None


class RecordItem(BaseModel):
    """A record as the history knows it: hashes and codes, no text of the record."""

    row: int
    verdict: RecordVerdict
    accepted: bool
    key_hash: str | None
    content_hash: str
    organ: str | None
    item: str | None
    category: str | None
    decided_on: date | None
    working_days: int | None
    corrects: str | None = Field(description="The submission that has an earlier form of this record.")


class JobItem(BaseModel):
    """A submission that a worker judges."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    organisation: str
    rows_done: int
    rows_total: int | None = Field(description="null until it is known")
    rule_counts: dict[str, int] = Field(description="Violations so far, by rule.")
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    submission: str | None = Field(description="What came of it.")
    failure: "JobFailure | None"


class JobFailure(BaseModel):
    """Why a job failed."""

    code: str
    detail: str


class RulesetItem(BaseModel):
    """A ruleset in a list."""

    id: str
    version: str
    title: str
    effective_from: date
    effective_until: date | None
    region: str | None
    record_types: list[RecordType]
    rules: int
    digest: str


class RulesetDetail(BaseModel):
    """A ruleset with everything in it: fields, rules, lists."""

    ruleset: dict[str, Any] = Field(description="The resolved ruleset.")


class RulesetList(BaseModel):
    items: list[RulesetItem]


class RulesetChange(BaseModel):
    """One attribute that differs between two rulesets."""

    what: str = Field(description="layout, field, rule or list")
    where: str
    old: Any
    new: Any


class RulesetDifference(BaseModel):
    old: str
    new: str
    changes: list[RulesetChange]


class RuleItem(BaseModel):
    """A rule: one clause of a standard."""

    id: str
    rulesets: list[str] = Field(description="The rulesets that have it, as ID@VERSION.")
    check: str
    kind: str
    severity: str = Field(description="In the newest of these rulesets, on its last stage.")
    title: str
    fields: list[str]
    clause: str
    confidence: str


class RuleList(BaseModel):
    items: list[RuleItem]
    cursor: str | None = None


class RuleDetail(RuleItem):
    """A rule with all that explains it."""

    when: str | None
    parameters: dict[str, Any]
    stages: list[dict[str, str]] = Field(description="From which date on it is how severe; empty = always the same.")
    message: str
    note: str
    mandatory: bool
    documentation: str
    sources: list[str]


class Estimate(BaseModel):
    """What may be expected of a file; measured on two cores."""

    size: int = Field(description="Bytes.")
    rows: int = Field(description="Records that a file of this size usually holds.")
    seconds: float = Field(description="Until the verdict, without waiting for others.")
    job: bool = Field(description="Whether it is answered with 202 and a job.")


class LimitsAnswer(BaseModel):
    """What may be asked of the service."""

    upload_bytes: int
    unpacked_bytes: int
    form_parts: int
    columns: int
    cell_characters: int
    sync_rows: int = Field(description="Larger submissions become jobs.")
    listed_findings: int = Field(description="More findings than these are counted, not listed.")
    page_items: int
    requests_a_minute: int = Field(description="Of one key.")
    formats: list[str]
    estimate: Estimate | None


class OrganisationItem(BaseModel):
    """A unit of the register, as it is on a day; no persons."""

    code: str
    name: str
    county: str | None
    parent: str | None


class OrganisationList(BaseModel):
    items: list[OrganisationItem]


class ImportedRegister(BaseModel):
    """What an import of the register did."""

    added: int
    renamed: int
    changed: int
    unchanged: int


class CatalogueItem(BaseModel):
    """A version of an organ's item catalogue."""

    id: int
    organisation: str
    number: int
    effective_from: date
    effective_until: date | None
    state: str
    items: int


class CatalogueList(BaseModel):
    items: list[CatalogueItem]


class ImportedCatalogue(BaseModel):
    """What became of the catalogue of one organ."""

    organisation: str
    version: int | None = Field(description="null = nothing changed")
    items: int


class ImportedCatalogues(BaseModel):
    organs: list[ImportedCatalogue]


class QualityItem(BaseModel):
    """Records of an organisation in a month."""

    organisation: str
    county: str | None
    record_type: RecordType
    month: str | None
    submissions: int
    records: int
    accept: int
    review: int
    reject: int
    undefined: int


class RuleCountItem(BaseModel):
    """Findings of a rule at an organisation in a month."""

    rule: str
    kind: str
    severity: str | None
    organisation: str
    month: str
    submissions: int
    evaluated: int
    violations: int
    not_run: int


class QualityList(BaseModel):
    items: list[QualityItem]


class RuleCountList(BaseModel):
    items: list[RuleCountItem]


class Health(BaseModel):
    """Whether the service is alive, or ready."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, bool]
