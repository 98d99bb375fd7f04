"""The OpenAPI document: what flask-openapi3 gathers, and what it cannot know (bodies read by hand, problems, keys)."""

from typing import Any, Final

from flask_openapi3 import Info, OpenAPI
from flask_openapi3.models import OPENAPI3_REF_PREFIX
from pydantic import BaseModel

from api.problems import MEDIA_TYPE, Problem
from api.uploads import FileBody, RecordsBody
from engine import __version__

_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": f"{OPENAPI3_REF_PREFIX}/Problem"}}}
# What any route with a key may answer, whatever it does.
_ALWAYS: Final = {
    "401": "no key, or none that is accepted",
    "403": "the key's role or organisation may not do this",
    "422": "the content cannot be processed",
    "429": "too many requests of this key",
    "500": "our own failure",
    "503": "the database or the evidence store is away",
}
_OF_UPLOADS: Final = {"400": "a malformed request", "413": "larger than allowed", "415": "another media type"}
_SECURITY: Final = {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "gsk_…"}}
_IDEMPOTENCY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same content gets the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x21-\x7e]+$"},
}


class Application(OpenAPI):
    """The Flask application; knows how its document is completed."""

    def generate_spec_json(self) -> None:
        """Complete the document once."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        schemas = self.spec_json["components"]["schemas"]
        for model in (Problem, RecordsBody, FileBody):
            _add_schema(schemas, model)
        for path, item in self.spec_json["paths"].items():
            for operation in item.values():
                _complete(path, operation)


def make_application() -> Application:
    """An application with its document and nothing else."""
    info = Info(
        title="Gongshi",
        version=__version__,
        description="双公示数据质量闸门 / the quality gate for 双公示 records. Errors are RFC 9457 problems.",
    )
    return Application(
        "api",
        info=info,
        security_schemes=_SECURITY,  # type: ignore[arg-type]
        validation_error_model=Problem,
        operation_id_callback=_operation_id,
        static_folder=None,
    )


def _operation_id(*, bp_name: str = "", name: str = "", path: str = "", method: str = "") -> str:
    """The view's name: it says what is done."""
    return name


def _complete(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    keyed = path.startswith("/api/")
    meant = dict(_ALWAYS) if keyed else {}
    if "x-upload" in operation:
        meant |= _OF_UPLOADS
        operation["requestBody"] = _bodies(operation.pop("x-upload"))
    if operation.pop("x-idempotent", False):
        operation.setdefault("parameters", []).append(_IDEMPOTENCY)
        meant["409"] = "the same Idempotency-Key with other content, or a submission replaced already"
    if operation.pop("x-negotiated", False):
        meant["406"] = "none of the formats that are accepted"
    if "{" in path or operation.pop("x-may-miss", False):
        meant["404"] = "there is none"
    responses.pop("422", None)
    for status, words in meant.items():
        responses[status] = {"description": words, "content": _PROBLEM}
    if keyed:
        operation["security"] = [{"key": []}]


def _bodies(kinds: list[str]) -> dict[str, Any]:
    schemas = {"application/json": RecordsBody, "multipart/form-data": FileBody}
    content = {
        media: {"schema": {"$ref": f"{OPENAPI3_REF_PREFIX}/{schemas[media].__name__}"}} if media in schemas else {}
        for media in kinds
    }
    return {"required": True, "content": content}


def _add_schema(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    schema = model.model_json_schema(ref_template=f"{OPENAPI3_REF_PREFIX}/{{model}}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
