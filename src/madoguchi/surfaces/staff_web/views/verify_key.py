"""The public key by which a core system's input screen checks our codes, and how to compare it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.handover.api import verify_key
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.site import pack_or_404, page


@who_may_call("handover.retry")
@require_safe
def verify_key_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The key with its fingerprint; nothing secret is shown."""
    pack_or_404(municipality_code)
    try:
        key, problem = verify_key(municipality_code), ""
    except KeyUnusable as unusable:
        key, problem = None, str(unusable)
    return page(request, "handover/verify_key.html", key=key, problem=problem)


@who_may_call("handover.retry")
@require_safe
def verify_key_file(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The key as a PEM file."""
    del request
    pack_or_404(municipality_code)
    try:
        key = verify_key(municipality_code)
    except KeyUnusable:
        raise Http404 from None
    name = f"{municipality_code}-verify.pem"
    return HttpResponse(
        key.pem,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
