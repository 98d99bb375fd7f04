"""The matcher that several rules share.

The checks of this plugin are made together with one `Matchers` object and hold on to it, so nothing is kept in the
module: it lives as long as the registered checks. Rules that are planned with the same lookup frames and the same
settings get the same matcher, and with it what the matcher remembers of earlier rules and slices.
"""

import re
from dataclasses import dataclass, field
from typing import Annotated, Final

import polars as pl
from pydantic import Field

from engine import Column, NotEvaluable, mapped
from plugins.catalogue.folding import RecordType
from plugins.catalogue.matching import ItemMatcher, Settings
from plugins.catalogue.register import Register

# Both record types, before and after a change of the reference data.
MOST_KEPT: Final = 4
ITEM_CODE: Final = re.compile("[0-9A-Z]{10,}")
"""What may be an item code unless the ruleset says otherwise: the national basic codes have 12 digits, the
implementing codes 31 characters."""
Similarity = Annotated[float, Field(ge=0, le=100)]
"""How alike two names are, from 0 to 100."""
RECORD_TYPES: Final[dict[RecordType, dict[str, str]]] = {
    "licence": {"zh": "行政许可", "en": "licence"},
    "penalty": {"zh": "行政处罚", "en": "penalty"},
}


@dataclass
class Matchers:
    """The matchers in use, the latest first, and the registers that they rest on."""

    _matchers: list[tuple[pl.DataFrame, pl.DataFrame, ItemMatcher]] = field(default_factory=list)
    _registers: list[tuple[pl.DataFrame, Register]] = field(default_factory=list)

    def register(self, organisations: pl.DataFrame) -> Register:
        """The register of a lookup frame.

        Raises:
            NotEvaluable: no organisation is registered.
        """
        if organisations.is_empty():
            raise NotEvaluable(
                zh="单位登记册为空，请先导入单位名单", en="the register of organisations is empty: import it first"
            )
        for frame, register in self._registers:
            if frame is organisations:
                return register
        self._registers = [(organisations, Register(organisations)), *self._registers][:MOST_KEPT]
        return self._registers[0][1]

    def matcher(self, organisations: pl.DataFrame, catalogue: pl.DataFrame, settings: Settings) -> ItemMatcher:
        """The matcher for two lookup frames and a rule's settings.

        Raises:
            NotEvaluable: no organisation is registered, or the catalogue has no item of the record type.
        """
        for units, items, matcher in self._matchers:
            if units is organisations and items is catalogue and matcher.settings == settings:
                return matcher
        if catalogue.filter(pl.col("record_type") == settings.record_type).is_empty():
            kind = RECORD_TYPES[settings.record_type]
            raise NotEvaluable(
                zh=f"事项目录中没有任何{kind['zh']}事项，请先导入目录",
                en=f"the catalogue has no {kind['en']} item at all: import it first",
            )
        made = ItemMatcher(self.register(organisations), catalogue, settings)
        self._matchers = [(organisations, catalogue, made), *self._matchers][:MOST_KEPT]
        return made


@dataclass(frozen=True)
class Matching:
    """One rule's fields and its matcher: what the checks build their expressions from."""

    matcher: ItemMatcher
    organ: Column
    name: Column
    decided: Column
    texts: tuple[Column, ...]

    @property
    def verdict(self) -> pl.Expr:
        """UInt8: the numbers of `plugins.catalogue.matching`."""
        return mapped(self.columns, lambda parts: self.matcher.verdicts(*parts), pl.UInt8, self.matcher.verdict)

    @property
    def item(self) -> pl.Expr:
        """String: code, or else name, of the organ's item that the record names; null where it names none."""
        return mapped(self.columns, lambda parts: self.matcher.items(*parts), pl.String, self.matcher.item)

    @property
    def columns(self) -> list[pl.Expr]:
        """What `Match` is asked with: organ, name, day, then the texts."""
        return [self.organ.text, self.name.text, self.decided.value, *(column.text for column in self.texts)]

    @property
    def searched(self) -> str:
        """The captions of the searched fields, for messages."""
        return "、".join(column.caption for column in self.texts)
