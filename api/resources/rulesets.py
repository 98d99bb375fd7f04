"""`/rulesets`: what is in force when, what a ruleset holds, what changed between two."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import answer, conditional
from api.authentication import any_key
from api.language import language
from api.models import RulesetChange, RulesetDetail, RulesetDifference, RulesetItem, RulesetList
from api.service import service
from engine.ruleset import RECORD_TYPES, Ruleset, differences

api = APIBlueprint("rulesets", __name__, url_prefix="/api/v1/rulesets", abp_tags=[Tag(name="rulesets")])
_MAY_MISS = {"x-may-miss": True}


class RulesetPath(BaseModel):
    id: str = Field(max_length=100)
    version: str = Field(max_length=50)


class DifferencePath(BaseModel):
    id: str = Field(max_length=100)


class DifferenceQuery(BaseModel):
    """Two versions; another ruleset's is named as ID@VERSION."""

    old: str = Field(max_length=151)
    new: str = Field(max_length=151)


@api.get("", responses={200: RulesetList, 304: None})
@any_key
def rulesets() -> Response:
    """All rulesets, by id and first day in force."""
    known = service().gate.library.rulesets
    tag = f"{library_tag(known)}-{language()}"
    return conditional(tag, lambda: answer(RulesetList(items=[_item(ruleset) for ruleset in known])))


@api.get("/<id>/<version>", responses={200: RulesetDetail, 304: None})
@any_key
def ruleset(path: RulesetPath) -> Response:
    """One ruleset with its fields, rules and lists."""
    chosen = service().gate.library.get(f"{path.id}@{path.version}")
    return conditional(chosen.digest, lambda: answer(RulesetDetail(ruleset=_content(chosen))))


@api.get("/<id>/diff", responses={200: RulesetDifference})
@any_key
def difference(path: DifferencePath, query: DifferenceQuery) -> Response:
    """What changed between two versions."""
    library = service().gate.library
    old, new = (name if "@" in name else f"{path.id}@{name}" for name in (query.old, query.new))
    changes = [
        RulesetChange(what=what, where=where, old=before, new=after)
        for what, where, before, after in differences(library.get(old), library.get(new))
    ]
    return answer(RulesetDifference(old=old, new=new, changes=changes))


def library_tag(rulesets: tuple[Ruleset, ...]) -> str:
    """Changes whenever any ruleset does."""
    return "-".join(ruleset.digest.removeprefix("sha256:")[:8] for ruleset in rulesets)


def _content(ruleset: Ruleset) -> dict[str, Any]:
    return ruleset.model_dump(mode="json", by_alias=True)


def _item(ruleset: Ruleset) -> RulesetItem:
    return RulesetItem(
        id=ruleset.id,
        version=ruleset.version,
        title=ruleset.title[language()],
        effective_from=ruleset.effective_from,
        effective_until=ruleset.effective_until,
        region=ruleset.region,
        record_types=[kind for kind in RECORD_TYPES if ruleset.layouts_of(kind)],
        rules=sum(len(layout.rules) for layout in ruleset.layouts),
        digest=ruleset.digest,
    )
