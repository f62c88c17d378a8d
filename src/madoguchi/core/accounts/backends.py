"""Signing in: name and password within one municipality."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.database.compiled import CompiledQuery


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
        """The signed-in member; finds nobody outside of `of_session(...)`."""
        code = _municipality_of_session.get()
        # In one message: this is asked with each page.
        found = _ACTIVE.rows_through(partial(tenancy.all_rows, code), member=user_id) if code else []
        return found[0] if found else None


@contextmanager
def of_session(municipality_code: str) -> Iterator[None]:
    """Where a session's member is looked for: Django asks by a number alone."""
    before = _municipality_of_session.set(municipality_code)
    try:
        yield
    finally:
        _municipality_of_session.reset(before)


def _active(member: int) -> QuerySet[StaffMember]:
    return StaffMember.objects.filter(pk=member, is_active=True)


_ACTIVE = CompiledQuery(_active, member=-1)
_municipality_of_session: ContextVar[str] = ContextVar("municipality_of_session", default="")
