"""Pages that only whoever brings the key in a cookie sees: an application, a question by card."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.packs import MunicipalityPack
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.site import pack_or_404

Opened = TypeVar("Opened")
View = Callable[[HttpRequest, MunicipalityPack, Opened], HttpResponse]


def keyed_page(
    cookie: str, open_with: Callable[[str, str], Opened], missing: type[Exception], *, without_key: str
) -> Callable[..., Callable[[View[Opened]], Callable[..., HttpResponse]]]:
    """A decorator of views: `open_with(municipality code, cookie)` opens what the page is about.

    Where it, or the view, raises `missing`, the browser goes to the page `without_key`. The decorator takes
    the methods that the view answers to.
    """

    def methods_of(*methods: str) -> Callable[[View[Opened]], Callable[..., HttpResponse]]:
        def decorate(view: View[Opened]) -> Callable[..., HttpResponse]:
            @who_may_call(ANYONE)
            @require_http_methods(list(methods))
            @wraps(view)
            def guarded(request: HttpRequest, municipality_code: str) -> HttpResponse:
                pack = pack_or_404(municipality_code)
                try:
                    return view(request, pack, open_with(municipality_code, request.COOKIES.get(cookie, "")))
                except missing:
                    return HttpResponseRedirect(address(without_key, municipality_code))

            return guarded

        return decorate

    return methods_of
