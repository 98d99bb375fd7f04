"""`/jobs/{id}`: how far a large submission is."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import answer
from api.authentication import any_key, caller
from api.language import language
from api.models import JobFailure, JobItem
from api.service import service
from store import jobs
from store.jobs import Job

api = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", abp_tags=[Tag(name="jobs")])


class JobPath(BaseModel):
    id: str = Field(max_length=64)


@api.get("/<id>", responses={200: JobItem})
@any_key
def job(path: JobPath) -> Response:
    """State and progress; `submission` once it is done."""
    return answer(job_item(_found(path.id)))


def _found(job_id: str) -> Job:
    home = service().home
    return jobs.get(home.database, home.secret, job_id, caller())


def job_item(job: Job) -> JobItem:
    """A job as an answer, in the language of the request."""
    failure = None
    if job.failure_code is not None and job.failure is not None:
        failure = JobFailure(code=job.failure_code, detail=job.failure[language()])
    shown = {name: getattr(job, name) for name in JobItem.model_fields if name != "failure"}
    return JobItem.model_validate({**shown, "rule_counts": dict(job.rule_counts), "failure": failure})
