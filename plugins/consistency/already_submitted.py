"""A record that was handed in and accepted before."""

from typing import Literal

from engine import Column, Earlier, check
from plugins.consistency.duplicate import folded_key


@check(
    id="record.already-submitted",
    kind="already_submitted",
    scope="history",
    title={"zh": "以前已报送的记录", "en": "record handed in before"},
    message={
        "zh": "该记录已于 {received} 报送并被接受（报送编号 {submission}，第 {earlier_row} 条），请勿重复报送",
        "en": "this record was handed in on {received} and accepted (submission {submission}, record {earlier_row})",
    },
    sources=["发改办财金〔2018〕424号"],
)
def record_already_submitted(*fields: Column, content: Literal["same", "changed"]) -> Earlier:
    """A record with the same key was accepted in an earlier submission.

    Keys are compared as `record.duplicate` compares them. Only accepted records count, and none of a submission whose
    place a later one took. Where nobody keeps a history, the rule is not applicable. A record that lacks one of the
    key's fields is not evaluated.

    Args:
        fields: what makes a record one and the same: 文书号, 行政相对人名称, and the code (or name) of the organ, for
            numbers of two organs may be alike.
        content: `same`: violated where all items are as they were, so nothing new is handed in; `changed`: where some
            item is not, so the record corrects the earlier one.

    Source: the key of the national interface (发改办财金〔2018〕424号 and its templates).
    """
    return Earlier(key=folded_key(fields), same_content=content == "same")
