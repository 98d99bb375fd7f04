"""Which evidence store the settings name."""

from pathlib import Path

from store.evidence.stores import DIRECTORY, DirectoryEvidence, EvidenceStore


def open_evidence(home: Path, url: str | None = None) -> EvidenceStore:
    """The evidence store of a home, or the one that a URL names.

    Args:
        url: None = a directory inside the home.
    """
    return DirectoryEvidence(home / DIRECTORY)
