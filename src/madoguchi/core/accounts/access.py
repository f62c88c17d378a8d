"""Every URL says who may call it; a test of the architecture finds one that does not.

```python
@who_may_call(ANYONE)
def start(request): ...

@who_may_call("counter_visit.open")
def counter(request, municipality_code): ...
```
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from madoguchi.core.accounts.models import StaffMember

ANYONE: Final = "anyone"
SIGNED_IN: Final = "signed_in"
OWN_PAGE: Final = "own-password/"
"""The page, below the municipality, where a person chooses a password of their own."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class OtherMunicipalityError(PermissionDenied):
    """ほかの市町村の画面は開けません。"""


class NotPermittedError(PermissionDenied):
    """この操作をする役割が、あなたの利用者名にはありません。情報担当に相談してください。"""


def who_may_call(whom: str) -> Callable[[View], View]:
    """Mark a view with `ANYONE`, `SIGNED_IN` or a permission key, and see to it.

    A person who is not signed in is sent to the sign-in page of the municipality in the URL. A signed-in
    person meets OtherMunicipalityError under another municipality's URL and NotPermittedError without the
    permission (both become 403). Whose password was chosen by somebody else comes to no page but the one
    where another is chosen.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
            if whom != ANYONE:
                refusal = _refuse(request, whom, keywords.get("municipality_code"))
                if refusal is not None:
                    return refusal
            return view(request, *arguments, **keywords)

        guarded.who_may_call = whom  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _refuse(request: HttpRequest, whom: str, code: str | None) -> HttpResponse | None:
    member = getattr(request, "user", None)
    if not isinstance(member, StaffMember):
        return _to_sign_in(request, code)
    if code is not None and code != member.municipality_code:
        raise OtherMunicipalityError(OtherMunicipalityError.__doc__)
    own_password = f"/{member.municipality_code}/{OWN_PAGE}"
    if member.own_password_due and request.path != own_password:
        return HttpResponseRedirect(own_password)
    if whom != SIGNED_IN and not member.may(whom):
        raise NotPermittedError(NotPermittedError.__doc__)
    return None


def _to_sign_in(request: HttpRequest, code: str | None) -> HttpResponse:
    query = {"next": request.get_full_path()} if request.method == "GET" else {}
    ended = getattr(request, "session_ended", None)
    if ended:
        query["ended"] = ended
    address = f"/{code}/sign-in/" if code else "/"
    if request.headers.get("HX-Request"):
        # htmx follows a redirect inside the page; this header makes it load the page anew.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
