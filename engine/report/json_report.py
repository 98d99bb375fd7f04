"""The result as JSON for programs, and the JSON Schema that says what it looks like.

Source: the project's contract, section 4. `docs/schemas/result-1.schema.json` is the published copy of the schema.
"""

from typing import Any, Final

from engine.kinds import KINDS
from engine.verdict import RESULT_SCHEMA, Result

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def render_json(result: Result) -> str:
    """The contract's JSON: keys in the order of the models, Chinese as Chinese, indented by two, no newline at the end.

    Args:
        result: the judgement of one submission.
    """
    return result.model_dump_json(by_alias=True, indent=2)


def result_json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a result.

    The models are closed, the published schema is open: fields may be added within version 1, and a program that
    validates with an older copy must not stumble over them.
    """
    schema = Result.model_json_schema(by_alias=True, mode="serialization")
    definitions = schema["$defs"]
    for model in (schema, *definitions.values()):
        model.pop("additionalProperties", None)
    definitions["Finding"]["properties"]["kind"]["enum"] = list(KINDS)
    schema["properties"]["as_of"]["format"] = "date"
    return {"$schema": _DIALECT, "$id": RESULT_SCHEMA, **schema, "title": "Gongshi result"}
