"""The words of the terminal tables of `gongshi history`: captions, and values as a clerk says them."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from engine.kinds import KINDS, SEVERITY_TEXT
from engine.report.texts import load_texts


@cache
def _captions() -> dict[str, str]:
    text = resources.files("cli").joinpath("history_words.yaml").read_text(encoding="utf-8")
    captions: dict[str, str] = yaml.safe_load(text)["captions"]
    return captions


def caption(name: str) -> str:
    """The caption of a field of the history."""
    return _captions()[name]


def words(name: str, value: Any) -> str:
    """A field's value as the tables show it; — where there is none."""
    if value is None:
        return "—"
    if name in ("verdict", "record_type"):
        return load_texts("zh")(f"{name}.{value}")
    if name == "severity":
        return SEVERITY_TEXT[value]["zh"]
    return KINDS[value].zh if name == "kind" else str(value)
