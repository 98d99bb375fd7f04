"""Problem answers (RFC 9457): one shape for everything that is not a success, and nothing in it from inside.

Source: RFC 9457; the project's contract, section 5.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import structlog
import yaml
from flask import Flask, Response, jsonify
from polars.exceptions import PanicException
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api.language import language
from engine import EngineError, UserError
from engine.errors import Language
from store.intake import StoreUnavailable

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
_TYPE: Final = "urn:gongshi:problem:"
_log = structlog.get_logger("gongshi.problems")


class FieldFault(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="The field, as a path through the body or as a parameter's name.")
    detail: str


class Problem(BaseModel):
    """An answer that says what went wrong and what to do."""

    type: str = Field(description="urn:gongshi:problem:CODE")
    title: str
    status: int
    detail: str
    code: str = Field(description="A stable name of the problem, for programs.")
    errors: list[FieldFault] = Field(default_factory=list, description="Faults of single fields.")


class Refused(Exception):  # noqa: N818 - a request that was refused, no failure
    """A request that cannot be served as it is.

    Args:
        status: HTTP status.
        code: stable name, kebab-case.
        zh, en: what, where, and how to get out.
        errors: faults of single fields.
        headers: of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        zh: str,
        en: str,
        errors: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.zh, self.en = status, code, zh, en
        self.errors, self.headers = list(errors), dict(headers or {})


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Sequence[FieldFault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer itself, in the language of the request."""
    title = _texts()["titles"].get(status, _texts()["titles"][400 if status < 500 else 500])[language()]
    body = Problem(type=_TYPE + code, title=title, status=status, detail=detail, code=code, errors=list(errors))
    response = jsonify(body.model_dump())
    response.status_code = status
    response.content_type = MEDIA_TYPE
    response.headers.update(headers or {})
    return response


def standard_problem(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """A problem whose text stands in the table of texts."""
    return problem(status, code, _texts()["details"][code][language()], headers=headers)


def field_faults(error: ValidationError) -> list[FieldFault]:
    """Pydantic's errors in our words; never the value."""
    faults = []
    for item in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in item["loc"])
        faults.append(FieldFault(field=place, detail=_fault_text(item["type"], item.get("ctx", {}), language())))
    return faults


def invalid_fields(error: ValidationError) -> Response:
    """The answer to a request whose fields do not hold what they should."""
    detail = _texts()["details"]["invalid-fields"][language()]
    return problem(422, "invalid-fields", detail, field_faults(error))


def install_handlers(app: Flask) -> None:
    """Answer every error of an application with a problem."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(UserError, _user_error)
    app.register_error_handler(ValidationError, invalid_fields)
    app.register_error_handler(HTTPException, _http_error)
    for kind in (StoreUnavailable, DBAPIError, PoolTimeout):
        app.register_error_handler(kind, _unavailable)
    app.register_error_handler(EngineError, _our_failure)
    app.register_error_handler(Exception, _our_failure)


class PanicGuard:
    """WSGI middleware: a panic of polars is no `Exception`, so Flask lets it through; here it becomes a problem."""

    def __init__(self, app: Flask) -> None:
        self._app, self._wsgi = app, app.wsgi_app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        try:
            return self._wsgi(environ, start_response)
        except PanicException as error:
            with self._app.request_context(environ):
                return _our_failure(error)(environ, start_response)


def _refused(error: Refused) -> Response:
    text = error.zh if language() == "zh" else error.en
    return problem(error.status, error.code, text, error.errors, error.headers)


def _user_error(error: UserError) -> Response:
    status = _texts()["statuses"].get(error.code, 422)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return problem(status, error.code, error.text(language()), headers=headers)


def _http_error(error: HTTPException) -> Response:
    """Werkzeug's own refusals (no such page, wrong method, too large …)."""
    response = error.get_response()
    status = error.code or 500
    if status < 400:
        return response  # type: ignore[return-value]
    if response.mimetype == MEDIA_TYPE:
        return response  # type: ignore[return-value]
    code = _texts()["codes"].get(status, "bad-request" if status < 500 else "internal")
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    return standard_problem(status, code, kept)


def _unavailable(error: Exception) -> Response:
    _log.error("store-unavailable", error=type(error).__name__)
    return standard_problem(503, "store-unavailable", {"Retry-After": str(RETRY_SECONDS)})


def _our_failure(error: BaseException) -> Response:
    # The text of an exception may quote a record, so the log gets the type and the place, and the answer neither.
    code = error.code if isinstance(error, EngineError) else None
    _log.error("failure", error=type(error).__name__, code=code, place=_place(error))
    return standard_problem(500, "internal")


def _place(error: BaseException) -> list[str]:
    frames, place = error.__traceback__, []
    while frames is not None:
        code = frames.tb_frame.f_code
        place.append(f"{Path(code.co_filename).name}:{frames.tb_lineno} {code.co_name}")
        frames = frames.tb_next
    return place[-6:]


def _fault_text(kind: str, context: Mapping[str, Any], spoken: Language) -> str:
    words = _texts()["fields"]
    text: str = words.get(kind, words["other"])[spoken]
    return text.format_map({"expected": "", "ge": "", "le": "", "max_length": "", **context})


@cache
def _texts() -> dict[str, Any]:
    """Titles, details and statuses: data beside this module."""
    texts: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("problems.yaml").read_text(encoding="utf-8"))
    return texts
