"""The record's item against the catalogue: it is another organ's item."""

import re
from typing import Any, Final

import polars as pl

from engine import Check, Column, Violation, check
from plugins.catalogue.distinct import described
from plugins.catalogue.folding import RecordType
from plugins.catalogue.item_known import CATALOGUE_CLAUSE
from plugins.catalogue.matchers import ITEM_CODE, Matchers, Matching, Similarity
from plugins.catalogue.matching import NOT_JUDGED, OTHER_ORGAN, Settings
from plugins.catalogue.wording import catalogue_of, item_of, match_of, means

_TEXTS: Final = ("problem", "problem_en")


def make_authority(matchers: Matchers) -> Check:
    """The check `catalogue.authority`, sharing its matcher with the other checks."""

    @check(
        id="catalogue.authority",
        kind="wrong_authority",
        lookups=["organisations", "catalogue"],
        title={"zh": "事项属于其他机关", "en": "another organ's item"},
        message={"zh": "{problem}", "en": "{problem_en}"},
        sources=[CATALOGUE_CLAUSE],
    )
    def authority(
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
        """The deciding organ has no such item in its catalogue on the decision date, but another organ has.

        Matching is that of `catalogue.item-known`, first among the organ's own items, then among those of all others.
        The message says whose item it is and by what it was recognised. Not judged where `catalogue.item-known` is not;
        fine where that check says that nobody has the item, or that the organ itself has no catalogue in force, neither
        of licences nor of penalties: without it nobody can say that the item is not its own.

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

        Source: 长信办发〔2020〕1号, item 2: each unit's catalogue holds the items that it decides on.
        """
        matcher = matchers.matcher(organisations, catalogue, Settings(record_type, threshold, item_code_pattern))
        matching = Matching(matcher, organ, name, decided, (text, *others))
        verdict = matching.verdict
        return Violation(
            where=pl.when(verdict != NOT_JUDGED).then(verdict == OTHER_ORGAN),
            details=described(matching.columns, _TEXTS, lambda line: _described(matching, line)),
        )

    return authority


def _described(matching: Matching, line: tuple[Any, ...]) -> dict[str, str | None]:
    match = match_of(matching, line)
    assert match.entry is not None
    item = item_of(match.entry)
    owner = matching.matcher.register.named(item.organ, line[2])
    owners = len({same.organ for same in match.entry.items})
    more, more_en = (f"等{owners}个单位", f" and {owners - 1} more") if owners > 1 else ("", "")
    place, place_en = catalogue_of(matching, line[0], line[2])
    found, found_en = means(match)
    return {
        "problem": f"{place}内没有该事项，“{item.name}”是“{owner}”{more}的事项（{found}），请核对决定机关和事项",
        "problem_en": f"{place_en} has no such item; '{item.name}' is an item of '{owner}'{more_en} ({found_en})",
    }
