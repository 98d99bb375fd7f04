"""The catalogue as a frame, as the engine's checks want it: every version with its dates, whatever its review state.

The review decides what may be shown to the public; what an organ may decide follows from the law and is judged from
the day on which a version takes effect.
"""

from typing import Final

import polars as pl
from sqlalchemy import Date, func, select
from sqlmodel import Session, col

from engine.lookups import CATALOGUE
from store.catalogue.tables import CatalogueItem, CatalogueVersion

_PARTIES: Final = {"for_natural_persons": "自然人", "for_legal_persons": "法人", "for_other_organisations": "其他组织"}
_SCOPES: Final = {"open_to_government": "政务公开", "open_to_public": "社会公开"}


def catalogue_frame(session: Session) -> pl.DataFrame:
    """All items of all versions, in the shape of `engine.lookups.CATALOGUE`, ordered by organ, date, type and place.

    A version that was corrected before it ever was in force is left out.
    """
    version, item = CatalogueVersion, CatalogueItem
    following = func.lead(col(version.effective_from), type_=Date).over(
        partition_by=col(version.organisation), order_by=col(version.number)
    )
    dated = select(
        col(version.id), col(version.organisation), col(version.effective_from), following.label("effective_until")
    ).subquery()
    flags = (*_PARTIES, *_SCOPES)
    query = (
        select(
            col(item.record_type),
            dated.c.organisation,
            col(item.item_code),
            col(item.item_name),
            dated.c.effective_from,
            dated.c.effective_until,
            *(getattr(item, flag) for flag in flags),
        )
        .join(dated, dated.c.id == col(item.version_id))
        .order_by(dated.c.organisation, dated.c.effective_from, col(item.record_type), col(item.position))
    )
    dates = {"effective_from": pl.Date, "effective_until": pl.Date}
    texts = dict.fromkeys(("record_type", "organisation", "item_code", "item_name"), pl.String)
    schema = {**texts, **dates, **dict.fromkeys(flags, pl.Boolean)}
    frame = pl.DataFrame([tuple(row) for row in session.execute(query)], schema=schema, orient="row")
    in_force = pl.col("effective_until").is_null() | (pl.col("effective_from") < pl.col("effective_until"))
    return frame.filter(in_force).with_columns(parties=_chosen(_PARTIES), scopes=_chosen(_SCOPES)).select(*CATALOGUE)


def _chosen(words: dict[str, str]) -> pl.Expr:
    """The words whose flags are set, as a list."""
    return pl.concat_list([pl.when(flag).then(pl.lit(word)) for flag, word in words.items()]).list.drop_nulls()
