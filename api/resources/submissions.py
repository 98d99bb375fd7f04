"""`/submissions`: hand over, and look up what was handed over."""

from datetime import date
from typing import Any, Final

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api import decisions
from api.answers import PageOf, PageQuery, answer, page_answer, written_answer
from api.authentication import allow, caller, demand_organisation
from api.decisions import today
from api.language import language
from api.models import JobItem, RecordItem, SubmissionItem
from api.problems import Refused
from api.published import MEDIA, PublishedQuery, published_view
from api.resources.jobs import job_item
from api.service import service
from api.sizes import is_large
from api.tables import XLSX
from api.uploads import Code, Upload, read_upload
from api.workbook import annotated_workbook
from engine.kinds import Severity
from engine.ruleset import RecordType
from engine.verdict import Finding, RecordVerdict, Result, SubmissionVerdict
from store.history.queries import SubmissionFilter
from store.intake import Answer, Handover
from store.jobs import Job

api = APIBlueprint("submissions", __name__, url_prefix="/api/v1/submissions", abp_tags=[Tag(name="submissions")])
_KEY_LENGTH: Final = 200
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_PUBLISHED: Final = {media.partition(";")[0]: _FILE for media in MEDIA.values()}
_HANDING_OVER: Final = {"x-upload": ["application/json", "multipart/form-data"], "x-idempotent": True}
may_read = allow("submitter", "platform", "auditor")


class SubmissionPath(BaseModel):
    id: str = Field(max_length=64)


class SubmissionQuery(PageQuery):
    """Which submissions; days are first and last ones."""

    model_config = ConfigDict(extra="forbid")

    organisation: Code | None = None
    county: str | None = Field(default=None, max_length=100)
    record_type: RecordType | None = None
    verdict: SubmissionVerdict | None = None
    rule: str | None = Field(default=None, max_length=200, description="With at least one finding of this rule.")
    kind: str | None = Field(default=None, max_length=30)
    severity: Severity | None = None
    decided_from: date | None = None
    decided_until: date | None = None
    received_from: date | None = None
    received_until: date | None = None


class RecordQuery(PageQuery):
    verdict: RecordVerdict | None = None


@api.post("", responses={200: Result, 201: Result, 202: JobItem}, openapi_extensions=_HANDING_OVER)
@allow("platform", "submitter")
def submit() -> Response:
    """Hand over records or a file: judged and kept, then answered. Large ones become a job (202)."""
    upload = read_upload()
    handover, intake = _handover(upload), service().home.intake
    if not handover.dry_run and _is_job(upload, handover):
        return _job_answer(intake.accept_job(upload.source, upload.file(), handover))
    with decisions.timed("submission") as decision:
        given = intake.submit(upload.source, handover)
        decision.result, decision.replayed = given.result, not (given.created or handover.dry_run)
    return _submission_answer(given, handover)


@api.get("", responses={200: PageOf[SubmissionItem]})
@may_read
def submissions(query: SubmissionQuery) -> Response:
    """Submissions, newest first."""
    if query.organisation is not None:
        demand_organisation(query.organisation)
    wanted = SubmissionFilter(**query.model_dump(exclude={"limit", "cursor"}))
    page = service().home.history.submissions(caller(), wanted, query.limit, query.cursor)
    return page_answer(SubmissionItem, page)


@api.get("/<id>", responses={200: Result})
@may_read
def submission(path: SubmissionPath) -> Response:
    """The answer as it was given."""
    return answer(service().home.history.result(caller(), path.id))


@api.get("/<id>/findings", responses={200: PageOf[Finding]})
@may_read
def findings(path: SubmissionPath, query: PageQuery) -> Response:
    """The findings, in the order of the answer."""
    page = service().home.history.findings(caller(), path.id, query.limit, query.cursor)
    return page_answer(Finding, page, lambda finding: finding)


@api.get("/<id>/records", responses={200: PageOf[RecordItem]})
@may_read
def records(path: SubmissionPath, query: RecordQuery) -> Response:
    """The records with their verdicts, passes too."""
    page = service().home.history.records(caller(), path.id, query.limit, query.cursor, query.verdict)
    return page_answer(RecordItem, page)


@api.get("/<id>/workbook", responses={200: {"content": {XLSX: _FILE}}})
@may_read
def workbook(path: SubmissionPath) -> Response:
    """The submitter's own rows, every fault marked where it stands."""
    return Response(
        annotated_workbook(path.id),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{path.id}.xlsx"', "Cache-Control": "no-store"},
    )


@api.get("/<id>/published", responses={200: {"content": _PUBLISHED}}, openapi_extensions={"x-negotiated": True})
@may_read
def published(path: SubmissionPath, query: PublishedQuery) -> Response:
    """What may be shown to the public: the accepted records in the columns for it, masked."""
    return published_view(path.id, query.format)


def _handover(upload: Upload) -> Handover:
    fields, who = upload.fields, caller()
    organisation = fields.organisation or who.organisation
    if organisation is None:
        raise Refused(
            422, "organisation-missing", zh="请用 organisation 指明报送单位代码", en="name the unit in `organisation`"
        )
    demand_organisation(organisation)
    if fields.as_of is not None and who.role != "platform":
        raise Refused(
            403,
            "as-of-forbidden",
            zh="报送日期由平台确定，请去掉 as_of",
            en="the platform says the day of receipt; leave `as_of` out",
        )
    return Handover(
        organisation=organisation,
        caller=who,
        as_of=fields.as_of or today(),
        received=service().clock(),
        record_type=fields.record_type,
        ruleset=fields.ruleset,
        replaces=fields.replaces,
        idempotency_key=_idempotency_key(),
        language=language(),
        dry_run=fields.dry_run,
    )


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None or (0 < len(key) <= _KEY_LENGTH and key.isascii() and key.isprintable()):
        return key
    raise Refused(
        422,
        "idempotency-key",
        zh=f"Idempotency-Key 应为 1 至 {_KEY_LENGTH} 个可见的 ASCII 字符",
        en=f"an Idempotency-Key has 1 to {_KEY_LENGTH} visible ASCII characters",
    )


def _is_job(upload: Upload, handover: Handover) -> bool:
    if upload.records is not None:
        return len(upload.records) > service().settings.sync_rows
    return is_large(service(), upload.source, handover)


def _submission_answer(given: Answer, handover: Handover) -> Response:
    if handover.dry_run:
        return answer(given.result)
    replayed: dict[str, Any] = {} if given.created else {"idempotent_replayed": "true"}
    location = f"{request.path}/{given.result.submission}"
    if given.written is None:
        return answer(given.result, 201, location=location, **replayed)
    return written_answer(given.written.whole, 201, location=location, **replayed)


def _job_answer(job: Job) -> Response:
    service().announce(job.id)
    return answer(job_item(job), 202, location=f"/api/v1/jobs/{job.id}")
