"""How answers leave: JSON from models, pages with a cursor, `ETag` and 304."""

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from flask import Response, request
from pydantic import BaseModel, Field
from pydantic_core import to_json

from store.history.queries import Page

JSON: Final = "application/json"
MOST_ITEMS: Final = 1000
Model = TypeVar("Model", bound=BaseModel)
Item = TypeVar("Item")


class PageOf(BaseModel, Generic[Model]):
    """A piece of a list."""

    items: list[Model]
    cursor: str | None = Field(description="Where the next page begins; null = this is the last.")


class PageQuery(BaseModel):
    """Which piece of a list."""

    limit: int = Field(default=100, ge=1, le=MOST_ITEMS)
    cursor: str | None = Field(default=None, max_length=400, description="`cursor` of the page before.")


def answer(model: BaseModel, status: int = 200, **headers: str) -> Response:
    """A model as JSON, in one pass."""
    return written_answer(to_json(model, by_alias=True), status, **headers)


def written_answer(content: bytes, status: int, **headers: str) -> Response:
    """What is JSON already."""
    response = Response(content, status=status, content_type=JSON)
    for name, value in headers.items():
        response.headers[name.replace("_", "-").title()] = value
    return response


def page_answer(kind: type[Model], page: Page[Any], convert: Callable[[Any], Model] | None = None) -> Response:
    """A page; the header `Link` names the next one.

    Args:
        kind: the model of an item.
        convert: makes it; None = by its attributes.
    """
    made = convert or (lambda item: kind.model_validate(item, from_attributes=True))
    response = answer(PageOf[kind](items=[made(item) for item in page.items], cursor=page.cursor))  # type: ignore[valid-type]
    if page.cursor is not None:
        arguments = {**request.args.to_dict(), "cursor": page.cursor}
        response.headers["Link"] = f'<{request.path}?{urlencode(arguments)}>; rel="next"'
    return response


def conditional(tag: str, make: Callable[[], Response]) -> Response:
    """An answer that does not change while its tag stays; 304 where the asker has it already.

    Args:
        tag: of the content in the language asked for.
    """
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else make()
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Language")
    return response
