"""The answer that was given, kept to the letter: sealed pieces from which the same bytes come again."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from engine.verdict import Finding, Result
from store.sealing import sealed, unsealed
from store.secret import Secret

FINDINGS_A_PART: Final = 256
_FINDINGS: Final = TypeAdapter(tuple[Finding, ...])
_COMPRESSION: Final = 1


def answer_parts(secret: Secret, result: Result) -> Iterator[tuple[int, bytes]]:
    """The pieces of an answer: 0 all but the findings, then the findings in order, 256 in each.

    Args:
        result: with the submission's id.
    """
    key, about = secret.derived("answers"), result.submission or ""
    head = result.model_dump_json(by_alias=True, exclude={"findings"}).encode()
    yield 0, sealed(key, zlib.compress(head, _COMPRESSION), f"answer {about} 0")
    for part, start in enumerate(range(0, len(result.findings), FINDINGS_A_PART), start=1):
        findings = _FINDINGS.dump_json(result.findings[start : start + FINDINGS_A_PART])
        yield part, sealed(key, zlib.compress(findings, _COMPRESSION), f"answer {about} {part}")


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
