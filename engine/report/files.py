"""Files that appear only when they are whole."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from engine.errors import UserError


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write to beside a path, which takes its place at the end; where an exception leaves the block, nothing
    is left of it, and what lay there stays.

    Raises:
        UserError: the file cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.touch()  # a folder that cannot be written to shows now, not after a million rows
        yield unfinished
        unfinished.replace(path)
    except (FileCreateError, OSError) as error:
        raise UserError(
            "cannot-write",
            zh=f"无法写入“{path}”：请关闭已打开的同名文件，并确认目录可写、磁盘有空余",
            en=f"cannot write “{path}”: close it where it is open; the folder must be writable and the disk not full",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
