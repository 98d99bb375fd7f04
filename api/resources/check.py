"""`POST /check`: judge, store nothing."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from api import decisions
from api.answers import answer
from api.authentication import allow, demand_organisation
from api.decisions import today
from api.language import language
from api.service import service
from api.uploads import read_upload
from engine.verdict import Result

api = APIBlueprint("check", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="check")])
UPLOAD = {"x-upload": ["application/json", "multipart/form-data"]}


@api.post("/check", responses={200: Result}, openapi_extensions=UPLOAD)
@allow("platform", "submitter", "maintainer")
def check() -> Response:
    """Judge records or a file; nothing is stored, earlier submissions are not asked for."""
    upload = read_upload()
    fields = upload.fields
    if fields.organisation is not None:
        demand_organisation(fields.organisation)
    with decisions.timed("check") as decision:
        judgement = service().home.intake.check(
            upload.source,
            as_of=fields.as_of or today(),
            reference=fields.ruleset,
            record_type=fields.record_type,
            language=language(),
        )
        decision.result = judgement.result
    return answer(judgement.result)
