"""Who calls: an office that showed its certificate on this very connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Protocol, runtime_checkable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.lib.link_certificates import municipalities_named

OFFICE_CERTIFICATE: Final = "office_certificate"


@runtime_checkable
class _Encrypted(Protocol):
    """A connection that knows what the other end showed; plain ones do not."""

    def getpeercert(self) -> dict[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """What the certificate says: its serial number and the municipalities whose boxes it opens."""

    serial: str
    municipalities: frozenset[str]

    def context(self, municipality_code: str, purpose: str) -> Context:
        """For actions on behalf of this office."""
        return Context(municipality_code, Actor.system(f"office {self.serial}"), purpose=purpose)


def certificate_of(request: HttpRequest) -> dict[str, Any] | None:
    """What the other end of the TLS connection showed, as Python's `ssl` tells it; None for nothing.

    Taken from the connection itself; no header can say it, so nothing in front can be made to lie.
    """
    connection = request.META.get("gunicorn.socket")
    return (connection.getpeercert() if isinstance(connection, _Encrypted) else None) or None


def office_of(request: HttpRequest) -> Office | None:
    """The office at the other end of the TLS connection, or None."""
    certificate = certificate_of(request)
    if certificate is None:
        return None
    named = municipalities_named(certificate.get("subjectAltName", ()))
    return Office(str(certificate.get("serialNumber", "")), named)


def offices_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view be called with a certificate only, and for the municipalities that it names only.

    The view gets the `Office` after the request.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
        office = office_of(request)
        if office is None:
            return refuse(401, "庁内の証明書が示されていません。")
        code = keywords.get("municipality_code")
        if code is not None and code not in office.municipalities:
            return refuse(403, "この証明書では、この市町村の受付箱を開けません。")
        return view(request, office, *arguments, **keywords)

    guarded.who_may_call = OFFICE_CERTIFICATE  # type: ignore[attr-defined]
    # A browser has no part in this: there is no cookie that a foreign page could use.
    return csrf_exempt(guarded)


def announced_size(request: HttpRequest) -> int:
    """How many bytes a request says that it brings; Django reads no more than that."""
    return int(request.headers.get("Content-Length") or 0)


def refuse(status: int, message: str) -> HttpResponse:
    """An error for the courier, which tells its administrator."""
    return JsonResponse({"error": message}, status=status, json_dumps_params={"ensure_ascii": False})
