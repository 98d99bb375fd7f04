"""`/limits`: what may be asked of the service, and what a file of a size will take. `/schemas/result`: the contract."""

from typing import Final

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import MOST_ITEMS, answer
from api.authentication import any_key
from api.models import Estimate, LimitsAnswer
from api.service import service
from api.uploads import MOST_PARTS
from engine.gate import MOST_FINDINGS
from engine.report.json_report import result_json_schema

api = APIBlueprint("limits", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="limits")])
FORMATS: Final = ["csv", "xlsx", "xls", "ods", "json", "ndjson", "parquet"]
# Measured with benchmarks/batch.py and benchmarks/service.py on two cores: bytes of a record as CSV, records a second
# that are read, judged and stored, and what one request costs beside them.
_RECORD_BYTES: Final = 690
_RECORDS_A_SECOND: Final = 60_000
_REQUEST_SECONDS: Final = 0.02


class SizeQuery(BaseModel):
    size: int | None = Field(default=None, ge=1, le=1 << 40, description="Bytes of a file, for an estimate.")


@api.get("/limits", responses={200: LimitsAnswer})
@any_key
def limits(query: SizeQuery) -> Response:
    """The limits, and an estimate for a file of a given size."""
    here, settings = service().limits, service().settings
    assert here.upload_bytes is not None
    return answer(
        LimitsAnswer(
            upload_bytes=here.upload_bytes,
            unpacked_bytes=here.unpacked_bytes,
            form_parts=MOST_PARTS,
            columns=here.columns,
            cell_characters=here.cell_characters,
            sync_rows=settings.sync_rows,
            listed_findings=MOST_FINDINGS,
            page_items=MOST_ITEMS,
            requests_a_minute=settings.rate_limit,
            formats=FORMATS,
            estimate=None if query.size is None else _estimate(query.size, settings.sync_rows),
        )
    )


@api.get("/schemas/result", responses={200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}})
@any_key
def result_schema() -> Response:
    """The JSON Schema of a result."""
    response = jsonify(result_json_schema())
    response.content_type = "application/schema+json"
    return response


def _estimate(size: int, sync_rows: int) -> Estimate:
    rows = max(1, size // _RECORD_BYTES)
    seconds = round(_REQUEST_SECONDS + rows / _RECORDS_A_SECOND, 2)
    return Estimate(size=size, rows=rows, seconds=seconds, job=rows > sync_rows)
