"""The body of a request as something to be judged: a file of a form, or records as JSON; read once, limited before."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated, Any, Final

from flask import Request, request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from api.problems import Refused
from api.service import service
from engine.reading import Source, open_source, parsed_json, records_source
from engine.ruleset import RecordType

RECORDS_NAME: Final = "records.json"
MOST_PARTS: Final = 50
_IN_MEMORY: Final = 1 << 20
_FIRST_DAY, _LAST_DAY = date(1949, 10, 1), date(2200, 1, 1)
Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$", description="Unified social credit code of the unit.")]


class Fields(BaseModel):
    """What may stand beside the file or the records."""

    model_config = ConfigDict(extra="forbid")

    record_type: RecordType | None = Field(default=None, description="Default: the header decides.")
    organisation: Code | None = None
    ruleset: str | None = Field(default=None, max_length=100, description="ID[@VERSION]; default: by date.")
    as_of: date | None = Field(default=None, description="Default: today.")
    dry_run: bool = Field(default=False, description="Judge as a submission, store nothing.")
    replaces: str | None = Field(default=None, max_length=64, description="Id of an earlier submission.")

    @field_validator("as_of")
    @classmethod
    def _within_reach(cls, day: date | None) -> date | None:
        if day is not None and not _FIRST_DAY <= day < _LAST_DAY:
            raise Refused(
                422,
                "as-of-out-of-range",
                zh=f"as_of 应在 {_FIRST_DAY} 与 {_LAST_DAY} 之间",
                en=f"as_of lies between {_FIRST_DAY} and {_LAST_DAY}",
            )
        return day


class RecordsBody(Fields):
    """Records handed over as JSON; numbers are read as they are written."""

    records: list[dict[str, str | int | float | bool | None]] = Field(min_length=1)


class FileBody(Fields):
    """A file handed over in a form."""

    file: bytes = Field(json_schema_extra={"format": "binary"})


@dataclass(frozen=True)
class Upload:
    """What a request hands over.

    Attributes:
        content: the bytes, or where they lie; None for records that came as JSON.
        records: that came as JSON.
    """

    source: Source
    fields: Fields
    content: bytes | Path | None = None
    records: list[Any] | None = None

    def file(self) -> bytes | Path:
        """The file that a job keeps: the same rows, the same digest."""
        if self.content is not None:
            return self.content
        return json.dumps(self.records, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class UploadRequest(Request):
    """A request whose large files lie on disk, under a name that reading can open."""

    max_form_parts = MOST_PARTS

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if total_content_length is not None and total_content_length <= _IN_MEMORY:
            return BytesIO()
        return tempfile.NamedTemporaryFile("w+b", prefix="gongshi-")


def read_upload() -> Upload:
    """What the present request hands over.

    Raises:
        Refused: another media type, fields that are not to be, no file.
        UserError: the file or the records cannot be read.
        ValidationError: a field does not hold what it should.
    """
    if request.headers.get("Content-Encoding", "identity").lower() == "identity":
        if request.mimetype == "application/json":
            return _records_upload(_whole_body())
        if request.mimetype == "multipart/form-data":
            return _file_upload()
    raise Refused(
        415,
        "unsupported-media-type",
        zh="请用 application/json 或 multipart/form-data（文件字段名为 file）提交，不要压缩请求正文",
        en="send application/json or multipart/form-data (the file in the part `file`), not compressed",
    )


def _whole_body() -> bytes:
    data = request.get_data(cache=False)
    # Werkzeug cuts a body without a stated length at the limit, and says nothing of it.
    if request.content_length is None and len(data) >= (request.max_content_length or 0):
        raise RequestEntityTooLarge
    return data


def _records_upload(data: bytes) -> Upload:
    body = parsed_json(data, RECORDS_NAME)
    if not isinstance(body, Mapping) or not isinstance(body.get("records"), list) or not body["records"]:
        raise Refused(
            422,
            "records-missing",
            zh='请求正文应为 {"record_type": …, "records": [{…}, …]}，至少一条记录',
            en='the body looks like {"record_type": …, "records": [{…}, …]} with one record at least',
        )
    fields = Fields.model_validate({name: value for name, value in body.items() if name != "records"})
    source = records_source(body["records"], RECORDS_NAME, service().limits)
    return Upload(source, fields, records=body["records"])


def _file_upload() -> Upload:
    files = request.files.getlist("file")
    if len(files) != 1 or len(request.files) != 1 or not files[0].filename:
        raise Refused(
            422,
            "file-missing",
            zh="表单中应有且只有一个文件，字段名为 file，并带文件名",
            en="the form has exactly one file, in the part `file`, with a file name",
        )
    fields = Fields.model_validate(request.form.to_dict())
    content = stored_file(files[0])
    return Upload(open_source(content, file_name(files[0]), service().limits), fields, content=content)


def stored_file(file: FileStorage) -> bytes | Path:
    """The bytes of an uploaded file, or the path at which a large one lies while the request lasts."""
    if isinstance(file.stream, BytesIO):
        return file.stream.getvalue()
    file.stream.flush()
    return Path(file.stream.name)


def file_name(file: FileStorage) -> str:
    """The last part of a file's name: some programs send a path."""
    return (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][-200:] or "file"
