"""Who is signed in, and for how much longer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from madoguchi.core import clock
from madoguchi.core.accounts.backends import of_session
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.sign_in import SESSION_LAST_SEEN, SESSION_MUNICIPALITY, SESSION_SIGNED_IN

SEEN_AGAIN_SECONDS = 30
"""How long after it was noted that somebody is here it is noted again."""


class StaffMiddleware:
    """Sets `request.user`; ends a session that was idle too long or is too old.

    `request.session_ended` is then "idle" or "too_old", so that the sign-in page can say why. Time
    that passes while the demo holds the date counts as well: the clock's time of day goes on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        ended = self._why_ended(request)
        if ended:
            request.session.flush()
        elif SESSION_MUNICIPALITY in request.session:
            _note(request)
        request.session_ended = ended  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: _load(request))  # type: ignore[assignment]
        return self.get_response(request)

    def _why_ended(self, request: HttpRequest) -> str | None:
        signed_in_at = request.session.get(SESSION_SIGNED_IN)
        if signed_in_at is None:
            return None
        moment = clock.now().timestamp()
        if moment - signed_in_at > settings.MADOGUCHI_SESSION_HOURS * 3600:
            return "too_old"
        if (
            moment - request.session.get(SESSION_LAST_SEEN, signed_in_at)
            > settings.MADOGUCHI_IDLE_MINUTES * 60
        ):
            return "idle"
        return None


def _note(request: HttpRequest) -> None:
    """That somebody was here: not with each page, so that most pages write no session. At most that much
    earlier an idle session ends; the page's own warning knows it.
    """
    moment = clock.now().timestamp()
    if not 0 <= moment - request.session.get(SESSION_LAST_SEEN, 0) < SEEN_AGAIN_SECONDS:
        request.session[SESSION_LAST_SEEN] = moment


def _load(request: HttpRequest) -> StaffMember | AnonymousUser:
    code = request.session.get(SESSION_MUNICIPALITY)
    if not code:
        return AnonymousUser()
    with of_session(code):
        user = auth.get_user(request)
    return user if isinstance(user, StaffMember) else AnonymousUser()
