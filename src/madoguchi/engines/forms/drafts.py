"""Keep a resident's draft as ciphertext under a key that only the resident's browser holds.

The key never reaches a table, a log or a message. Without it a row is noise; with a wrong key a draft is not
there, and nothing tells the two apart. Saving is not an audited action: who types is nobody to this zone, and
an entry per keystroke of a stranger would be a record of people's visits.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from madoguchi.core import tenancy
from madoguchi.core.chunks import forget
from madoguchi.core.clock import now
from madoguchi.engines.forms.domain.draft_content import (
    DraftChange,
    DraftUnreadableError,
    Json,
    from_bytes,
    merge,
    to_bytes,
)
from madoguchi.engines.forms.models import Draft, DraftChunk, DraftFile
from madoguchi.lib.sealing import DraftUnreadable, decrypt_draft, encrypt_draft, generate_draft_key

KEY_BYTES = 32
_UUID_BYTES = 16


class DraftNotFoundError(Exception):
    """書きかけの内容が見つかりません。保存の期限が過ぎたか、ほかの端末で始めたものです。はじめから入力してください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


@dataclass(frozen=True, slots=True)
class DraftHandle:
    """What the browser keeps: which draft, and the key to it. Its text form belongs in a cookie and nowhere
    else.
    """

    municipality_code: str
    draft_id: uuid.UUID
    key: bytes = field(repr=False)

    def to_cookie(self) -> str:
        """64 characters of letters, digits, `-` and `_`."""
        return base64.urlsafe_b64encode(self.draft_id.bytes + self.key).decode("ascii")

    @classmethod
    def from_cookie(cls, municipality_code: str, text: str) -> DraftHandle:
        """The handle again; raises `DraftNotFoundError` for anything that `to_cookie` did not write."""
        try:
            whole = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error, ValueError):
            raise DraftNotFoundError from None
        if len(whole) != _UUID_BYTES + KEY_BYTES:
            raise DraftNotFoundError
        return cls(municipality_code, uuid.UUID(bytes=whole[:_UUID_BYTES]), whole[_UUID_BYTES:])


def lifetime() -> timedelta:
    """How long a draft lives after it was last used (`MADOGUCHI_DRAFT_DAYS`)."""
    return timedelta(days=settings.MADOGUCHI_DRAFT_DAYS)


def create_draft(municipality_code: str, content: Mapping[str, Json] | None = None) -> DraftHandle:
    """A new draft with a new key; the key exists only in the returned handle. Raises `DraftTooLargeError`."""
    handle = DraftHandle(municipality_code, uuid.uuid4(), generate_draft_key())
    ciphertext = _encrypt(handle, content or {})
    with tenancy.municipality(municipality_code):
        Draft.objects.create(uuid=handle.draft_id, ciphertext=ciphertext, expires_at=now() + lifetime())
    return handle


def open_draft(handle: DraftHandle) -> dict[str, Json]:
    """The content. Opening keeps a draft alive: its end moves on, at most once a day.

    Raises `DraftNotFoundError` for a draft that is not there, has expired, or does not open with this key:
    the same exception after the same work.
    """
    found = tenancy.first_row(handle.municipality_code, _READ, [handle.draft_id, now()])
    ciphertext, expires_at = found or (None, None)
    content = _decrypt(handle, ciphertext)
    if expires_at is not None and expires_at < now() + lifetime() - timedelta(days=1):
        with tenancy.municipality(handle.municipality_code):
            Draft.objects.filter(uuid=handle.draft_id).update(expires_at=now() + lifetime())
    return content


# Every page begins with this: by hand, because putting a query together costs more than its answer.
_READ = "SELECT ciphertext, expires_at FROM forms_draft WHERE uuid = %s AND expires_at > %s"


def save_draft(
    handle: DraftHandle, change: DraftChange | Callable[[Mapping[str, Json]], DraftChange]
) -> dict[str, Json]:
    """Merge a change into the draft and return the content as it is now.

    The row is locked while it is read, merged and written, so that two windows that save at the same moment
    both count. `change` may be a function of the current content. A change that changes nothing writes
    nothing. Raises `DraftNotFoundError` like `open_draft`, and `DraftTooLargeError`; in both cases the draft
    stays as it was.
    """
    with tenancy.municipality(handle.municipality_code):
        row = Draft.objects.select_for_update().filter(uuid=handle.draft_id, expires_at__gt=now()).first()
        before = _decrypt(handle, None if row is None else row.ciphertext)
        after = merge(before, change if isinstance(change, DraftChange) else change(before))
        if row is not None and after != before:
            row.ciphertext = _encrypt(handle, after)
            row.version += 1
            row.expires_at = now() + lifetime()
            row.save(update_fields=["ciphertext", "version", "expires_at"])
    return after


def discard_draft(handle: DraftHandle) -> None:
    """Delete the draft, if the key opens it; raises `DraftNotFoundError` otherwise."""
    with tenancy.municipality(handle.municipality_code):
        row = Draft.objects.select_for_update().filter(uuid=handle.draft_id).first()
        _decrypt(handle, None if row is None else row.ciphertext)
        if row is not None:
            _delete(Draft.objects.filter(pk=row.pk))


def purge_expired_drafts(municipality_code: str) -> int:
    """Delete the municipality's drafts whose time is over; return how many."""
    with tenancy.municipality(municipality_code):
        return _delete(Draft.objects.filter(expires_at__lte=now()))


def _delete(drafts: QuerySet[Draft]) -> int:
    """Delete drafts with their files; return how many drafts."""
    forget(DraftChunk, DraftFile.objects.filter(draft__in=drafts).values_list("uuid", flat=True))
    _, counts = drafts.delete()
    return counts.get(Draft._meta.label, 0)


def _encrypt(handle: DraftHandle, content: Mapping[str, Json]) -> bytes:
    return encrypt_draft(handle.key, to_bytes(content, str(handle.draft_id)), bound_to=handle.draft_id.bytes)


def _decrypt(handle: DraftHandle, ciphertext: bytes | memoryview | None) -> dict[str, Json]:
    """The content of a row; works as long for a row that is not there as for one that does not open."""
    try:
        plain = decrypt_draft(handle.key, bytes(ciphertext or _NOBODYS), bound_to=handle.draft_id.bytes)
        return from_bytes(plain, str(handle.draft_id))
    except (DraftUnreadable, DraftUnreadableError):
        raise DraftNotFoundError from None


_NOBODYS = encrypt_draft(generate_draft_key(), to_bytes({}, ""))
