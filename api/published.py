"""The published view of a stored submission: what may be shown to the public, in the format that is asked for."""

import os
import tempfile
from pathlib import Path
from typing import IO, Final, Literal, get_args

from flask import Response, request, send_file
from pydantic import BaseModel, ConfigDict, Field

from api.authentication import caller
from api.problems import Refused
from api.service import service
from api.tables import CSV, XLSX
from engine.errors import EngineError, UserError
from engine.publishing import Publication
from engine.report.published import write_published
from store.kept import KeptJudgement, kept_judgement

PublishedFormat = Literal["csv", "xlsx", "parquet"]
PARQUET: Final = "application/vnd.apache.parquet"
MEDIA: Final[dict[PublishedFormat, str]] = {"csv": CSV, "xlsx": XLSX, "parquet": PARQUET}
# The same type may be asked for with its character set or without.
_OFFERED: Final[dict[str, PublishedFormat]] = {"text/csv": "csv", **{media: name for name, media in MEDIA.items()}}


class PublishedQuery(BaseModel):
    """In which format; the header `Accept` may say it as well."""

    model_config = ConfigDict(extra="forbid")

    format: PublishedFormat | None = Field(default=None, description="Goes before `Accept`; CSV where neither says.")


def published_view(submission: str, named: PublishedFormat | None) -> Response:
    """The view as a file. It is sent once it is whole and was looked at a second time, and not before.

    Args:
        named: the format; None = as `Accept` says.

    Raises:
        Refused: `not-acceptable`; `undefined-is-not-published`.
        UserError: `unknown-submission`, `evidence-gone`, `published-findings-cut`, more records than a sheet.
        EngineError: the view is not clean.
    """
    form = named or _accepted()
    judgement = kept_judgement(service().home, caller(), submission)
    if judgement.result.verdict == "undefined":
        raise Refused(
            422,
            "undefined-is-not-published",
            zh="该次报送没有得出结论，不能公示；请在缺少的检查恢复后重新报送",
            en="the verdict is undefined, so nothing may be published; hand in again once all checks run",
        )
    file = _written(judgement, form)
    response = send_file(
        file,
        MEDIA[form],
        as_attachment=True,
        download_name=f"{submission}-published.{form}",
        conditional=False,
        etag=False,
    )
    response.content_length = os.fstat(file.fileno()).st_size
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _accepted() -> PublishedFormat:
    """The format that suits `Accept` best."""
    if not request.accept_mimetypes:
        return "csv"
    media = request.accept_mimetypes.best_match(_OFFERED)
    if media is None:
        names = "、".join(get_args(PublishedFormat))
        raise Refused(
            406,
            "not-acceptable",
            zh=f"公示内容只有 {names} 格式，请修改 Accept 头，或用 format 参数指明",
            en=f"the published view comes as {names.replace('、', ', ')}: change `Accept`, or say `format`",
        )
    return _OFFERED[media]


def _written(judgement: KeptJudgement, form: PublishedFormat) -> IO[bytes]:
    """The file, open for reading; its name is gone already, so that nothing is left when it is closed."""
    publication = Publication(judgement.plan, service().gate.registry)
    with tempfile.TemporaryDirectory(prefix="gongshi-") as directory:
        path = Path(directory) / f"published.{form}"
        try:
            write_published(judgement, publication, path)
        except UserError as error:
            if error.code != "cannot-write":
                raise
            # Our own disk is at fault, and its text names our folders.
            raise EngineError("published-not-written", zh="无法写出公示文件", en="cannot write the view") from error
        return path.open("rb")
