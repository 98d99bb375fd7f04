"""`/statistics`: counts over the history, by organisation, county, month and rule."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import JSON, answer
from api.authentication import allow, caller
from api.models import QualityItem, QualityList, RuleCountItem, RuleCountList
from api.service import service
from api.tables import XLSX, csv_answer, xlsx_answer
from api.uploads import Code
from engine.ruleset import RecordType
from store.history import statistics
from store.history.statistics import StatisticsFilter

api = APIBlueprint("statistics", __name__, url_prefix="/api/v1/statistics", abp_tags=[Tag(name="statistics")])
may_count = allow("auditor", "platform")
_FILES: Final = {"text/csv": {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string", "format": "binary"}}}


class StatisticsQuery(BaseModel):
    """What is counted, and in which form; replaced submissions count only with `replaced`."""

    model_config = ConfigDict(extra="forbid")

    organisation: Code | None = None
    county: str | None = Field(default=None, max_length=100)
    record_type: RecordType | None = None
    start: date | None = Field(default=None, description="First day.")
    end: date | None = Field(default=None, description="Last day.")
    replaced: bool = False
    format: Literal["json", "csv", "xlsx"] = "json"


class QualityQuery(StatisticsQuery):
    month_of: Literal["received", "decided"] = Field(
        default="received", description="Months and days of handing in, or of the decision."
    )


class RuleQuery(StatisticsQuery):
    rule: str | None = Field(default=None, max_length=200, description="Only this rule.")


def _answers(model: type[BaseModel]) -> dict[Any, Any]:
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {200: {"content": {JSON: {"schema": reference}, **_FILES}}}


@api.get("/quality", responses=_answers(QualityList))
@may_count
def quality(query: QualityQuery) -> Response:
    """Records and verdicts by organisation, record type and month."""
    rows = statistics.quality(service().home.database, caller(), _wanted(query, query.month_of))
    items = [QualityItem.model_validate(row, from_attributes=True) for row in rows]
    return _table(query.format, QualityItem, items, "quality", QualityList(items=items))


@api.get("/rules", responses=_answers(RuleCountList))
@may_count
def rule_counts(query: RuleQuery) -> Response:
    """Findings by rule, organisation and month of handing in."""
    rows = statistics.rules(service().home.database, caller(), _wanted(query, "received"))
    items = [RuleCountItem.model_validate(row, from_attributes=True) for row in rows]
    return _table(query.format, RuleCountItem, items, "rules", RuleCountList(items=items))


def _wanted(query: StatisticsQuery, month_of: Literal["received", "decided"]) -> StatisticsFilter:
    return StatisticsFilter(**query.model_dump(exclude={"format", "month_of"}), month_of=month_of)


def _table(form: str, kind: type[BaseModel], items: Sequence[BaseModel], name: str, whole: BaseModel) -> Response:
    if form == "json":
        return answer(whole)
    return (csv_answer if form == "csv" else xlsx_answer)(kind, items, name)
