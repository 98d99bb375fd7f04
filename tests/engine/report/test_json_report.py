import json
from pathlib import Path

from jsonschema import Draft202012Validator

from engine.report import ReportContext
from engine.report.json_report import render_json, result_json_schema
from engine.verdict import Result

PUBLISHED = Path(__file__).parents[3] / "docs" / "schemas" / "result-1.schema.json"


def test_json_is_the_contract(context: ReportContext) -> None:
    data = json.loads(render_json(context.result))
    assert list(data)[:5] == ["schema", "submission", "verdict", "record_type", "as_of"]
    assert data["schema"] == "gongshi.result/1"
    assert data["findings"][0]["row"] is None
    assert "行政处罚" in render_json(context.result)


def test_json_reads_back_as_the_same_result(context: ReportContext) -> None:
    assert Result.model_validate_json(render_json(context.result)) == context.result


def test_json_is_stable(context: ReportContext) -> None:
    assert render_json(context.result) == render_json(context.result.model_copy())


def test_published_schema_is_current() -> None:
    current = json.dumps(result_json_schema(), ensure_ascii=False, indent=2) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == current, (
        f"write result_json_schema() to {PUBLISHED.name}: the published schema is not the one of the models"
    )


def test_schema_is_sound_and_results_keep_to_it(context: ReportContext, clean_context: ReportContext) -> None:
    schema = result_json_schema()
    Draft202012Validator.check_schema(schema)
    for result in (context.result, clean_context.result):
        Draft202012Validator(schema).validate(json.loads(render_json(result)))


def test_schema_refuses_what_the_contract_does_not_know(context: ReportContext) -> None:
    validator = Draft202012Validator(result_json_schema())
    data = json.loads(render_json(context.result))
    assert not validator.is_valid({**data, "verdict": "maybe"})
    assert not validator.is_valid({key: value for key, value in data.items() if key != "counts"})
    data["findings"][0]["kind"] = "strange"
    assert not validator.is_valid(data)


def test_schema_bears_with_fields_added_later(context: ReportContext) -> None:
    data = json.loads(render_json(context.result))
    assert Draft202012Validator(result_json_schema()).is_valid({**data, "receipt": "later"})
