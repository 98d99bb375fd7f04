"""`/healthz`, `/readyz`, `/metrics`: for those who run the service; no key, and nothing of anybody's data."""

from collections.abc import Callable

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api import metrics
from api.answers import answer
from api.models import Health
from api.service import service
from engine import GongshiError
from store import jobs

api = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])


@api.get("/healthz", responses={200: Health})
def healthz() -> Response:
    """The process answers."""
    return answer(Health(status="ok", checks={}))


@api.get("/readyz", responses={200: Health, 503: Health})
def readyz() -> Response:
    """Database, evidence store and rulesets can be used."""
    checks = {"rulesets": bool(service().gate.library.rulesets), "database": _holds(_ask_database)}
    checks["evidence"] = checks["database"] and _holds(lambda: service().home.evidence.demand_usable())
    ready = all(checks.values())
    return answer(Health(status="ok" if ready else "unavailable", checks=checks), 200 if ready else 503)


@api.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def numbers() -> Response:
    """Numbers for Prometheus."""
    counts: dict[str, int] = {}
    reached = _holds(lambda: counts.update(_jobs_by_state()))
    return Response(metrics.exposition(counts if reached else None), content_type=metrics.CONTENT_TYPE)


def _ask_database() -> None:
    with service().home.database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def _holds(check: Callable[[], object]) -> bool:
    """Whether a part can be used; why not stands in the log where it is used, not here."""
    try:
        check()
    except (OSError, GongshiError, SQLAlchemyError):
        return False
    return True


def _jobs_by_state() -> dict[str, int]:
    return {str(state): number for state, number in jobs.counts(service().home.database).items()}
