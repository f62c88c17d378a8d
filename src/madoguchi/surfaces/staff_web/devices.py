"""Pages of a hall that nobody signs in at: only a device of this hall, linked by a manager, opens them.

```python
@devices_only(DeviceKind.KIOSK)
def kiosk(request, municipality_code, hall):
    device = device_of(request)
```
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any, Final, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static

from madoguchi.engines.reception.api import DEVICE_COOKIE, Device, DeviceKind, device_of_key
from madoguchi.surfaces.staff_web.site import bare_page, pack_or_404

DEVICES: Final = "devices"
"""What such a view declares in the place of a permission (`who_may_call`)."""

COOKIE: Final = DEVICE_COOKIE
_KEPT = timedelta(days=400)
"""The longest that browsers keep a cookie; it begins anew with every page."""

_OFFLINE_WORKER: Final = "staff_web/offline_worker.js"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def devices_only(*kinds: DeviceKind) -> Callable[[View], View]:
    """Guard a view whose address names `municipality_code` and `hall`: a device of both, of one of the kinds.

    Anybody else, members of staff included, reads what to do (403). The view finds the device with
    `device_of(request)`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, municipality_code: str, hall: str, *arguments: Any, **keywords: Any
        ) -> HttpResponseBase:
            key = request.COOKIES.get(COOKIE, "")
            device = device_of_key(municipality_code, key) if key else None
            if device is None or device.hall != hall or device.device_kind not in kinds:
                return _refused(request, municipality_code)
            request.device = device  # type: ignore[attr-defined]
            response = view(request, municipality_code, hall, *arguments, **keywords)
            remember_device(response, key)
            return response

        guarded.who_may_call = DEVICES  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def device_of(request: HttpRequest) -> Device:
    """The device that asks; only in views that `devices_only` guards."""
    device: Device = request.device  # type: ignore[attr-defined]
    return device


def remember_device(response: HttpResponseBase, key: str) -> None:
    """Let the browser keep its key."""
    if not isinstance(response, HttpResponse):
        return
    response.set_cookie(
        COOKIE, key, max_age=_KEPT, secure=settings.MADOGUCHI_HTTPS, httponly=True, samesite="Lax"
    )


def offline_worker(said: Sequence[tuple[str, str, str]]) -> HttpResponse:
    """The service worker of a device: what it shows when it is loaded while the network is away.

    `said` is (tag of the language, heading, what to do) for each language.
    """
    told, shown_by = json.dumps({"said": said}), json.dumps(static(_OFFLINE_WORKER))
    script = f"self.OFFLINE = {told};\nimportScripts({shown_by});\n"
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _refused(request: HttpRequest, municipality_code: str) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    return bare_page(request, "no_device.html", status=403, municipality=pack.municipality)
