"""Reading: from a file or from JSON records to slices of text columns. The only room of the engine that touches a disk.

It knows formats, encodings and limits; it knows nothing of rulesets, layouts or what a header means.
"""

from engine.reading.opening import open_source
from engine.reading.records import parsed_json, records_source
from engine.reading.source import Limits, Preview, Sheet, Source

__all__ = ["Limits", "Preview", "Sheet", "Source", "open_source", "parsed_json", "records_source"]
