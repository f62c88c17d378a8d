"""Which language a resident reads: chosen once, kept in a cookie, spoken during each request.

A life event is shown in a language only when everything that its pages may say is translated; its pages are
Japanese otherwise and say so in the language that was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes

from madoguchi.core.languages import SOURCE, Texts, html_with_readings, speaking, spoken
from madoguchi.core.packs import LifeEvent, MunicipalityPack, texts_of_event
from madoguchi.core.packs.model import Procedure
from madoguchi.engines.navigator.api import audiences, procedures_of_event
from madoguchi.surfaces.resident_web.site import offered_languages, packs

NAME = "language"
_KEPT = timedelta(days=365)


class LanguageMiddleware:
    """Speaks the language of the cookie. `?language=en` chooses one and leads back to the page without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response in the resident's language."""
        if request.method == "GET" and NAME in request.GET:
            return _chosen(request)
        texts = _texts(request.COOKIES.get(NAME, ""))
        with ExitStack() as languages:
            languages.enter_context(speaking(texts))
            request.chosen_texts = texts  # type: ignore[attr-defined]
            request.languages = languages  # type: ignore[attr-defined]
            response = self.get_response(request)
            patch_vary_headers(response, ("Cookie",))
            if texts.language.readings and isinstance(response, HttpResponse) and _is_page(response):
                response.content = html_with_readings(response.content.decode()).encode()
        return response

    def process_view(
        self, request: HttpRequest, view: object, arguments: Any, keywords: Mapping[str, Any]
    ) -> None:
        """Pages of an event or procedure that is not whole in the language are Japanese."""
        code, known = str(keywords.get("municipality_code", "")), packs()
        if code not in known.municipalities or spoken().is_source:
            return
        pack = known.for_municipality(code)
        event = pack.events.get(keywords.get("event_key", ""))
        procedure = pack.procedures.get(keywords.get("procedure_key", ""))
        if event is not None and not is_offered(pack, event, spoken()):
            request.languages.enter_context(speaking(known.texts(SOURCE)))  # type: ignore[attr-defined]
        if procedure is not None and not is_told(pack, procedure, spoken()):
            request.languages.enter_context(speaking(known.texts(SOURCE)))  # type: ignore[attr-defined]


def is_offered(pack: MunicipalityPack, event: LifeEvent, texts: Texts) -> bool:
    """Whether everything that the pages of an event may say is translated. `pack` is in Japanese."""

    def complete() -> bool:
        return not texts.missing(texts_of_event(pack, event, procedures_of_event(pack, event.key)))

    return texts.is_source or pack.computed((__name__, event.key, texts.language.code), complete)


def is_told(pack: MunicipalityPack, procedure: Procedure, texts: Texts) -> bool:
    """Whether everything that the page of a procedure says is translated: an offered event leads to it."""

    def told() -> bool:
        events = [one.event for one in audiences(pack, procedure.key)]
        named = not texts.missing(event.label for event in events)
        return named and any(is_offered(pack, event, texts) for event in events)

    return texts.is_source or pack.computed((__name__, "procedure", procedure.key, texts.language.code), told)


def _texts(code: str) -> Texts:
    return packs().texts(code if code in {language.code for language in offered_languages()} else SOURCE)


def _chosen(request: HttpRequest) -> HttpResponseRedirect:
    rest = request.GET.copy()
    wanted = rest.pop(NAME)[-1]
    query = rest.urlencode()
    # To a browser, an address that begins with two slashes is another host.
    page = escape_leading_slashes(request.path)
    response = HttpResponseRedirect(f"{page}?{query}" if query else page)
    response.set_cookie(
        NAME,
        _texts(str(wanted)).language.code,
        max_age=_KEPT,
        secure=settings.MADOGUCHI_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")
