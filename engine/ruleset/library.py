"""All rulesets of a directory: found, resolved, selected by id, version and as-of date, compared, and linted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import RulesetError, UserError
from engine.ruleset.model import RecordType, Ruleset
from engine.ruleset.source import Document, merged, read_document, resolved


@dataclass(frozen=True)
class RulesetLibrary:
    """The rulesets at hand.

    Attributes:
        rulesets: ordered by id, then first effective date.
    """

    rulesets: tuple[Ruleset, ...]

    def get(self, reference: str) -> Ruleset:
        """The ruleset of `ID@VERSION`. Raises UserError naming what there is."""
        for ruleset in self.rulesets:
            if ruleset.reference == reference:
                return ruleset
        known = "、".join(ruleset.reference for ruleset in self.rulesets)
        raise UserError(
            "unknown-ruleset",
            zh=f"没有规则集 {reference}；现有：{known}",
            en=f"no ruleset {reference}; there are: {known.replace('、', ', ')}",
        )

    def select(self, as_of: date, identity: str = "national", record_type: RecordType | None = None) -> Ruleset:
        """The one version of a ruleset that is in force on a date.

        Raises:
            UserError: none is in force (before the first, or in a gap).
            RulesetError: two are.
        """
        versions = [ruleset for ruleset in self.rulesets if ruleset.id == identity]
        if not versions:
            known = "、".join(dict.fromkeys(ruleset.id for ruleset in self.rulesets))
            raise UserError("unknown-ruleset", zh=f"没有规则集 {identity}；现有：{known}", en=f"no ruleset {identity}")
        fitting = [ruleset for ruleset in versions if _in_force(ruleset, versions, as_of)]
        if record_type is not None:
            fitting = [ruleset for ruleset in fitting if ruleset.layouts_of(record_type)]
        if len(fitting) > 1:
            names = ", ".join(ruleset.reference for ruleset in fitting)
            raise RulesetError(
                "rulesets-overlap", zh=f"{as_of} 有多个规则集同时有效：{names}", en=f"{names} overlap on {as_of}"
            )
        if not fitting:
            first = min(ruleset.effective_from for ruleset in versions)
            raise UserError(
                "no-ruleset-in-force",
                zh=f"{as_of:%Y/%m/%d} 没有有效的 {identity} 规则集（最早自 {first:%Y/%m/%d} 起）；"
                "请用 --ruleset 指定版本",
                en=f"no version of {identity} is in force on {as_of} (the first starts {first}); "
                "name one with --ruleset",
            )
        return fitting[0]

    def resolve(self, reference: str | None, as_of: date, region: str | None = None) -> Ruleset:
        """The ruleset that `ID[@VERSION]` means on a date; None means the region's own, else the national one."""
        if reference and "@" in reference:
            return self.get(reference)
        return self.select(as_of, reference or self._local(as_of, region) or "national")

    def _local(self, as_of: date, region: str | None) -> str | None:
        """The id of the overlay of a region, if one of its versions is in force."""
        local = [ruleset for ruleset in self.rulesets if region is not None and ruleset.region == region]
        return next((ruleset.id for ruleset in local if _in_force(ruleset, local, as_of)), None)


def load_library(directory: Path) -> RulesetLibrary:
    """Every ruleset below a directory.

    Raises:
        RulesetError: a file is not a ruleset, extends one that does not exist or itself, or stands twice.
    """
    documents: dict[str, Document] = {}
    for path in sorted(directory.glob("*/*.yaml")):
        document = read_document(path)
        reference = f"{document.get('id')}@{document.get('version')}"
        if reference in documents:
            raise RulesetError(
                "ruleset-twice", zh=f"规则集 {reference} 出现两次：{path.name}", en=f"{reference} stands twice"
            )
        documents[reference] = document
    complete = [_with_bases(reference, documents) for reference in documents]
    rulesets = [resolved(document) for document in complete if not document.get("abstract")]
    return RulesetLibrary(
        tuple(sorted(rulesets, key=lambda ruleset: (ruleset.id, ruleset.effective_from, ruleset.version)))
    )


def _with_bases(reference: str, documents: Mapping[str, Document], seen: tuple[str, ...] = ()) -> Document:
    """A document merged over all that it extends."""
    if reference in seen or reference not in documents:
        chain = " → ".join([*seen, reference])
        raise RulesetError(
            "bad-extends", zh=f"规则集的 extends 找不到或成环：{chain}", en=f"extends does not resolve: {chain}"
        )
    document = documents[reference]
    if "extends" not in document:
        return document
    return merged(_with_bases(document["extends"], documents, (*seen, reference)), document)


def _in_force(ruleset: Ruleset, versions: Sequence[Ruleset], as_of: date) -> bool:
    """A version is in force from its start until its own end or the start of the next version of the same id."""
    later = [other.effective_from for other in versions if other.effective_from > ruleset.effective_from]
    end = ruleset.effective_until or min(later, default=date.max)
    return ruleset.effective_from <= as_of < end


def differences(old: Ruleset, new: Ruleset) -> Iterator[tuple[str, str, Any, Any]]:
    """What changed between two rulesets, layout by layout.

    Yields:
        (what, where, old value or None, new value or None), `what` one of layout, field, rule, list; one item for
        each changed attribute.
    """
    yield from _changed("list", {}, old.lists, new.lists)
    old_layouts = {(layout.record_type, layout.form): layout for layout in old.layouts}
    new_layouts = {(layout.record_type, layout.form): layout for layout in new.layouts}
    for key in dict.fromkeys([*old_layouts, *new_layouts]):
        place = ".".join(part for part in key if part)
        before, after = old_layouts.get(key), new_layouts.get(key)
        if before is None or after is None:
            yield "layout", place, before and before.title, after and after.title
            continue
        for what, rows in (("field", "fields"), ("rule", "rules")):
            name = "code" if what == "field" else "id"
            left = {getattr(row, name): row.model_dump(mode="json") for row in getattr(before, rows)}
            right = {getattr(row, name): row.model_dump(mode="json") for row in getattr(after, rows)}
            yield from _changed(what, {"place": place}, left, right)


def _changed(
    what: str, context: Mapping[str, str], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, str, Any, Any]]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        where = f"{context['place']}.{key}" if context else key
        if isinstance(before, dict) and isinstance(after, dict):
            for attribute in before:
                if attribute != "clause" and before[attribute] != after[attribute]:
                    yield what, f"{where}.{attribute}", before[attribute], after[attribute]
        elif before != after:
            yield what, where, before, after
