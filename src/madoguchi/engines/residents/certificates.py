"""Reading whose certificate it is. The caller writes the reading into the audit log, as always."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from madoguchi.core import tenancy
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.core.database.searching import is_one_of
from madoguchi.engines.residents.domain.certificates import CertificateHolder, Source
from madoguchi.engines.residents.models import CertificateSerial
from madoguchi.engines.residents.searching import as_record
from madoguchi.lib.jpki import CertificateIdentity, Purpose


def _current(issuers: list[str], serials: list[str], purpose: str) -> QuerySet[CertificateSerial]:
    rows = CertificateSerial.current().select_related("resident__household")
    among = rows.filter(is_one_of("issuer", issuers), is_one_of("serial", serials))
    return among.filter(purpose=purpose).order_by("-pk")


_CURRENT = CompiledQuery(_current, issuers=["an issuer"], serials=["a serial number"], purpose="a purpose")


def certificate_holder(
    identity: CertificateIdentity, purpose: Purpose, municipality_code: str
) -> CertificateHolder | None:
    """Who has the certificate with this issuer and serial number, or None where nobody is known to.

    Whether it is in force is another question: `CertificateHolder.holds_at`.
    """
    return certificate_holders([identity], purpose, municipality_code).get(identity)


def certificate_holders(
    identities: Sequence[CertificateIdentity], purpose: Purpose, municipality_code: str
) -> dict[CertificateIdentity, CertificateHolder]:
    """Who has each of the certificates; those of nobody who is known are left out. One query for all."""
    wanted = {(one.issuer, one.serial_text): one for one in identities}
    if not wanted:
        return {}
    with tenancy.reading(municipality_code):
        rows = _CURRENT.rows(
            issuers=sorted({issuer for issuer, _ in wanted}),
            serials=[serial for _, serial in wanted],
            purpose=purpose.value,
        )
    # Two issuers may have used one number: what was found is more than what was asked for.
    return {
        wanted[row.issuer, row.serial]: _as_holder(row) for row in rows if (row.issuer, row.serial) in wanted
    }


def _as_holder(row: CertificateSerial) -> CertificateHolder:
    return CertificateHolder(
        resident=as_record(row.resident),
        purpose=Purpose(row.purpose),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        source=Source(row.source),
    )
