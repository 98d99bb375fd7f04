"""What spreadsheets leave in cells."""

import re
from typing import Final

FORMULA_ERROR: Final = re.compile(r"#(?:REF!|VALUE!|NAME\?|N/A|DIV/0!|NUM!|NULL!|#+)", re.IGNORECASE)
SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
