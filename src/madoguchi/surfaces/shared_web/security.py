"""Security and caching headers of every response.

The policy names every kind of source, so that a page that forgets to escape still runs nothing: no inline
script or style, nothing from another host, no frame around a page, no form that posts elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_POLICY: dict[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_CAMERA_POLICY = _POLICY | {
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "media-src": "'self' blob: mediastream:",
}
_NO_DEVICES = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
_CAMERA_ONLY = _NO_DEVICES.replace("camera=()", "camera=(self)")


def _as_header(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


@lru_cache(maxsize=8)
def content_security_policy(live_url: str) -> str:
    """The policy of ordinary pages. They follow what changes at `live_url`, where that is another origin."""
    parts = urlsplit(live_url)
    streams = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return _as_header(_POLICY | {"connect-src": _POLICY["connect-src"] + streams})


CAMERA_CONTENT_SECURITY_POLICY = _as_header(_CAMERA_POLICY)


class SecurityHeadersMiddleware:
    """Adds the headers that a response does not carry yet.

    Pages are never stored (`no-store`): the next person at a shared computer must not find them with the back
    button. A response that is the same for everybody says so with its own Cache-Control.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the view with headers added."""
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy(settings.MADOGUCHI_LIVE_URL))
        headers.setdefault("Permissions-Policy", _NO_DEVICES)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cache-Control", "no-store")
        return response


def allows_camera(view: View) -> View:
    """Lets one page use the camera and the decoder in WebAssembly; for the counter's scanner only."""

    @wraps(view)
    def with_camera(*arguments: Any, **keywords: Any) -> HttpResponseBase:
        response = view(*arguments, **keywords)
        response.headers["Content-Security-Policy"] = CAMERA_CONTENT_SECURITY_POLICY
        response.headers["Permissions-Policy"] = _CAMERA_ONLY
        return response

    return with_camera  # type: ignore[return-value]


def framed_by(site: Callable[..., str]) -> Callable[[View], View]:
    """Lets a page be shown inside a page of one other site, `https://host`. `site` says which from the view's
    arguments; empty for none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def framed(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
            response = view(request, *arguments, **keywords)
            allowed = site(*arguments, **keywords)
            if allowed:
                policy = _POLICY | {"frame-ancestors": f"'self' {allowed}"}
                response.headers["Content-Security-Policy"] = _as_header(policy)
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                # The older header knows no other site; browsers that know the policy pass it over.
                response.xframe_options_exempt = True  # type: ignore[attr-defined]
            return response

        return framed  # type: ignore[return-value]

    return decorate


def the_same_for_everybody(seconds: int) -> Callable[[View], View]:
    """Lets a page that shows nobody's data be kept for so many seconds by browsers and proxies."""

    def decorate(view: View) -> View:
        @wraps(view)
        def cacheable(*arguments: Any, **keywords: Any) -> HttpResponseBase:
            response = view(*arguments, **keywords)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
            return response

        return cacheable  # type: ignore[return-value]

    return decorate
