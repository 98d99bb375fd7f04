"""The answer that was given, kept to the letter: sealed pieces from which the same bytes come again."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import to_json

from engine.verdict import Finding, Result
from store.sealing import sealed, unsealed
from store.secret import Secret

FINDINGS_A_PART: Final = 256
_FINDINGS: Final = TypeAdapter(tuple[Finding, ...])
_COMPRESSION: Final = 1
_BEHIND_FINDINGS: Final = b',"truncated":'  # a text cannot hold it: its quotes are escaped


@dataclass(frozen=True)
class Written:
    """An answer as JSON, in the pieces in which it is kept.

    Attributes:
        head: all but the findings.
        findings: lists of 256 at most, in order.
    """

    head: bytes
    findings: tuple[bytes, ...]

    @property
    def whole(self) -> bytes:
        """The JSON of the answer: the same bytes as its model gives."""
        place = self.head.rindex(_BEHIND_FINDINGS)
        inner = b",".join(piece[1:-1] for piece in self.findings)
        return b'%b,"findings":[%b]%b' % (self.head[:place], inner, self.head[place:])


def written(result: Result) -> Written:
    """An answer as JSON.

    Args:
        result: with the submission's id.
    """
    starts = range(0, len(result.findings), FINDINGS_A_PART)
    findings = (_FINDINGS.dump_json(result.findings[start : start + FINDINGS_A_PART]) for start in starts)
    return Written(to_json(result, by_alias=True, exclude={"findings"}), tuple(findings))


def answer_parts(secret: Secret, submission: str, answer: Written) -> Iterator[tuple[int, bytes]]:
    """The pieces of an answer, sealed: 0 is the head, the others the findings.

    Args:
        submission: its id.
    """
    key = secret.derived("answers")
    for part, piece in enumerate((answer.head, *answer.findings)):
        yield part, sealed(key, zlib.compress(piece, _COMPRESSION), f"answer {submission} {part}")


def head_of(secret: Secret, submission: str, content: bytes) -> dict[str, Any]:
    """Piece 0 as plain values: a result without its findings."""
    head: dict[str, Any] = json.loads(_opened(secret, submission, 0, content))
    return head


def findings_of_part(secret: Secret, submission: str, part: int, content: bytes) -> tuple[Finding, ...]:
    """The findings of another piece."""
    return _FINDINGS.validate_json(_opened(secret, submission, part, content))


def answer_of(secret: Secret, submission: str, parts: Sequence[tuple[int, bytes]]) -> Result:
    """The answer again.

    Args:
        parts: all pieces with their numbers, in order.
    """
    head = head_of(secret, submission, parts[0][1])
    findings: Iterable[Finding] = (
        finding for part, content in parts[1:] for finding in findings_of_part(secret, submission, part, content)
    )
    return Result.model_validate({**head, "findings": tuple(findings)})


def _opened(secret: Secret, submission: str, part: int, content: bytes) -> bytes:
    return zlib.decompress(unsealed(secret.derived("answers"), content, f"answer {submission} {part}"))
