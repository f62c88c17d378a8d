"""Reading whose certificate it is. The caller writes the reading into the audit log, as always."""

from __future__ import annotations

from madoguchi.core import tenancy
from madoguchi.engines.residents.domain.certificates import CertificateHolder, Source
from madoguchi.engines.residents.models import CertificateSerial
from madoguchi.engines.residents.searching import as_record
from madoguchi.lib.jpki import CertificateIdentity, Purpose


def certificate_holder(
    identity: CertificateIdentity, purpose: Purpose, municipality_code: str
) -> CertificateHolder | None:
    """Who has the certificate with this issuer and serial number, or None where nobody is known to.

    Whether it is in force is another question: `CertificateHolder.holds_at`.
    """
    with tenancy.reading(municipality_code):
        row = (
            CertificateSerial.current()
            .select_related("resident__household")
            .filter(issuer=identity.issuer, serial=identity.serial_text, purpose=purpose.value)
            .first()
        )
    if row is None:
        return None
    return CertificateHolder(
        resident=as_record(row.resident),
        purpose=Purpose(row.purpose),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        source=Source(row.source),
    )
