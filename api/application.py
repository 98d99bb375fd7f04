"""`create_app`: the Flask application put together."""

import gc
import time

import structlog
from flask import Flask, Response, g, request
from flask_compress import Compress

from api import metrics
from api.authentication import install_gatekeeper
from api.documents import Application, make_application
from api.logs import configure_logs
from api.problems import PanicGuard, install_handlers, invalid_fields
from api.resources import (
    catalogues,
    check,
    health,
    jobs,
    limits,
    organisations,
    rules,
    rulesets,
    statistics,
    submissions,
)
from api.service import MEBIBYTE, Service, make_service
from api.uploads import MOST_PARTS, UploadRequest
from store.settings import Settings

_RESOURCES = (
    check,
    submissions,
    jobs,
    rules,
    rulesets,
    organisations,
    catalogues,
    statistics,
    limits,
    health,
)
# A form holds its fields beside the file, which does not count here; less would be too little for a piece of the file.
_FORM_FIELDS_BYTES = 512 << 10
_COMPRESSED = ["application/json", "application/problem+json", "application/schema+json", "text/csv", "text/plain"]
_log = structlog.get_logger("gongshi.requests")


def create_app(service: Service) -> Application:
    """The application over a service.

    Args:
        service: what its requests work with; several applications may share one.
    """
    app = make_application()
    app.request_class = UploadRequest
    app.config.update(
        LANGUAGE=service.settings.lang,
        MAX_CONTENT_LENGTH=service.settings.upload_mb * MEBIBYTE + _FORM_FIELDS_BYTES,
        MAX_FORM_PARTS=MOST_PARTS,
        MAX_FORM_MEMORY_SIZE=_FORM_FIELDS_BYTES,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_MIN_SIZE=1024,
        COMPRESS_LEVEL=4,
        COMPRESS_STREAMS=False,  # a file leaves as it lies on the disk, with its length
        SWAGGER_CONFIG={"validatorUrl": None, "persistAuthorization": True},
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["gongshi"] = service
    app.validation_error_callback = invalid_fields
    install_handlers(app)
    _install_notes(app)
    install_gatekeeper(app)
    for resource in _RESOURCES:
        app.register_api(resource.api)
    Compress(app)
    app.wsgi_app = PanicGuard(app)  # type: ignore[method-assign]
    return app


def served() -> Application:
    """The application as a server process has it: everything from the environment."""
    configure_logs()
    app = create_app(make_service(Settings()))
    # Rulesets and models stay as long as the process: the collector need not look at them again and again.
    gc.collect()
    gc.freeze()
    return app


def _install_notes(app: Flask) -> None:
    """Count every request and write one event for it: the route, not the address, which may hold an id."""

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        route = request.url_rule.rule if request.url_rule is not None else "-"
        metrics.REQUESTS.labels(request.method, route, response.status_code).inc()
        metrics.REQUEST_SECONDS.labels(route).observe(seconds)
        response.headers["X-Content-Type-Options"] = "nosniff"
        who = g.get("caller")
        _log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            key=who.key_id if who else None,
        )
        return response

    app.before_request(begin)
    app.after_request(end)
