"""The record's item against the catalogue of the deciding organ: there is no such item."""

import re
from typing import Any, Final

import polars as pl

from engine import Check, Column, Violation, check
from plugins.catalogue.distinct import described
from plugins.catalogue.folding import RecordType
from plugins.catalogue.matchers import ITEM_CODE, Matchers, Matching, Similarity
from plugins.catalogue.matching import NOT_FOUND, NOT_JUDGED, Settings
from plugins.catalogue.organisation_known import NOTICE
from plugins.catalogue.wording import catalogue_of, item_of, match_of, no_catalogue_of, percent

CATALOGUE_CLAUSE: Final = f"{NOTICE}《关于做好行政许可和行政处罚信息归集公示工作的通知》第二项"
_TEXTS: Final = ("problem", "problem_en", "suggestion")


def make_item_known(matchers: Matchers) -> Check:
    """The check `catalogue.item-known`, sharing its matcher with the other checks."""

    @check(
        id="catalogue.item-known",
        kind="not_in_catalogue",
        lookups=["organisations", "catalogue"],
        title={"zh": "事项不在决定机关的目录内", "en": "item not in the organ's catalogue"},
        message={"zh": "{problem}（已按{searched}查找）", "en": "{problem_en} (searched: {searched})"},
        sources=[CATALOGUE_CLAUSE],
    )
    def item_known(
        text: Column,
        organ: Column,
        name: Column,
        decided: Column,
        *others: Column,
        organisations: pl.DataFrame,
        catalogue: pl.DataFrame,
        record_type: RecordType,
        threshold: Similarity,
        suggest_from: Similarity = 50.0,
        item_code_pattern: re.Pattern[str] = ITEM_CODE,
    ) -> Violation:
        """No text of the record names an item that the deciding organ has in its catalogue on the decision date.

        The texts are looked up in their order: by item code, by name after folding width, punctuation and frame
        (对…的处罚, …许可证, 关于准予…的决定), then by containment either way where the shorter one stands alone.
        When no text finds anything, similarity decides from the threshold on. The message says which item was most
        likely meant and how sure that is. An organ that has no catalogue version in force on that day gets this
        finding too, with that reason. A catalogue in force that has items of the other record type alone has none of
        this one.

        Not judged: an organ that the register does not know or whose code and name are of different units
        (`organisation.known` says so); an item of another organ (`catalogue.authority` says so).

        Args:
            text: where the item is named first of all; the suggestion repairs it.
            organ: code of the deciding organ.
            name: name of the deciding organ as written.
            decided: decision date, a date; the version in force on that day counts.
            others: more fields that may name the item, in the order of trust.
            organisations: the register of organisations.
            catalogue: the item catalogue with all its versions.
            record_type: which items to look at.
            threshold: similarity (0-100) from which on two names mean the same item.
            suggest_from: similarity from which on the most likely item is proposed.
            item_code_pattern: regular expression for whatever may be an item code.

        Source: 长信办发〔2020〕1号, item 2: every record belongs to an item of the catalogue.
        """
        matcher = matchers.matcher(organisations, catalogue, Settings(record_type, threshold, item_code_pattern))
        matching = Matching(matcher, organ, name, decided, (text, *others))
        texts = described(matching.columns, _TEXTS, lambda line: _described(matching, suggest_from, line))
        verdict = matching.verdict
        return Violation(
            where=pl.when(verdict != NOT_JUDGED).then(verdict == NOT_FOUND),
            details={"searched": pl.lit(matching.searched), **{key: texts[key] for key in _TEXTS[:2]}},
            suggestion=texts["suggestion"],
            facts={"item": matching.item},
        )

    return item_known


def _described(matching: Matching, suggest_from: float, line: tuple[Any, ...]) -> dict[str, str | None]:
    match = match_of(matching, line)
    if match.outcome == "no_version":
        return dict(zip(_TEXTS, (*no_catalogue_of(matching, line[0], line[2]), None), strict=True))
    place, place_en = catalogue_of(matching, line[0], line[2])
    if match.entry is None:
        return dict(
            zip(_TEXTS, (f"{place}内没有任何事项，请核对", f"{place_en} has no item at all", None), strict=True)
        )
    item, sure = item_of(match.entry).name, percent(match.similarity)
    if match.similarity < suggest_from:
        problem = f"{place}内没有该事项，也没有相近的事项（最接近的是“{item}”，把握{sure}），请核对"
        problem_en = f"{place_en} has no such item and none like it (the nearest is '{item}', certainty {sure})"
        return dict(zip(_TEXTS, (problem, problem_en, None), strict=True))
    problem = f"{place}内没有该事项，最可能的事项是“{item}”（把握{sure}），请核对"
    problem_en = f"{place_en} has no such item; most likely meant: '{item}' (certainty {sure})"
    return dict(zip(_TEXTS, (problem, problem_en, item), strict=True))
