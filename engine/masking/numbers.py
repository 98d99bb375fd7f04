"""Masking of personal numbers in whatever is shown or stored.

Findings carry the value that was found, so that a clerk recognises it; identity numbers, telephone numbers and bank
accounts must not travel with it (the project's contract, section 4). This is the net under everything that leaves
the engine; finding such text in publishable fields is another matter, and has checks of its own.
"""

from typing import Final

import polars as pl

# Bounded patterns only: Polars' engine runs them in linear time.
# A resident identity number: 17 digits and a check character around a plausible birth date (one digit lost is still
# one), or the old form of 15 digits.
IDENTITY_18: Final = (
    r"([1-9][0-9]{3})[0-9]{2}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]([0-9]{1,2}[0-9Xx])"
)
IDENTITY_15: Final = r"\b([1-9][0-9]{3})[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]([0-9]{2})\b"
MOBILE: Final = r"\b(1[3-9][0-9])[0-9]{4}([0-9]{4})\b"
BANK_CARD: Final = r"\b([3-6][0-9]{3})[0-9]{8,11}([0-9]{4})\b"


def masked_text(text: pl.Expr) -> pl.Expr:
    """Free text with the numbers of persons masked; everything else stays readable.

    Args:
        text: String expression.
    """
    return (
        text.str.replace_all(IDENTITY_18, "${1}**********${2}")
        .str.replace_all(IDENTITY_15, "${1}*********${2}")
        .str.replace_all(MOBILE, "${1}****${2}")
        .str.replace_all(BANK_CARD, "${1}********${2}")
    )


def masked_code(text: pl.Expr) -> pl.Expr:
    """A code or a short detail: only identity numbers are masked, since codes of 16 to 18 digits look like bank cards.

    Args:
        text: String expression.
    """
    return text.str.replace_all(IDENTITY_18, "${1}**********${2}")


def masked_number_alone(text: str) -> str:
    """What `masked_number` makes of one text."""
    return text[:4] + "*" * (len(text) - 6) + text[-2:] if len(text) > 8 else "*" * len(text)


def masked_number(text: pl.Expr) -> pl.Expr:
    """A personal number: the first four and the last two characters stay, if it is longer than eight.

    Args:
        text: String expression of a field that holds personal numbers (resident identity, passport, permit).
    """
    length = text.str.len_chars()
    hidden = pl.concat_str(text.str.head(4), pl.lit("*").repeat_by(length - 6).list.join(""), text.str.tail(2))
    return pl.when(length > 8).then(hidden).otherwise(pl.lit("*").repeat_by(length).list.join(""))
