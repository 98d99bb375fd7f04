"""Regular expressions for single texts, exactly as Polars understands them.

Polars keeps the last 32 patterns of a thread compiled. A ruleset has more, so for a record that comes alone every
pattern would be compiled anew, which takes much longer than looking at a cell. pydantic uses the same engine (Rust's
`regex`) and keeps what it compiled.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Final

import polars as pl
from pydantic import StringConstraints, TypeAdapter

MOST_COMPILED: Final = 1024
FEW: Final = 32  # so few texts are looked at one by one
Finds = Callable[[str], bool]


@lru_cache(maxsize=MOST_COMPILED)
def finder(pattern: str) -> Finds:
    """A function that says whether a text holds a match.

    Args:
        pattern: as `str.contains` of Polars takes it.

    Raises:
        pydantic_core.SchemaError: it is no regular expression.
    """
    return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)]).validator.isinstance_python


def contains(texts: pl.Series, pattern: str) -> pl.Series:
    """What `texts.str.contains(pattern)` says, quicker for a few texts.

    Args:
        texts: String Series.
        pattern: regular expression.
    """
    if len(texts) > FEW:
        return texts.str.contains(pattern)
    finds = finder(pattern)
    answers = [None if text is None else finds(text) for text in texts.to_list()]
    return pl.Series(texts.name, answers, dtype=pl.Boolean)
