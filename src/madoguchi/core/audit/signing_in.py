"""Signing in, failing to, and signing out are written down too.

What was typed as a name is not: a password ends up in that field sooner or later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.audit.models import AuditEntry

PURPOSE = "利用者の確認"


@receiver(user_logged_in)
def signed_in(user: object, **_: Any) -> None:
    """A member of staff signed in."""
    if isinstance(user, StaffMember):
        _write(user.municipality_code, "accounts.signed_in", user)


@receiver(user_logged_out)
def signed_out(user: object, **_: Any) -> None:
    """A member of staff signed out; a session that ended by itself does not come here."""
    if isinstance(user, StaffMember):
        _write(user.municipality_code, "accounts.signed_out", user)


@receiver(user_login_failed)
def sign_in_failed(credentials: Mapping[str, Any], **_: Any) -> None:
    """Somebody failed; the subject is the member of staff whose name was given, if there is one."""
    code = str(credentials.get("municipality_code") or "")
    try:
        with tenancy.municipality(code):
            member = StaffMember.objects.filter(username=credentials.get("username") or "").first()
            _write(code, "accounts.sign_in_failed", member)
    except tenancy.InvalidMunicipalityCodeError:
        return


def _write(municipality_code: str, action: str, member: StaffMember | None) -> None:
    failed = action == "accounts.sign_in_failed"
    staff = f"staff:{member.pk}" if member else ""
    with tenancy.municipality(municipality_code):
        AuditEntry(
            at=clock.now(),
            actor_kind="system" if failed else "staff",
            actor_id="sign_in" if failed else staff,
            action=action,
            subject=staff,
            purpose=PURPOSE,
        ).save()
