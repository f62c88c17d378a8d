"""Papers that go with an application: looked at before they are kept, sealed with it afterwards."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from madoguchi.engines.cases.api import check_file
from madoguchi.engines.forms.api import (
    DraftHandle,
    drop_file,
    files_there,
    keep_file,
    open_draft,
    read_file,
    save_draft,
)
from madoguchi.journeys.online_application.domain.signed_content import SignedFile
from madoguchi.journeys.online_application.public import draft
from madoguchi.journeys.online_application.public.papers import WantedPaper
from madoguchi.lib.sealing import Attachment


def add_file(
    handle: DraftHandle, name: str, content: bytes, *, paper: WantedPaper | None = None
) -> draft.KeptFile:
    """Put a paper with the application; the same content again is the same paper.

    `paper` says which of the wanted ones it is: then it is called by its name, so that desks know it.
    Raises AttachmentRefusedError (too large, of another kind, broken …), DraftFilesError, DraftNotFoundError.
    """
    checked = check_file(name, content, settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000)
    signed = SignedFile.of(checked.name, content)
    known, lost = _known(handle)
    key, called = ("", checked.name) if paper is None else (paper.key, paper.name + checked.kind.suffix)
    for one in known:
        if one.sha256 == signed.sha256 and one.paper == key:
            return one
    replaced = [one for one in lost if one.sha256 == signed.sha256 or (key and one.paper == key)]
    kept = draft.KeptFile(keep_file(handle, content), called, len(content), signed.sha256, key)
    save_draft(handle, draft.file_change(kept, len(known) + len(lost), instead_of=replaced))
    return kept


def remove_file(handle: DraftHandle, uuid: UUID) -> None:
    """Take a paper away; twice is the same as once. Raises DraftNotFoundError."""
    save_draft(handle, draft.no_file_change(uuid))
    drop_file(handle, uuid)


def files_of(handle: DraftHandle) -> tuple[draft.KeptFile, ...]:
    """The papers in their order, those that are there. Raises DraftNotFoundError."""
    return _known(handle)[0]


def files_lost(handle: DraftHandle) -> tuple[draft.KeptFile, ...]:
    """The papers that were deleted because nobody signed in time. Raises DraftNotFoundError."""
    return _known(handle)[1]


def _known(handle: DraftHandle) -> tuple[tuple[draft.KeptFile, ...], tuple[draft.KeptFile, ...]]:
    """The papers that are there, and those that are not any more."""
    files = draft.read(open_draft(handle)).files
    if not files:
        return (), ()
    there = files_there(handle)
    return tuple(one for one in files if one.uuid in there), tuple(
        one for one in files if one.uuid not in there
    )


def attachments(handle: DraftHandle, files: tuple[draft.KeptFile, ...]) -> tuple[Attachment, ...]:
    """The papers with their content, for sealing. Raises DraftNotFoundError."""
    return tuple(Attachment(one.name, read_file(handle, one.uuid)) for one in files)
