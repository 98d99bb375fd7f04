"""The columns that the annotated workbook adds, known to who writes them and to who reads the workbook again."""

from typing import Final

from engine.errors import Language

# The columns at its end: the record's verdict, what is wrong, how to repair it. The brackets make them unlike any
# caption of a standard, so that a repaired workbook can be handed in again as it is and reading leaves them out.
ADDED_CAPTIONS: Final[dict[Language, tuple[str, str, str]]] = {
    "zh": ("【校验结论】", "【问题说明】", "【修改建议】"),
    "en": ("【Verdict】", "【Problems】", "【Suggestions】"),
}


def is_added_caption(caption: str) -> bool:
    """Whether a column of this caption was added by the annotated workbook, in either language.

    Args:
        caption: the caption as written in a header.
    """
    return any(caption.strip() in captions for captions in ADDED_CAPTIONS.values())
