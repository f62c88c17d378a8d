"""What pages say of a file that did not come, and how much of a signature's file is read."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from madoguchi.core.languages import say_error, translatable
from madoguchi.engines.cases.api import FileTooLargeError
from madoguchi.surfaces.resident_web.templating import said
from madoguchi.surfaces.shared_web.uploads import was_too_large

LARGEST_SIGNATURE: Final = 100_000
"""Bytes that are read of a file in which a card has signed; one is about 4,000."""

_NO_FILE = translatable("ファイルが選ばれていません。ファイルを選んでから、もう一度押してください。")


def too_large(request: HttpRequest) -> str:
    """That a file of the request was dropped because of its size; empty where none was."""
    if not was_too_large(request):
        return ""
    return say_error(FileTooLargeError(settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000))


def why_no_file(request: HttpRequest) -> str:
    """Why there is no file in the request: it was too large, or none was chosen."""
    return too_large(request) or said(_NO_FILE)
