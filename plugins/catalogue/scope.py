"""The record's item against the scope in which it may be shown."""

import re
from typing import Any, Final

import polars as pl

from engine import Check, Column, Violation, check
from plugins.catalogue.distinct import described
from plugins.catalogue.folding import RecordType
from plugins.catalogue.item_known import CATALOGUE_CLAUSE
from plugins.catalogue.matchers import ITEM_CODE, Matchers, Matching, Similarity
from plugins.catalogue.matching import IS_PUBLIC, OWN, Settings
from plugins.catalogue.wording import item_of, match_of, means

_TEXTS: Final = ("item", "scopes", "means", "means_en")


def make_scope(matchers: Matchers) -> Check:
    """The check `catalogue.scope`, sharing its matcher with the other checks."""

    @check(
        id="catalogue.scope",
        kind="wrong_scope",
        lookups=["organisations", "catalogue"],
        title={"zh": "事项不向社会公开", "en": "item not for public disclosure"},
        message={
            "zh": "事项“{item}”（{means}）在目录中的公开范围是{scopes}，不含社会公开，不得公示，请撤回该记录",
            "en": "item '{item}' ({means_en}) is open for {scopes} only, not for 社会公开: withdraw the record",
        },
        sources=[f"{CATALOGUE_CLAUSE}、附件2"],
    )
    def scope(
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
        """The organ's item is not open to the public: its scopes in the catalogue lack 社会公开.

        Judged only where an item of the organ itself is found, as `catalogue.item-known` finds it. An item without any
        tick does not say, and is left alone.

        Args:
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

        Source: 长信办发〔2020〕1号, item 2 and annex 2 (公开范围): the catalogue passes a secrecy review before.
        """
        matcher = matchers.matcher(organisations, catalogue, Settings(record_type, threshold, item_code_pattern))
        matching = Matching(matcher, organ, name, decided, (text, *others))
        verdict = matching.verdict
        texts = described(matching.columns, _TEXTS, lambda line: _described(matching, line))
        return Violation(where=pl.when(verdict >= OWN).then((verdict & IS_PUBLIC) == 0), details=texts)

    return scope


def _described(matching: Matching, line: tuple[Any, ...]) -> dict[str, str | None]:
    match = match_of(matching, line)
    assert match.entry is not None
    scopes = "、".join(sorted({scope for item in match.entry.items for scope in item.scopes}))
    return dict(zip(_TEXTS, (item_of(match.entry).name, scopes, *means(match)), strict=True))
