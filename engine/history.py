"""Earlier submissions, as checking asks for them: a protocol that whoever keeps a history implements.

The engine says of each record what makes it one and the same (its key) and what it holds (its content), and gets
hashes for both and an answer which of them were accepted earlier. It never sees the history itself.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from engine.masking.numbers import IDENTITY_18

# One line a record that was accepted earlier under the same key; where it was several times, the last one.
EARLIER_SCHEMA: Final = {
    "row": pl.UInt32,
    "submission": pl.String,
    "received_on": pl.Date,
    "earlier_row": pl.UInt32,
    "same_content": pl.Boolean,
}
# What is known of each record beside its verdict. `key` and `content` are hashes; `item` and `working_days` are what
# checks tell, null where no check does.
FACT_SCHEMA: Final = {
    "row": pl.UInt32,
    "key": pl.Binary,
    "content": pl.Binary,
    "organ": pl.String,
    "item": pl.String,
    "category": pl.String,
    "decided_on": pl.Date,
    "working_days": pl.Int32,
}
# The same before texts become hashes.
FACT_TYPES: Final = {**FACT_SCHEMA, "key": pl.String, "content": pl.String}
TOLD_BY_CHECKS: Final = ("item", "working_days")
_CODE: Final = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_SEPARATOR: Final = "\x1f"


class EarlierSubmissions(Protocol):
    """What is known of earlier submissions."""

    def hashed(self, texts: pl.Series) -> pl.Series:
        """Binary for String: the same for the same text, today and in years; null stays null. Nobody can find the
        text from it.
        """

    def earlier(self, records: pl.DataFrame) -> pl.DataFrame:
        """The records that were accepted earlier.

        Args:
            records: columns row (UInt32), key and content (Binary, from `hashed`), no nulls.

        Returns:
            Frame of `EARLIER_SCHEMA`.
        """


@dataclass(frozen=True)
class Facts:
    """What a submission leaves behind for the history.

    Attributes:
        records: frame of `FACT_SCHEMA`, one line a record in the order of rows.
        earlier: frame of `EARLIER_SCHEMA`.
    """

    records: pl.DataFrame
    earlier: pl.DataFrame


def content_text(texts: list[pl.Expr]) -> pl.Expr:
    """All items of a record as one text.

    Args:
        texts: String expressions, one a field, null where empty.
    """
    return pl.concat_str([text.fill_null("") for text in texts], separator=_SEPARATOR)


def organ_code(text: pl.Expr) -> pl.Expr:
    """The code of an organ, null for a text that is none: an identity number that slipped into the column stays out.

    Args:
        text: String expression.
    """
    return pl.when(text.str.contains(_CODE) & ~text.str.contains(IDENTITY_18)).then(text)
