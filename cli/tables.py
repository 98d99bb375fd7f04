"""Tables on the terminal, shared by the commands that list things."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH_OF_FILES = 160


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], console: Console | None = None) -> None:
    """Print rows under captions; text only, nothing in it is markup."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    (console or _console()).print(table)


def _console() -> Console:
    """Standard output; where it is a file or a pipe nobody folds lines at 80 columns."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_FILES)
