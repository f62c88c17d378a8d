"""Sign in and out; the one door of the staff site to django's sessions."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.lock_out import unlock
from madoguchi.core.accounts.models import StaffMember

SESSION_MUNICIPALITY = "municipality_code"
SESSION_SIGNED_IN = "signed_in_at"
SESSION_LAST_SEEN = "last_seen_at"


class SignInRefusedError(Exception):
    """利用者名かパスワードが違います。大文字と小文字、全角と半角を確かめて、もう一度入力してください。"""


class SignInLockedError(Exception):
    """続けて間違えたため、この利用者名はしばらく使えません。時間をおくか、情報担当に連絡してください。"""


def sign_in(request: HttpRequest, *, municipality_code: str, username: str, password: str) -> StaffMember:
    """Check name and password and begin a session.

    Raises SignInRefusedError (the same for a wrong name and a wrong password) and SignInLockedError.
    """
    member = auth.authenticate(
        request, municipality_code=municipality_code, username=username, password=password
    )
    if not isinstance(member, StaffMember):
        if getattr(request, "axes_locked_out", False):
            raise SignInLockedError(SignInLockedError.__doc__)
        raise SignInRefusedError(SignInRefusedError.__doc__)
    unlock(municipality_code, username)
    with tenancy.municipality(member.municipality_code):
        auth.login(request, member)
    moment = clock.now().timestamp()
    request.session[SESSION_MUNICIPALITY] = member.municipality_code
    request.session[SESSION_SIGNED_IN] = moment
    request.session[SESSION_LAST_SEEN] = moment
    return member


def sign_out(request: HttpRequest) -> None:
    """End the session; nothing of it stays."""
    auth.logout(request)
