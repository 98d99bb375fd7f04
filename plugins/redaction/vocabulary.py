"""The word lists of `words/`, loaded once; data, so that a county can read and mend them."""

from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from engine import PluginError

DIRECTORY: Final = Path(__file__).parent / "words"
ListName = Literal["names", "odds", "evidence", "roles", "labels", "kinds", "youth", "secrecy"]


@cache
def word_lists(name: ListName) -> dict[str, Any]:
    """All lists of one file.

    Args:
        name: the file's name without ending.

    Raises:
        PluginError: the file is no mapping from names to lists of words or strings of characters.
    """
    path = DIRECTORY / f"{name}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise PluginError("bad-word-list", zh=f"词表 {path.name} 不是键值结构", en=f"{path.name} is no mapping")
    return content


def words(name: ListName, key: str) -> list[str]:
    """A list of words, the longest first, so that an alternation of them prefers the longest."""
    return sorted(map(str, word_lists(name)[key]), key=lambda word: (-len(word), word))


def characters(name: ListName, key: str) -> str:
    """A list of single characters, without blanks and repetitions."""
    return "".join(dict.fromkeys("".join(str(word_lists(name)[key]).split())))
