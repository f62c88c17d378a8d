"""A letter comes into the office: kept whole, once, before anybody says "we have it"."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import CHUNK_SIZE, store
from madoguchi.engines.courier.domain.arrivals import (
    OFFICE_BOXES,
    ArrivalStatus,
    LetterTornError,
    receiver_of,
)
from madoguchi.engines.courier.models import Arrival, CourierChunk
from madoguchi.engines.courier.promises import deliver_all_soon, deliver_soon
from madoguchi.lib.sealing import (
    HEADER_SIZE,
    MAX_LETTER_SIZE,
    LetterAltered,
    LetterError,
    LetterExpired,
    LetterForOther,
    LetterHeader,
    LetterTooLarge,
)

_READ_SIZE = 1024**2
SENT_TWICE = "同じ番号で、内容の違うものがもう一度届きました。先に届いたものだけを使います。"


@dataclass(frozen=True, slots=True)
class CameIn:
    """A letter as a carrier brought it: the file or, of a small one, the bytes, and what the carrier says of
    it. `box` is None where the carrier knows only the cover.
    """

    file: Path | bytes = field(repr=False)
    uuid: UUID
    digest: str
    box: str | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.file) if isinstance(self.file, bytes) else self.file.stat().st_size

    def open(self) -> io.BytesIO | io.BufferedReader:
        """The sealed bytes from the first one on."""
        return io.BytesIO(self.file) if isinstance(self.file, bytes) else self.file.open("rb")


class ReceiveLetter(Action[CameIn, Arrival]):
    """Keep a letter and promise its delivery, in one transaction; the same letter again is the same row.

    What no office could open (the neighbour's, an altered cover, too old, too large, another content under a
    known number) is recorded as refused with the reason and without its content. Raises LetterTornError when
    the file is not what the carrier says: it is fetched again.
    """

    name = "courier.receive"
    permission = "courier.exchange"

    def perform(self, context: Context, given: CameIn) -> Arrival:
        """Check, then keep."""
        arrival = _arrival(context, given)
        try:
            with transaction.atomic():
                arrival.save()
        except IntegrityError:
            there = Arrival.objects.get(uuid=given.uuid)
            if there.digest != given.digest:
                there.message = SENT_TWICE
                there.save(update_fields=["message"])
            return there
        if arrival.status == ArrivalStatus.ARRIVED:
            store(CourierChunk, arrival.content, _parts(given), limit=MAX_LETTER_SIZE)
            if receiver_of(arrival.box) is not None:
                deliver_soon(context.municipality_code, arrival.uuid)
        return arrival

    def perform_all(self, context: Context, given: Sequence[CameIn]) -> list[Arrival]:
        """One statement for all covers and one for all contents, where all of them are new, sound and small.

        Raises IntegrityError where somebody else brought one of them at the same moment.
        """
        arrivals = [_arrival(context, one) for one in given]
        numbers = {one.uuid for one in given}
        sound = all(one.status == ArrivalStatus.ARRIVED and one.size < CHUNK_SIZE for one in arrivals)
        known = Arrival.objects.filter(uuid__in=numbers).exists()
        if not sound or known or len(numbers) < len(given):
            return super().perform_all(context, given)
        Arrival.objects.bulk_create(arrivals)
        CourierChunk.objects.bulk_create(
            CourierChunk(owner=arrival.content, number=0, content=b"".join(_parts(one)))
            for arrival, one in zip(arrivals, given, strict=True)
        )
        taken = [one.uuid for one in arrivals if receiver_of(one.box) is not None]
        if taken:
            deliver_all_soon(context.municipality_code, taken)
        return arrivals

    def subject(self, given: CameIn, result: Arrival) -> str:
        """The letter by its number."""
        return f"letter:{result.uuid}"

    def details(self, given: CameIn, result: Arrival) -> Mapping[str, Any]:
        """What came, and whether it can be used."""
        return {"box": result.box, "size": result.size, "digest": given.digest, "status": result.status}


def already_here(municipality_code: str, digests: Mapping[UUID, str]) -> set[UUID]:
    """Which of these letters, given by number and digest, are in the office exactly so."""
    with tenancy.municipality(municipality_code):
        here = Arrival.objects.filter(uuid__in=digests).values_list("uuid", "digest")
        return {uuid for uuid, digest in here if digests[uuid] == digest}


def _arrival(context: Context, given: CameIn) -> Arrival:
    """The row of a letter, not saved; refused where no office could open it. Raises LetterTornError."""
    size = given.size
    if size <= MAX_LETTER_SIZE and _digest(given) != given.digest:
        raise LetterTornError()
    arrival = Arrival(uuid=given.uuid, size=size, digest=given.digest, arrived_at=context.now)
    try:
        arrival.box = _check(context, given, size).box
    except LetterError as refused:
        arrival.box = given.box or ""
        arrival.status, arrival.message = ArrivalStatus.REFUSED.value, refused.message
        arrival.settled_at = context.now
    return arrival


def _check(context: Context, given: CameIn, size: int) -> LetterHeader:
    if size > MAX_LETTER_SIZE:
        raise LetterTooLarge()
    with given.open() as file:
        header = LetterHeader.from_bytes(file.read(HEADER_SIZE))
    if header.municipality_code != context.municipality_code:
        raise LetterForOther(header.municipality_code)
    fits = header.letter_id == given.uuid and given.box in (None, header.box)
    if header.to_resident or header.box not in OFFICE_BOXES or not fits:
        raise LetterAltered()
    if context.now > header.expires_at:
        raise LetterExpired(header.expires_at)
    return header


def _parts(given: CameIn) -> Iterator[bytes]:
    with given.open() as stream:
        while part := stream.read(_READ_SIZE):
            yield part


def _digest(given: CameIn) -> str:
    with given.open() as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
