"""The language of an answer: what the request asks for, else that of the settings."""

from typing import Final, cast

from flask import current_app, has_request_context, request

from engine.errors import Language

_LANGUAGES: Final = ("zh", "en")


def language() -> Language:
    """The language of the present request (`Accept-Language`)."""
    default: Language = current_app.config["LANGUAGE"]
    if not has_request_context() or not request.headers.get("Accept-Language"):
        return default
    # Werkzeug's own choice takes a worse-liked `zh` before a better-liked `en-GB`.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return cast(Language, next((tag for tag in wanted if tag in _LANGUAGES), default))
