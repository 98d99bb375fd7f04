"""Whether a file has more records than are judged while its sender waits, and how long that takes."""

from typing import Final

from api.service import Service
from engine.gate import record_slices
from engine.header import find_header
from engine.reading import Source
from store.intake import Handover

# A record has at least one separator a column, and the standard's forms have more columns than this.
_LEAST_BYTES: Final = 8
_TEXT: Final = frozenset({"csv", "json", "ndjson"})


def is_large(service: Service, source: Source, handover: Handover) -> bool:
    """Whether a file holds more than GONGSHI_SYNC_ROWS records; reads no further than that.

    Raises:
        UserError: the header fits nothing, or the file cannot be read.
    """
    most = service.settings.sync_rows
    if source.format in _TEXT and source.size < most * _LEAST_BYTES:
        return False
    library = service.gate.library
    ruleset = library.resolve(handover.ruleset, handover.as_of, service.settings.region)
    header = find_header(source, ruleset, library.rulesets, handover.record_type)
    rows = 0
    for piece in record_slices(header, ruleset.skip_rows, most):
        rows += piece.height
        if rows > most:
            return True
    return False
