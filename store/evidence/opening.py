"""Which evidence store the settings name."""

from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import from_url

from engine.errors import UserError
from store.evidence.objects import ObjectEvidence
from store.evidence.stores import DIRECTORY, DirectoryEvidence, EvidenceStore


def open_evidence(home: Path, url: str | None = None) -> EvidenceStore:
    """The evidence store of a home, or the one that a URL names.

    Args:
        url: `s3://bucket/prefix` and the like, credentials and endpoint from the usual variables (`AWS_…`); None = a
            directory inside the home.

    Raises:
        UserError: `evidence-url`: the URL names no store.
    """
    if url is None:
        return DirectoryEvidence(home / DIRECTORY)
    try:
        return ObjectEvidence(from_url(url))
    except (BaseError, ValueError, OSError) as error:
        raise UserError(
            "evidence-url",
            zh="GONGSHI_EVIDENCE_URL 不是可用的存储地址，应形如 s3://存储桶/前缀",
            en="GONGSHI_EVIDENCE_URL names no object store; it looks like s3://bucket/prefix",
        ) from error
