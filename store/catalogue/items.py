"""An item of a catalogue as a value, and how items of two versions are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.ruleset import RECORD_TYPE_TEXT, RecordType
from store.catalogue.tables import CatalogueItem
from store.texts import folded_name

Change = Literal["added", "changed", "ended"]


@dataclass(frozen=True)
class Item:
    """What an organ may license or punish.

    Attributes:
        parties: of 自然人, 法人, 其他组织, in this order.
        scopes: of 政务公开, 社会公开, in this order.
    """

    record_type: RecordType
    item_code: str | None
    item_name: str
    parties: tuple[str, ...]
    scopes: tuple[str, ...]

    @property
    def key(self) -> tuple[RecordType, str]:
        """What makes it one and the same item of an organ: record type and name, as a reader compares names."""
        return self.record_type, folded_name(self.item_name)

    def stored(self, version_id: int, position: int) -> CatalogueItem:
        """The row of the table."""
        return CatalogueItem(
            version_id=version_id,
            record_type=self.record_type,
            position=position,
            item_code=self.item_code,
            item_name=self.item_name,
            for_natural_persons="自然人" in self.parties,
            for_legal_persons="法人" in self.parties,
            for_other_organisations="其他组织" in self.parties,
            open_to_government="政务公开" in self.scopes,
            open_to_public="社会公开" in self.scopes,
        )


@dataclass(frozen=True)
class ItemChange:
    """What became of one item from a version to another; `before` or `after` is None where it was added or ended."""

    change: Change
    before: Item | None
    after: Item | None

    @property
    def item(self) -> Item:
        item = self.after or self.before
        assert item is not None
        return item


def item_of(row: CatalogueItem) -> Item:
    """The value of a row."""
    parties = (
        ("自然人", row.for_natural_persons),
        ("法人", row.for_legal_persons),
        ("其他组织", row.for_other_organisations),
    )
    scopes = (("政务公开", row.open_to_government), ("社会公开", row.open_to_public))
    return Item(
        record_type="licence" if row.record_type == "licence" else "penalty",
        item_code=row.item_code,
        item_name=row.item_name,
        parties=tuple(name for name, given in parties if given),
        scopes=tuple(name for name, given in scopes if given),
    )


def item_changes(before: Sequence[Item], after: Sequence[Item]) -> list[ItemChange]:
    """What was added, changed and ended, in the order of the new items, ended ones last.

    An item is recognised by its name, or else by its code: then its name was changed.
    """
    old = {item.key: item for item in before}
    by_code = {(item.record_type, item.item_code): item for item in before if item.item_code}
    changes, kept = [], set()
    new_keys = {item.key for item in after}
    for item in after:
        same = old.get(item.key)
        if same is None and item.item_code:
            coded = by_code.get((item.record_type, item.item_code))
            same = coded if coded is not None and coded.key not in new_keys else None
        if same is None:
            changes.append(ItemChange("added", None, item))
            continue
        kept.add(same.key)
        if same != item:
            changes.append(ItemChange("changed", same, item))
    return changes + [ItemChange("ended", item, None) for item in before if item.key not in kept]


def record_type_text(record_type: str) -> str:
    """行政许可 or 行政处罚."""
    return RECORD_TYPE_TEXT["licence" if record_type == "licence" else "penalty"]["zh"]
