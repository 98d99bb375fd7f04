"""What the families need to know of the two layouts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from benchmarks.codes import NO_CODE


@dataclass(frozen=True)
class Layout:
    """One record type.

    Attributes:
        prefix: CF or XK.
        required: fields that every record fills.
        lengths: field → most characters, for fields of text.
        organ, organ_code, source, source_code: deciding organ and source unit.
        decision: date of the decision.
        dates: all dates that must be filled.
        kinds: list of kinds of penalty or licence.
    """

    prefix: str
    required: tuple[str, ...]
    lengths: Mapping[str, int]
    organ: str
    organ_code: str
    source: str
    source_code: str
    decision: str
    dates: tuple[str, ...]
    kinds: str

    def party(self, name: str) -> str:
        """A field of the party block: `party("SHXYM")` is CF_XDR_SHXYM."""
        return f"{self.prefix}_XDR_{name}"

    @property
    def representative(self) -> str:
        return f"{self.prefix}_FRDB"

    @property
    def document_number(self) -> str:
        return f"{self.prefix}_WSH"

    def is_category(self, *categories: str) -> pl.Expr:
        """Records of these categories of party."""
        return pl.col(self.party("LB")).is_in(categories)

    @property
    def is_natural(self) -> pl.Expr:
        return self.is_category("自然人")

    @property
    def is_coded(self) -> pl.Expr:
        """The party has a unified social credit code of its own."""
        return pl.col(self.party("SHXYM")).is_not_null() & (pl.col(self.party("SHXYM")) != NO_CODE)


_PARTY_LENGTHS: Final = {"XDR_MC": 200, "FRDB": 50, "XDR_GSZC": 50}
PENALTY: Final = Layout(
    prefix="CF",
    required=(
        "CF_XDR_MC",
        "CF_XDR_LB",
        "CF_WSH",
        "CF_WFXW",
        "CF_SY",
        "CF_YJ",
        "CF_CFLB",
        "CF_NR",
        "CF_JDRQ",
        "CF_YXQ",
        "CF_CFJG",
        "CF_CFJGDM",
        "CF_SJLY",
        "CF_SJLYDM",
    ),
    lengths={
        **{f"CF_{name}": length for name, length in _PARTY_LENGTHS.items()},
        "CF_WSH": 128,
        "CF_WFXW": 2000,
        "CF_SY": 5000,
        "CF_YJ": 2048,
        "CF_NR": 4000,
        "CF_CFJG": 200,
        "CF_SJLY": 200,
        "BZ": 512,
    },
    organ="CF_CFJG",
    organ_code="CF_CFJGDM",
    source="CF_SJLY",
    source_code="CF_SJLYDM",
    decision="CF_JDRQ",
    dates=("CF_JDRQ", "CF_YXQ"),
    kinds="CF_CFLB",
)
LICENCE: Final = Layout(
    prefix="XK",
    required=(
        "XK_XDR_MC",
        "XK_XDR_LB",
        "XK_XKWS",
        "XK_WSH",
        "XK_XKLB",
        "XK_NR",
        "XK_JDRQ",
        "XK_YXQZ",
        "XK_YXQZI",
        "XK_XKJG",
        "XK_XKJGDM",
        "XK_ZT",
        "XK_LYDW",
        "XK_LYDWDM",
    ),
    lengths={
        **{f"XK_{name}": length for name, length in _PARTY_LENGTHS.items()},
        "XK_WSH": 64,
        "XK_XKWS": 64,
        "XK_XKZS": 64,
        "XK_XKBH": 64,
        "XK_NR": 4000,
        "XK_XKJG": 200,
        "XK_LYDW": 200,
        "BZ": 512,
    },
    organ="XK_XKJG",
    organ_code="XK_XKJGDM",
    source="XK_LYDW",
    source_code="XK_LYDWDM",
    decision="XK_JDRQ",
    dates=("XK_JDRQ", "XK_YXQZ", "XK_YXQZI"),
    kinds="XK_XKLB",
)
