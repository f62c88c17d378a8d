"""Reading whose certificate it is. The caller writes the reading into the audit log, as always."""

from __future__ import annotations

from django.db.models import QuerySet

from madoguchi.core import tenancy
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.engines.residents.domain.certificates import CertificateHolder, Source
from madoguchi.engines.residents.models import CertificateSerial
from madoguchi.engines.residents.searching import as_record
from madoguchi.lib.jpki import CertificateIdentity, Purpose


def _current(issuer: str, serial: str, purpose: str) -> QuerySet[CertificateSerial]:
    rows = CertificateSerial.current().select_related("resident__household")
    return rows.filter(issuer=issuer, serial=serial, purpose=purpose).order_by("pk")[:1]


_CURRENT = CompiledQuery(_current, issuer="an issuer", serial="a serial number", purpose="a purpose")


def certificate_holder(
    identity: CertificateIdentity, purpose: Purpose, municipality_code: str
) -> CertificateHolder | None:
    """Who has the certificate with this issuer and serial number, or None where nobody is known to.

    Whether it is in force is another question: `CertificateHolder.holds_at`.
    """
    with tenancy.reading(municipality_code):
        rows = _CURRENT.rows(issuer=identity.issuer, serial=identity.serial_text, purpose=purpose.value)
    if not rows:
        return None
    (row,) = rows
    return CertificateHolder(
        resident=as_record(row.resident),
        purpose=Purpose(row.purpose),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        source=Source(row.source),
    )
