"""Files that browsers send: kept in memory up to the limit, never on a disk, never beyond."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

_TOO_LARGE = "madoguchi_upload_too_large"


class BoundedUploadHandler(FileUploadHandler):
    """Takes up to `MADOGUCHI_ATTACHMENT_MEGABYTES` of files in a request; one that goes beyond is dropped.

    The other fields of the form are read all the same, so that the page can say what was wrong.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._content = BytesIO()
        self._kept = 0

    def new_file(self, *arguments: Any, **keywords: Any) -> None:
        """Begin with nothing."""
        super().new_file(*arguments, **keywords)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece. Raises SkipFile beyond the limit."""
        self._kept += len(raw_data)
        if self._kept > settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000:
            self._content = BytesIO()
            if self.request is not None:
                setattr(self.request, _TOO_LARGE, True)
            raise SkipFile
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped because of its size."""
    return bool(getattr(request, _TOO_LARGE, False))
