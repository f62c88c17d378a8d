"""Files beside a draft: readable only with the key in the resident's browser, gone with the draft."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from madoguchi.core import tenancy
from madoguchi.core.chunks import ChunkReader, forget, store
from madoguchi.core.clock import now
from madoguchi.engines.forms.drafts import DraftHandle, DraftNotFoundError, open_draft
from madoguchi.engines.forms.models import Draft, DraftChunk, DraftFile
from madoguchi.lib.sealing import DraftUnreadable, decrypt_draft_file, encrypt_draft_file
from madoguchi.lib.sealing.pieces import MAX_ATTACHMENT_SIZE, MAX_ATTACHMENTS_SIZE

MOST_FILES: Final = 30
"""Files of one draft: as many as one case takes."""

_ROOM_FOR_ENCRYPTION: Final = 1_000_000


class DraftFilesError(Exception):
    """ファイルを保存できませんでした。しばらくしてから、もう一度お試しください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class TooManyDraftFilesError(DraftFilesError):
    """ファイルが多すぎます。30個まで、合わせて100MBまでです。いらないものを消すか、1つのPDFにまとめてください。"""


class DraftFilesFullError(DraftFilesError):
    """いまは混み合っていて、ファイルを預かれません。時間をおいて、もう一度お試しください。"""


def keep_file(handle: DraftHandle, content: bytes) -> UUID:
    """Put a file beside the draft; returns its identifier, which belongs into the draft with its name.

    Raises DraftNotFoundError, TooManyDraftFilesError, DraftFilesFullError.
    """
    open_draft(handle)
    with tenancy.municipality(handle.municipality_code):
        draft = Draft.objects.select_for_update().filter(uuid=handle.draft_id, expires_at__gt=now()).first()
        if draft is None:
            raise DraftNotFoundError
        sizes = list(DraftFile.objects.filter(draft=draft).values_list("size", flat=True))
        too_large = len(content) > MAX_ATTACHMENT_SIZE or sum(sizes) + len(content) > MAX_ATTACHMENTS_SIZE
        if too_large or len(sizes) >= MOST_FILES:
            raise TooManyDraftFilesError
        held = DraftFile.objects.aggregate(sum=Sum("size"))["sum"] or 0
        if held > settings.MADOGUCHI_MAILBOX_MEGABYTES * 10**6:
            raise DraftFilesFullError
        file = DraftFile.objects.create(draft=draft, size=len(content))
        pieces = encrypt_draft_file(handle.key, content, bound_to=file.uuid.bytes)
        store(DraftChunk, file.uuid, pieces, limit=MAX_ATTACHMENT_SIZE + _ROOM_FOR_ENCRYPTION)
        return file.uuid


def read_file(handle: DraftHandle, file_id: UUID) -> bytes:
    """A file of the draft. Raises DraftNotFoundError for one that is not there or not of this draft."""
    with tenancy.municipality(handle.municipality_code):
        is_there = DraftFile.objects.filter(uuid=file_id, draft__uuid=handle.draft_id).exists()
    if not is_there:
        raise DraftNotFoundError
    source = ChunkReader(DraftChunk, handle.municipality_code, file_id)
    try:
        return decrypt_draft_file(handle.key, source, bound_to=file_id.bytes)
    except DraftUnreadable:
        raise DraftNotFoundError from None


def drop_file(handle: DraftHandle, file_id: UUID) -> None:
    """Delete a file of the draft, if the key opens the draft; twice is the same as once.

    Raises DraftNotFoundError.
    """
    open_draft(handle)
    with tenancy.municipality(handle.municipality_code):
        files = DraftFile.objects.filter(uuid=file_id, draft__uuid=handle.draft_id)
        if files.delete()[0]:
            forget(DraftChunk, [file_id])
