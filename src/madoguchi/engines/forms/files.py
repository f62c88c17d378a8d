"""Files beside a draft: readable only with the key in the resident's browser, gone with the draft, and long
before it where nobody has signed for them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

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
    """いまは混み合っていて、ファイルを預かれません。入力した内容は残っています。時間をおいてもう一度付けるか、書類を持って窓口にお越しください。"""


class DraftFileGoneError(DraftFilesError):
    """預かる時間が過ぎたため、付けたファイルは消えました。もう一度付けてください。"""


def file_lifetime() -> timedelta:
    """How long a file lies here while nobody has signed for it (`MADOGUCHI_DRAFT_FILE_HOURS`)."""
    return timedelta(hours=settings.MADOGUCHI_DRAFT_FILE_HOURS)


def keep_file(handle: DraftHandle, content: bytes) -> UUID:
    """Put a file beside the draft; returns its identifier, which belongs into the draft with its name.

    Anybody can do this, without a card: so it lies here for `file_lifetime` only, and all such files of a
    municipality have a room of their own, smaller than that of what was signed and sent. `secure_files` ends
    both. Raises DraftNotFoundError, TooManyDraftFilesError, DraftFilesFullError.
    """
    open_draft(handle)
    with tenancy.municipality(handle.municipality_code):
        draft = Draft.objects.select_for_update().filter(uuid=handle.draft_id, expires_at__gt=now()).first()
        if draft is None:
            raise DraftNotFoundError
        there = DraftFile.objects.filter(_is_there())
        mine = _sum(there.filter(draft=draft)) + len(content)
        too_large = len(content) > MAX_ATTACHMENT_SIZE or mine > MAX_ATTACHMENTS_SIZE
        if too_large or there.filter(draft=draft).count() >= MOST_FILES:
            raise TooManyDraftFilesError
        unsigned = _sum(there.filter(expires_at__isnull=False)) + len(content)
        everything = _sum(there) + len(content)
        if (
            unsigned > settings.MADOGUCHI_DRAFT_FILES_MEGABYTES * 10**6
            or everything > settings.MADOGUCHI_MAILBOX_MEGABYTES * 10**6
        ):
            raise DraftFilesFullError
        file = DraftFile.objects.create(draft=draft, size=len(content), expires_at=now() + file_lifetime())
        pieces = encrypt_draft_file(handle.key, content, bound_to=file.uuid.bytes)
        store(DraftChunk, file.uuid, pieces, limit=MAX_ATTACHMENT_SIZE + _ROOM_FOR_ENCRYPTION)
        return file.uuid


def secure_files(handle: DraftHandle, file_ids: Collection[UUID]) -> None:
    """Let files live as long as their draft: somebody is known to stand for them.

    Raises DraftFileGoneError, with nothing changed, where one of them is not there any more.
    """
    with tenancy.municipality(handle.municipality_code):
        files = DraftFile.objects.filter(_is_there(), draft__uuid=handle.draft_id, uuid__in=file_ids)
        if files.update(expires_at=None) != len(set(file_ids)):
            raise DraftFileGoneError


def files_there(handle: DraftHandle) -> frozenset[UUID]:
    """Which files of the draft are there now."""
    with tenancy.municipality(handle.municipality_code):
        files = DraftFile.objects.filter(_is_there(), draft__uuid=handle.draft_id)
        return frozenset(files.values_list("uuid", flat=True))


def read_file(handle: DraftHandle, file_id: UUID) -> bytes:
    """A file of the draft. Raises DraftNotFoundError for one that is not there or not of this draft."""
    with tenancy.municipality(handle.municipality_code):
        files = DraftFile.objects.filter(_is_there(), uuid=file_id, draft__uuid=handle.draft_id)
        is_there = files.exists()
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
        _delete(DraftFile.objects.filter(uuid=file_id, draft__uuid=handle.draft_id))


def drop_files(handle: DraftHandle) -> None:
    """Delete all files of the draft, if the key opens the draft. Raises DraftNotFoundError."""
    open_draft(handle)
    with tenancy.municipality(handle.municipality_code):
        _delete(DraftFile.objects.filter(draft__uuid=handle.draft_id))


def purge_expired_files(municipality_code: str) -> int:
    """Delete the municipality's files whose time is over; return how many."""
    with tenancy.municipality(municipality_code):
        return _delete(DraftFile.objects.filter(expires_at__lte=now()))


def _delete(files: QuerySet[DraftFile]) -> int:
    """Delete files with their content; return how many."""
    uuids = list(files.values_list("uuid", flat=True))
    forget(DraftChunk, uuids)
    DraftFile.objects.filter(uuid__in=uuids).delete()
    return len(uuids)


def _is_there() -> Q:
    """Not over; the hourly purge may still be to come."""
    return Q(expires_at__isnull=True) | Q(expires_at__gt=now())


def _sum(files: QuerySet[DraftFile]) -> int:
    """Their sizes in bytes."""
    held: int = files.aggregate(sum=Sum("size"))["sum"] or 0
    return held
