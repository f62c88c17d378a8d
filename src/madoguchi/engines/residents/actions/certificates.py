"""Keeping current whose certificates have which serial numbers, with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.residents.domain.certificates import (
    CertificateRow,
    RefusedRow,
    Source,
    read_certificate_file,
)
from madoguchi.engines.residents.models import CertificateSerial, Resident
from madoguchi.lib.jpki import CertificateIdentity, Purpose

_AT_ONCE = 5_000
_UNKNOWN_NUMBER = "この「宛名番号」の人は、住民の台帳にいません。"
_TWICE = "同じ証明書が、前の行にもあります。前の行を使いました。"
Each = TypeVar("Each")


class ResidentNotFoundError(LookupError):
    """この人は、住民の台帳にいません。検索し直して選んでください。"""


@dataclass(frozen=True, slots=True)
class LoadCertificatesInput:
    """The lines of a file (`domain.certificates` says its layout).

    `complete`: the file has every certificate, so that what came from earlier files and is not in it has
    ended. What clerks linked stays.
    """

    lines: Iterable[str] = field(repr=False)
    complete: bool = False


@dataclass(slots=True)
class CertificatesLoaded:
    """How many certificates were new, changed, as before, and ended; which lines were left out and why."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CertificateLink:
    """A certificate that a clerk says is this resident's."""

    identity: CertificateIdentity
    purpose: Purpose
    resident_uuid: UUID
    valid_from: datetime
    valid_until: datetime


class LoadCertificates(Action[LoadCertificatesInput, CertificatesLoaded]):
    """Take over what the register exports: all lines that can be used, in one transaction.

    Nothing is overwritten: a row that no longer holds is ended, and the new one stands beside it. The same
    file again changes nothing. Raises CertificateFileError.
    """

    name: ClassVar[str] = "residents.load_certificates"
    permission: ClassVar[str | None] = "residents.load"

    def perform(self, context: Context, given: LoadCertificatesInput) -> CertificatesLoaded:
        """In batches, so that a whole city never stands in memory."""
        loaded = CertificatesLoaded()
        seen: set[CertificateIdentity] = set()
        for batch in _batches(read_certificate_file(given.lines)):
            loaded.refused += [row for row in batch if isinstance(row, RefusedRow)]
            rows = []
            for row in batch:
                if isinstance(row, CertificateRow):
                    if row.identity in seen:
                        loaded.refused.append(RefusedRow(row.line, _TWICE))
                        continue
                    seen.add(row.identity)
                    rows.append(row)
            _take_over(context, rows, loaded)
        if given.complete:
            loaded.ended = _end_what_is_missing(context, seen)
        return loaded

    def subject(self, given: LoadCertificatesInput, result: CertificatesLoaded) -> str:
        """The table."""
        return "certificates"

    def details(self, given: LoadCertificatesInput, result: CertificatesLoaded) -> Mapping[str, Any]:
        """Counts."""
        return {
            "new": result.new,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "ended": result.ended,
            "refused": len(result.refused),
        }


class LinkCertificate(Action[CertificateLink, CertificateSerial]):
    """A clerk identified an applicant: the same certificate is known from now on."""

    name: ClassVar[str] = "residents.link_certificate"
    permission: ClassVar[str | None] = "online_application.identify"

    def perform(self, context: Context, given: CertificateLink) -> CertificateSerial:
        """The link, also where it was known before. Raises ResidentNotFoundError."""
        resident = Resident.objects.filter(uuid=given.resident_uuid).first()
        if resident is None:
            raise ResidentNotFoundError(ResidentNotFoundError.__doc__)
        wanted = CertificateSerial(
            municipality_code=context.municipality_code,
            resident=resident,
            issuer=given.identity.issuer,
            serial=given.identity.serial_text,
            purpose=given.purpose.value,
            valid_from=given.valid_from,
            valid_until=given.valid_until,
            source=Source.CLERK.value,
            recorded_at=context.now,
            recorded_by=context.actor.id,
        )
        current = (
            CertificateSerial.current()
            .select_for_update()
            .filter(issuer=wanted.issuer, serial=wanted.serial)
            .first()
        )
        if current is not None:
            if current.resident_id == resident.pk:
                return current
            CertificateSerial.objects.filter(pk=current.pk).update(replaced_at=context.now)
        wanted.save()
        return wanted

    def subject(self, given: CertificateLink, result: CertificateSerial) -> str:
        """The resident."""
        return f"resident:{given.resident_uuid}"


def _batches(rows: Iterable[Each]) -> Iterator[Sequence[Each]]:
    waiting = iter(rows)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        yield batch


def _take_over(context: Context, rows: Sequence[CertificateRow], loaded: CertificatesLoaded) -> None:
    owners = dict(
        Resident.objects.filter(resident_number__in={row.resident_number for row in rows}).values_list(
            "resident_number", "pk"
        )
    )
    serials = {row.identity.serial_text for row in rows}
    current = {
        (one.issuer, one.serial): one for one in CertificateSerial.current().filter(serial__in=serials)
    }
    wanted, over = [], []
    for row in rows:
        if row.resident_number not in owners:
            loaded.refused.append(RefusedRow(row.line, _UNKNOWN_NUMBER))
            continue
        one = CertificateSerial(
            municipality_code=context.municipality_code,
            resident_id=owners[row.resident_number],
            issuer=row.identity.issuer,
            serial=row.identity.serial_text,
            purpose=row.purpose.value,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            revoked_at=row.revoked_at,
            source=Source.REGISTER.value,
            recorded_at=context.now,
            recorded_by=context.actor.id,
        )
        before = current.get((one.issuer, one.serial))
        if before is not None and before.says_the_same(one):
            loaded.unchanged += 1
            continue
        wanted.append(one)
        if before is not None:
            over.append(before.pk)
    CertificateSerial.objects.filter(pk__in=over).update(replaced_at=context.now)
    CertificateSerial.objects.bulk_create(wanted)
    loaded.new += len(wanted) - len(over)
    loaded.changed += len(over)


def _end_what_is_missing(context: Context, seen: set[CertificateIdentity]) -> int:
    texts = {(identity.issuer, identity.serial_text) for identity in seen}
    from_register = CertificateSerial.current().filter(source=Source.REGISTER.value)
    missing = [
        key
        for key, issuer, serial in from_register.values_list("pk", "issuer", "serial").iterator()
        if (issuer, serial) not in texts
    ]
    for batch in _batches(missing):
        CertificateSerial.objects.filter(pk__in=batch).update(replaced_at=context.now)
    return len(missing)
