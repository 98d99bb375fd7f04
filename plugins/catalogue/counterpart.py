"""The record's item against the category of the party."""

import re
from typing import Any, Final

import polars as pl

from engine import Check, Column, Violation, check, mapped
from plugins.catalogue.distinct import described
from plugins.catalogue.folding import RecordType
from plugins.catalogue.item_known import CATALOGUE_CLAUSE
from plugins.catalogue.matchers import ITEM_CODE, Matchers, Matching, Similarity
from plugins.catalogue.matching import OWN, PARTY_BITS, Settings
from plugins.catalogue.wording import item_of, match_of, means

# Which categories of the catalogue cover a category of the record.
COVERED_BY: Final = {
    "法人及非法人组织": ("法人", "其他组织"),
    "个体工商户": ("法人", "其他组织", "自然人"),
    "自然人": ("自然人",),
}
_TEXTS: Final = ("item", "parties", "means", "means_en")


def make_counterpart(matchers: Matchers) -> Check:
    """The check `catalogue.counterpart`, sharing its matcher with the other checks."""

    @check(
        id="catalogue.counterpart",
        kind="wrong_counterpart",
        lookups=["organisations", "catalogue"],
        title={"zh": "相对人类别不在事项范围内", "en": "item not for this category of party"},
        message={
            "zh": "{caption}“{value}”不在事项“{item}”（{means}）的相对人范围（{parties}）内，请核对相对人类别和事项",
            "en": "{caption} '{value}' is not covered by item '{item}' ({means_en}), which is for {parties}",
        },
        sources=[f"{CATALOGUE_CLAUSE}、附件2"],
    )
    def counterpart(
        category: Column,
        text: Column,
        organ: Column,
        name: Column,
        decided: Column,
        *others: Column,
        organisations: pl.DataFrame,
        catalogue: pl.DataFrame,
        record_type: RecordType,
        threshold: Similarity,
        item_code_pattern: re.Pattern[str] = ITEM_CODE,
    ) -> Violation:
        """The organ's item is not meant for parties of this category.

        法人及非法人组织 is covered where the catalogue ticks 法人 or 其他组织, 个体工商户 where it ticks any of the
        three, 自然人 where it ticks 自然人. Judged only where an item of the organ itself is found, as
        `catalogue.item-known` finds it, and the category is one of these words; an item without any tick is for all.

        Args:
            category: category of the party.
            text: where the item is named first of all.
            organ: code of the deciding organ.
            name: name of the deciding organ as written.
            decided: decision date, a date.
            others: more fields that may name the item, in the order of trust.
            organisations: the register of organisations.
            catalogue: the item catalogue with all its versions.
            record_type: which items to look at.
            threshold: similarity (0-100) from which on two names mean the same item.
            item_code_pattern: regular expression for whatever may be an item code.

        Source: 长信办发〔2020〕1号, item 2 and annex 2 (行政相对人类别).
        """
        matcher = matchers.matcher(organisations, catalogue, Settings(record_type, threshold, item_code_pattern))
        matching = Matching(matcher, organ, name, decided, (text, *others))
        covering = {party: sum(PARTY_BITS[word] for word in words) for party, words in COVERED_BY.items()}
        wanted = mapped(
            [category.text],
            lambda parts: parts[0].replace_strict(covering, default=None, return_dtype=pl.UInt8),
            pl.UInt8,
            covering.get,
        )
        verdict = matching.verdict
        texts = described(matching.columns, _TEXTS, lambda line: _described(matching, line))
        return Violation(where=pl.when(verdict >= OWN).then((verdict & wanted) == 0), details=texts)

    return counterpart


def _described(matching: Matching, line: tuple[Any, ...]) -> dict[str, str | None]:
    match = match_of(matching, line)
    assert match.entry is not None
    parties = "、".join(party for party in PARTY_BITS if party in match.entry.parties)
    return dict(zip(_TEXTS, (item_of(match.entry).name, parties, *means(match)), strict=True))
