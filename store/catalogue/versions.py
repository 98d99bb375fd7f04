"""Versions of catalogues: when each is in force, what is in it, how far its review has come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Literal

from sqlmodel import Session, col, select

from engine.errors import UserError
from store.catalogue.items import Item, item_of
from store.catalogue.tables import CatalogueItem, CatalogueReview, CatalogueVersion

State = Literal["draft", "reviewed", "published"]
STATE_TEXT: dict[State, dict[str, str]] = {
    "draft": {"zh": "草稿", "en": "draft"},
    "reviewed": {"zh": "已审核", "en": "reviewed"},
    "published": {"zh": "已公布", "en": "published"},
}


@dataclass(frozen=True)
class Version:
    """One version of an organ's catalogue.

    Attributes:
        id: names the version on the command line.
        number: counts the organ's versions from 1.
        effective_until: start of the next version (exclusive); None = still in force. Equal to `effective_from` where
            a correction replaced the version before it ever was in force.
        state: draft, reviewed or published.
        reviewed_by, reviewed_on, published_on: None where that has not happened.
    """

    id: int
    organisation: str
    number: int
    effective_from: date
    effective_until: date | None
    state: State
    reviewed_by: str | None
    reviewed_on: date | None
    published_on: date | None

    def in_force(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.effective_from <= on and (self.effective_until is None or on < self.effective_until)

    def in_force_within(self, start: date, end: date) -> bool:
        """Whether it is in force on any day of a period, both days included."""
        until = self.effective_until
        return self.effective_from <= end and (until is None or (start < until and self.effective_from < until))


def all_versions(session: Session, organisation: str | None = None) -> list[Version]:
    """The versions of one organ, or of all, ordered by organ and number."""
    query = select(CatalogueVersion).order_by(col(CatalogueVersion.organisation), col(CatalogueVersion.number))
    if organisation is not None:
        query = query.where(CatalogueVersion.organisation == organisation)
    rows = list(session.exec(query))
    reviews: dict[int, dict[str, CatalogueReview]] = defaultdict(dict)
    for review in session.exec(select(CatalogueReview)):
        reviews[review.version_id][review.state] = review
    return [
        _version(row, after if after and after.organisation == row.organisation else None, reviews[_id(row)])
        for row, after in zip_longest(rows, rows[1:])
    ]


def versions_on(session: Session, on: date, organisation: str | None = None) -> list[Version]:
    """The versions in force on a day."""
    return [version for version in all_versions(session, organisation) if version.in_force(on)]


def find_version(session: Session, reference: str) -> Version:
    """The version that a reference names: its number in the list, or CODE@DATE (the one that took effect then).

    Raises:
        UserError: there is no such version.
    """
    versions = all_versions(session)
    if "@" in reference:
        code, _, day = reference.partition("@")
        found = [v for v in versions if v.organisation == code and v.effective_from.isoformat() == day]
    else:
        found = [version for version in versions if str(version.id) == reference]
    if not found:
        raise UserError(
            "no-such-version",
            zh=f"没有版本 {reference}，可用 gongshi catalogue versions 查看；版本写编号或 单位代码@生效日期",
            en=f"no version {reference}; see gongshi catalogue versions, and write its number or CODE@DATE",
        )
    return found[-1]


def items_of(session: Session, version_ids: Iterable[int]) -> dict[int, list[Item]]:
    """The items of versions, in the order of the form: licences first."""
    ids = list(version_ids)
    items: dict[int, list[Item]] = {identity: [] for identity in ids}
    query = select(CatalogueItem).where(col(CatalogueItem.version_id).in_(ids))
    for row in session.exec(query.order_by(col(CatalogueItem.record_type), col(CatalogueItem.position))):
        items[row.version_id].append(item_of(row))
    return items


def review(session: Session, reference: str, reviewed_by: str, on: date) -> Version:
    """Note that a version passed its secrecy review.

    Raises:
        UserError: there is no such version, or it was reviewed already, or nobody is named.
    """
    version = find_version(session, reference)
    if not reviewed_by.strip():
        raise UserError("reviewer-missing", zh="请写明审核人（--reviewed-by）", en="name the reviewer (--reviewed-by)")
    _demand_state(version, ("draft",), "审核", "reviewed")
    session.add(CatalogueReview(version_id=version.id, state="reviewed", done_by=reviewed_by.strip(), done_on=on))
    session.flush()
    return find_version(session, str(version.id))


def publish(session: Session, reference: str, on: date) -> Version:
    """Note that a version was published.

    Raises:
        UserError: there is no such version, it was not reviewed, was published already, or was reviewed later.
    """
    version = find_version(session, reference)
    _demand_state(version, ("reviewed",), "公布", "published")
    if version.reviewed_on is not None and on < version.reviewed_on:
        raise UserError(
            "published-before-review",
            zh=f"版本 {reference} 在 {version.reviewed_on} 才通过审核，公布日期不能早于这一天",
            en=f"version {reference} passed its review on {version.reviewed_on}; it cannot be published earlier",
        )
    session.add(CatalogueReview(version_id=version.id, state="published", done_on=on))
    session.flush()
    return find_version(session, str(version.id))


def _demand_state(version: Version, wanted: Sequence[State], doing_zh: str, done_en: str) -> None:
    if version.state not in wanted:
        now = STATE_TEXT[version.state]
        hint_zh = "，请先通过保密审核（gongshi catalogue review）" if version.state == "draft" else ""
        hint_en = "; review it first (gongshi catalogue review)" if version.state == "draft" else ""
        raise UserError(
            "version-state",
            zh=f"版本 {version.id} 的状态是“{now['zh']}”，不能{doing_zh}{hint_zh}",
            en=f"version {version.id} is {now['en']} and cannot be {done_en}{hint_en}",
        )


def _version(row: CatalogueVersion, after: CatalogueVersion | None, reviews: dict[str, CatalogueReview]) -> Version:
    reviewed, published = reviews.get("reviewed"), reviews.get("published")
    return Version(
        id=_id(row),
        organisation=row.organisation,
        number=row.number,
        effective_from=row.effective_from,
        effective_until=after.effective_from if after else None,
        state="published" if published else "reviewed" if reviewed else "draft",
        reviewed_by=reviewed.done_by if reviewed else None,
        reviewed_on=reviewed.done_on if reviewed else None,
        published_on=published.done_on if published else None,
    )


def _id(row: CatalogueVersion) -> int:
    assert row.id is not None
    return row.id
