"""Which evidence store the settings name."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from obstore.exceptions import BaseError
from obstore.store import from_url

from engine.errors import UserError
from store.evidence.objects import ObjectEvidence
from store.evidence.stores import DIRECTORY, DirectoryEvidence, EvidenceStore

if TYPE_CHECKING:  # obstore has these names for type checkers only
    from obstore.store import ClientConfig, RetryConfig

# A store that hangs is away, and a request must be told so while somebody still waits for its answer. The time for the
# whole of a large file is another matter: it takes as long as bytes keep coming.
_PATIENT: Final = {"connect_timeout": "5s", "read_timeout": "10s", "timeout": "30m"}
_PATIENT_RETRY: Final["RetryConfig"] = {"max_retries": 4, "retry_timeout": timedelta(seconds=15)}
_QUICK: Final = {"connect_timeout": "2s", "read_timeout": "2s", "timeout": "2s"}
_QUICK_RETRY: Final["RetryConfig"] = {"max_retries": 0}
_PREFIXES: Final = ("AWS", "GOOGLE", "AZURE")
_CONNECTION: Final = (
    *("allow_http", "allow_invalid_certificates", "proxy_url", "proxy_ca_certificate", "proxy_excludes"),
    *("connect_timeout", "read_timeout", "timeout", "user_agent"),
)


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
    given = _given_options()
    try:
        patient = from_url(url, client_options=_options({**_PATIENT, **given}), retry_config=_PATIENT_RETRY)
        quick = from_url(url, client_options=_options({**given, **_QUICK}), retry_config=_QUICK_RETRY)
        return ObjectEvidence(patient, quick)
    except (BaseError, ValueError, OSError) as error:
        raise UserError(
            "evidence-url",
            zh="GONGSHI_EVIDENCE_URL 不是可用的存储地址，应形如 s3://存储桶/前缀",
            en="GONGSHI_EVIDENCE_URL names no object store; it looks like s3://bucket/prefix",
        ) from error


def _given_options() -> dict[str, str]:
    """What the environment says of the connection (`AWS_ALLOW_HTTP`): obstore heeds it only where nobody tells it."""
    names = ((name, f"{prefix}_{name.upper()}") for prefix in _PREFIXES for name in _CONNECTION)
    return {name: os.environ[variable] for name, variable in names if variable in os.environ}


def _options(texts: dict[str, str]) -> "ClientConfig":
    """Options as texts, as obstore reads them from the environment too."""
    return cast("ClientConfig", texts)
