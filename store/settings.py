"""Settings from environment variables with the prefix `GONGSHI_`, or from a `.env` file."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set from outside.

    Attributes:
        home: where Gongshi keeps what it keeps.
        database_url: database to use instead of SQLite inside the home.
        secret: base64 of 32 random bytes or more, from which all keys are derived; default: `secret.key` in the home.
        evidence_url: object store for evidence (`s3://bucket/prefix`), instead of a directory inside the home.
        region: division code of the place that the home stands for (140400); its local rulesets are preferred.
        lang: language of what people read.
        max_upload_mb: largest file that is read, in MiB.
        max_unpacked_mb: largest content of a packed file, in MiB.
        sync_rows: larger submissions by HTTP become jobs.
        rate_limit: requests a minute of one key.
        queue_url: Redis or PostgreSQL for the queue of jobs; None = SQLite in the home.
        server_processes, server_threads: of `gongshi serve`; None = one process a core.
    """

    model_config = SettingsConfigDict(env_prefix="GONGSHI_", env_file=".env", extra="ignore")

    home: Path = Path("gongshi-data")
    database_url: str | None = None
    secret: SecretStr | None = None
    evidence_url: str | None = None
    region: str | None = None
    lang: Literal["zh", "en"] = "zh"
    max_upload_mb: int | None = Field(default=None, gt=0)
    max_unpacked_mb: int = Field(default=1024, gt=0)
    sync_rows: int = Field(default=20_000, gt=0)
    rate_limit: int = Field(default=12_000, gt=0)
    queue_url: str | None = None
    server_processes: int | None = Field(default=None, gt=0)
    server_threads: int = Field(default=8, gt=0)
    debug: bool = False

    @property
    def upload_mb(self) -> int:
        """Largest upload by HTTP, in MiB: there is always a limit."""
        return self.max_upload_mb or 50
