"""Content too large for one row, kept in the database in chunks: with its transaction, its backup, its rules.

An engine makes a table of its own and puts it behind row security:

```python
class LetterChunk(Chunk):
    sensitivity = Sensitivity.SENSITIVE

stored = store(LetterChunk, owner, parts, limit=20 * 1024**2)
```

`owner` is an identifier that the engine makes itself, never one that somebody sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from madoguchi.core import tenancy

CHUNK_SIZE = 1024**2


class ContentTooLargeError(ValueError):
    """データが大きすぎます。"""


class Chunk(tenancy.TenantModel):
    """Up to 1 MiB of some content; `number` counts from 0."""

    owner = models.UUIDField("持ち主")
    number = models.PositiveIntegerField("番号")
    content = models.BinaryField("中身")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "owner", "number"], name="%(app_label)s_%(class)s_once"
            )
        ]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many bytes were stored, and their SHA-256 in hexadecimal."""

    size: int
    digest: str


def measured(parts: Iterable[bytes], *, limit: int) -> Iterator[tuple[bytes, Stored]]:
    """The bytes of the parts in chunks of 1 MiB, each with size and digest of everything so far.

    Nothing is read beyond `limit` bytes: raises ContentTooLargeError at the first part that passes it.
    """
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    for part in parts:
        size += len(part)
        if size > limit:
            raise ContentTooLargeError(ContentTooLargeError.__doc__)
        digest.update(part)
        kept += part
        while len(kept) > CHUNK_SIZE:
            yield bytes(kept[:CHUNK_SIZE]), Stored(size, digest.hexdigest())
            del kept[:CHUNK_SIZE]
    yield bytes(kept), Stored(size, digest.hexdigest())


def store(model: type[Chunk], owner: UUID, parts: Iterable[bytes], *, limit: int) -> Stored:
    """Write the parts as chunks of `owner`, inside `tenancy.municipality(...)`; all of them or none.

    Raises ContentTooLargeError, and whatever `parts` raises; the transaction then takes everything back.
    """
    stored = Stored(0, hashlib.sha256().hexdigest())
    for number, (content, so_far) in enumerate(measured(parts, limit=limit)):
        model._default_manager.create(owner=owner, number=number, content=content)
        stored = so_far
    return stored


def forget(model: type[Chunk], owners: Iterable[UUID]) -> None:
    """Delete the content of some owners, inside `tenancy.municipality(...)`."""
    model._default_manager.filter(owner__in=list(owners)).delete()


def small_contents(model: type[Chunk], owners: Iterable[UUID]) -> dict[UUID, bytes]:
    """The contents of those owners that fit into one chunk, by owner; inside `tenancy.municipality(...)`."""
    first = model._default_manager.filter(owner__in=list(owners), number=0)
    contents = ((owner, bytes(content)) for owner, content in first.values_list("owner", "content"))
    # A full chunk may have a next one.
    return {owner: content for owner, content in contents if len(content) < CHUNK_SIZE}


class ChunkReader:
    """Reads a content from an offset on, one chunk in memory at a time; each in a transaction of its own."""

    def __init__(self, model: type[Chunk], municipality_code: str, owner: UUID, offset: int = 0) -> None:
        self._model, self._code, self._owner = model, municipality_code, owner
        self._number, skipped = divmod(offset, CHUNK_SIZE)
        self._ended = False
        self._kept = self._next()[skipped:]

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        taken = bytearray()
        while len(taken) < size and self._kept:
            missing = size - len(taken)
            taken += self._kept[:missing]
            self._kept = self._kept[missing:] or self._next()
        return bytes(taken)

    def __iter__(self) -> Iterator[bytes]:
        while part := self.read(CHUNK_SIZE):
            yield part

    def _next(self) -> bytes:
        if self._ended:
            return b""
        with tenancy.reading(self._code):
            found = self._model._default_manager.filter(owner=self._owner, number=self._number)
            content = found.values_list("content", flat=True).first()
        self._number += 1
        # Only the last one is shorter: where it ends needs no further question.
        self._ended = len(content or b"") < CHUNK_SIZE
        return bytes(content or b"")
