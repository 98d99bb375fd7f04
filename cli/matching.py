"""Records of submission files matched with the item catalogue, for counting what was handed in."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from cli.options import today
from cli.store import registers
from engine import UserError
from engine.checking import Lookups
from engine.evaluation.slicing import raw_slices
from engine.gate import Gate, record_slices
from engine.header import Match, find_header
from engine.reading import open_source
from engine.ruleset import Rule, Ruleset
from engine.values import trimmed, typed
from plugins.catalogue.item_names import item_names
from store.gate import make_gate
from store.settings import Settings

ITEM_CHECK = "catalogue.item-known"


def match_records(files: Sequence[Path], /) -> pl.DataFrame:
    """One line for every record of the files: organisation, record_type, item_name (null = no item), decided_on.

    Raises:
        UserError: a file cannot be read, or the ruleset in force says nothing of items.
    """
    gate, settings = make_gate(), Settings()
    ruleset = gate.library.resolve(None, today(), settings.region)
    lookups = registers()
    return pl.concat([_matched(path, gate, ruleset, lookups) for path in files])


def _matched(path: Path, gate: Gate, ruleset: Ruleset, lookups: Lookups) -> pl.DataFrame:
    header = find_header(open_source(path), ruleset, gate.library.rulesets, None)
    layout = header.match.layout
    rule = _item_rule(header.match, ruleset)
    first, organ, name, decided, *others = rule.fields
    columns = [
        trimmed(pl.col(f"{organ}.raw")).alias("organ"),
        trimmed(pl.col(f"{name}.raw")).alias("name"),
        typed(trimmed(pl.col(f"{decided}.raw")), "date").alias("decided"),
        *(trimmed(pl.col(f"{code}.raw")).alias(f"text{place}") for place, code in enumerate((first, *others))),
    ]
    raw = raw_slices(record_slices(header, ruleset.skip_rows, 50_000), dict(header.match.columns), layout.codes)
    records = pl.concat([pl.DataFrame(schema=_schema(columns)), *_selected(raw, columns)])
    items = item_names(
        records,
        lookups.frames["organisations"],
        lookups.frames["catalogue"],
        record_type=layout.record_type,
        threshold=rule.parameters["threshold"],
    )
    return records.select(
        organisation="organ", record_type=pl.lit(layout.record_type), item_name=items, decided_on="decided"
    )


def _selected(slices: Iterator[pl.DataFrame], columns: list[pl.Expr]) -> Iterator[pl.DataFrame]:
    for piece in slices:
        yield piece.select(columns)


def _schema(columns: list[pl.Expr]) -> dict[str, type[pl.DataType]]:
    names = [column.meta.output_name() for column in columns]
    return {name: pl.Date if name == "decided" else pl.String for name in names}


def _item_rule(match: Match, ruleset: Ruleset) -> Rule:
    for rule in match.layout.rules:
        if rule.check == ITEM_CHECK:
            return rule
    raise UserError(
        "no-item-rule",
        zh=f"规则集 {ruleset.reference} 没有事项目录规则，无法按事项统计；请设置 GONGSHI_REGION（如 140400）",
        en=f"ruleset {ruleset.reference} has no rule on items; set GONGSHI_REGION (140400, say) to count by item",
    )
