"""Reports: one result, shown to the people and the programs that need it.

Each module turns the same frozen `Result` into one form: the terminal (`terminal`), JSON (`json_report`), CSV
(`csv_report`), a page that opens offline (`html`), and the submitter's own rows with the faults marked (`workbook`).
None judges anything, reads a clock or asks a database. Fixed words stand in `texts.zh.yaml` and `texts.en.yaml`;
titles and captions come with the context.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import Language
from engine.verdict import Result


@dataclass(frozen=True)
class ReportContext:
    """A result and the words that it is shown with.

    Attributes:
        result: the judgement; its messages are already in `language`.
        titles: rule id to the rule's short title in `language`; a rule without one is shown by its id.
        captions: field code to the standard's Chinese caption; a field without one is shown by its code.
        language: `zh` or `en`.
    """

    result: Result
    titles: Mapping[str, str]
    captions: Mapping[str, str]
    language: Language
