"""Content in chunks: any cutting in, the same bytes out, and never more than the limit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from madoguchi.core import tenancy
from madoguchi.core.chunks import CHUNK_SIZE, ChunkReader, ContentTooLargeError, forget, store
from madoguchi.engines.mailbox.models import LetterChunk

HERE, NEIGHBOUR = "072028", "072087"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE + 77])
@pytest.mark.parametrize("step", [65_537, 3 * CHUNK_SIZE], ids=["small parts", "one part"])
def test_what_was_stored_comes_back(size: int, step: int) -> None:
    content, owner = os.urandom(size), uuid4()
    parts = (content[start : start + step] for start in range(0, size, step))
    with tenancy.municipality(HERE):
        stored = store(LetterChunk, owner, parts, limit=size)
        largest = max((len(one.content) for one in LetterChunk.objects.filter(owner=owner)), default=0)
    assert (stored.size, stored.digest) == (size, hashlib.sha256(content).hexdigest())
    assert largest <= CHUNK_SIZE
    reader = ChunkReader(LetterChunk, HERE, owner)
    assert b"".join(iter(lambda: reader.read(300_001), b"")) == content
    assert ChunkReader(LetterChunk, NEIGHBOUR, owner).read(1) == b""
    with tenancy.municipality(HERE):
        forget(LetterChunk, [owner])
        assert not LetterChunk.objects.exists()


def test_nothing_is_asked_for_beyond_the_limit() -> None:
    asked = 0

    def endless() -> Iterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield bytes(1000)

    with pytest.raises(ContentTooLargeError), tenancy.municipality(HERE):
        store(LetterChunk, uuid4(), endless(), limit=10_000)
    assert asked == 11
    with tenancy.municipality(HERE):
        assert not LetterChunk.objects.exists()
