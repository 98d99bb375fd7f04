"""The fixed words of all reports, from `texts.zh.yaml` and `texts.en.yaml`.

The words are data, so that a maintainer who writes better Chinese than the programmer edits one line of YAML. Both
files have the same keys; a key that is not there is a fault of the program and stops the report.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from engine.errors import EngineError, Language

_FOLDER: Final = Path(__file__).parent


class Texts:
    """The words of one language: `texts("summary.file")`, or with values `texts("findings.more", count=3)`."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in.

        Args:
            key: a key of the text files.
            values: what the text's `{names}` stand for; they are put in as they are.

        Raises:
            EngineError: the key is not in the text files.
        """
        if key not in self._entries:
            raise EngineError("unknown-text", zh=f"报告文字缺少“{key}”", en=f"the report texts have no “{key}”")
        return self._entries[key].format(**values)

    @property
    def keys(self) -> frozenset[str]:
        """All keys, for the test that holds the two files together."""
        return frozenset(self._entries)


@cache
def load_texts(language: Language) -> Texts:
    """The words of a language, read once.

    Args:
        language: `zh` or `en`.
    """
    content = (_FOLDER / f"texts.{language}.yaml").read_text(encoding="utf-8")
    return Texts(yaml.safe_load(content))
