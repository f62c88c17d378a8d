"""Signing in: name and password within one municipality."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember


class MunicipalityBackend(BaseBackend):
    """Knows only the staff of the municipality that is asked for."""

    def authenticate(
        self,
        request: HttpRequest | None,
        *,
        municipality_code: str | None = None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> StaffMember | None:
        """The member of staff, or None; takes the same time whether the name exists or not."""
        if not municipality_code or not username or password is None:
            return None
        try:
            with tenancy.municipality(municipality_code):
                member = StaffMember.objects.filter(username=username).first()
                if member is None:
                    StaffMember().set_password(password)
                    return None
                # Inside, because a right password that is kept in an older form is saved in today's form.
                right = member.check_password(password)
        except tenancy.InvalidMunicipalityCodeError:
            return None
        return member if right and member.is_active else None

    def get_user(self, user_id: int) -> StaffMember | None:
        """The signed-in member; finds nobody outside of `tenancy.municipality(...)`."""
        return StaffMember.objects.filter(pk=user_id, is_active=True).first()
