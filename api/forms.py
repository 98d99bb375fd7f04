"""Forms of the registers, handed over as a file of a form."""

from typing import Any, Final

from flask import request

from api.problems import Refused
from api.service import service
from api.uploads import file_name, stored_file
from engine.reading import Source
from store.forms.reading import open_form

FORM_BODY: Final[dict[str, Any]] = {"x-upload": ["multipart/form-data"]}


def form_source() -> Source:
    """The one file of the present request.

    Raises:
        Refused: another media type, not one file.
        UserError: it cannot be read.
    """
    if request.mimetype != "multipart/form-data":
        raise Refused(
            415,
            "unsupported-media-type",
            zh="请用 multipart/form-data 提交，文件字段名为 file",
            en="send multipart/form-data with the file in the part `file`",
        )
    file = request.files.get("file")
    if file is None or not file.filename or len(request.files.getlist("file")) != 1:
        raise Refused(
            422,
            "file-missing",
            zh="表单中应有且只有一个文件，字段名为 file，并带文件名",
            en="the form has exactly one file, in the part `file`, with a file name",
        )
    return open_form(stored_file(file), file_name(file), service().limits)
