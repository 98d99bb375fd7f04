"""Comparing names as a reader would."""

import re
import unicodedata


def folded_name(name: str) -> str:
    """A name without what makes no difference: width of characters and brackets, white space, letter case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def one_line(text: str) -> str:
    """A cell that was broken over lines, as one line; Chinese text is joined without spaces."""
    joined = re.sub(r"(?<=[^\x00-\xff])\s*\n\s*|\s*\n\s*(?=[^\x00-\xff])", "", text.strip())
    return " ".join(joined.split())
