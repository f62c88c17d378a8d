"""Finding and locking an application."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import connection

from madoguchi.engines.cases.api import lock_source
from madoguchi.journeys.online_application.domain.signed_content import SignedContent, canonical
from madoguchi.journeys.online_application.models import Application, ApplicationState, SignedVersion
from madoguchi.lib.jpki import CertificateIdentity

_NO_CONTENT = frozenset({"started", "seconds", "pack"})
"""Of the answers, what only says when and with which packs they were typed."""


class UnknownApplicationError(LookupError):
    """この申請番号の申請は、届いていません。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


def locked_application(uuid: UUID) -> Application:
    """The application, locked with its cases until the transaction ends. Raises UnknownApplicationError."""
    lock_source(uuid)
    application = Application.objects.select_for_update().filter(uuid=uuid).first()
    if application is None:
        raise UnknownApplicationError
    return application


def current_version(application: Application) -> SignedVersion:
    """The version that counts: the newest that was taken, else the first."""
    taken = SignedVersion.objects.filter(application=application, taken=True).order_by("-number").first()
    return taken or SignedVersion.objects.filter(application=application).order_by("number")[:1].get()


def pending_correction(application: Application) -> SignedVersion | None:
    """The correction that waits for a person; it is neither used nor refused yet."""
    if application.state != ApplicationState.HELD:
        return None
    untaken = SignedVersion.objects.filter(application=application, taken=False, problem="")
    return untaken.order_by("-number").first()


def version_in_question(application: Application) -> SignedVersion:
    """What a person decides about, or looks at: the correction that waits, else the version that counts."""
    return pending_correction(application) or current_version(application)


def is_verified(application: Application) -> bool:
    """Whether the signature of the application was verified; until then anybody may have sent it."""
    first = SignedVersion.objects.filter(application=application, number=1)
    return first.exclude(revocation="").exists()


def likeness_of(content: SignedContent, identity: CertificateIdentity | None) -> str:
    """The same text (64 hexadecimal digits) for two applications of one signer that ask for the same."""
    answers = {key: value for key, value in content.answers.items() if key not in _NO_CONTENT}
    said = {
        "issuer": identity.issuer if identity else "",
        "serial": identity.serial_text if identity else "",
        "event": content.event,
        "answers": answers,
        "procedures": sorted([one.procedure, one.person or -1] for one in content.procedures),
        "files": sorted(one.sha256 for one in content.files),
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def one_at_a_time(*names: str) -> None:
    """Until the transaction ends nobody else gets past this with one of the same names."""
    keys = sorted(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names
    )
    with connection.cursor() as cursor:
        # In one order for all, so that two never wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])
