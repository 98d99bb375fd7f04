"""The families of errors that are not findings.

A finding is about the data and is never an exception. What is left are two families: `UserError` (the input, an
option or a file is at fault: say what, where, and the way out) and `EngineError` (our own failure: a ruleset or
plugin that cannot be trusted). Callers map the first to exit status 2 or a 4xx problem, the second to exit status 3
or a 5xx problem.
"""

from typing import Literal

Language = Literal["zh", "en"]


class GongshiError(Exception):
    """Base of all errors that Gongshi raises on purpose.

    Args:
        code: short machine-readable name, kebab-case (`empty-file`), stable between versions.
        zh: one line in Chinese: what, where, and how to get out.
        en: the same line in English.
    """

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en

    def text(self, language: Language = "zh") -> str:
        """The one line that a person reads, in the language asked for."""
        return self.zh if language == "zh" else self.en


class UserError(GongshiError):
    """The user's input is at fault: an unreadable file, a header that fits nothing, an unknown option."""


class EngineError(GongshiError):
    """Our own failure: nothing may be judged until it is mended."""


class RulesetError(EngineError):
    """A ruleset does not load: an unknown check, a bad parameter, a condition that is not SQL, a cycle."""


class PluginError(EngineError):
    """A plugin does not import, or registers something that is not sound."""
