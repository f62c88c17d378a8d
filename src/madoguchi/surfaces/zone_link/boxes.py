"""The centre's door for boxes that look after a hall in another building, each for its own hall only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.reception.api import ReceptionError
from madoguchi.journeys.hall_box.api import UnknownQuestionError, answer
from madoguchi.lib.link_certificates import halls_named
from madoguchi.lib.strict_json import read_json
from madoguchi.surfaces.zone_link.offices import announced_size, certificate_of, refuse

BOX_CERTIFICATE: Final = "box_certificate"
MOST_BYTES: Final = 900_000


def boxes_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view be called with the certificate of the hall's box only; it gets the serial number after the
    request.
    """

    @wraps(view)
    def guarded(request: HttpRequest, municipality_code: str, hall: str, **more: Any) -> HttpResponseBase:
        certificate = certificate_of(request)
        if certificate is None:
            return refuse(401, "受付端末の証明書が示されていません。")
        if (municipality_code, hall) not in halls_named(certificate.get("subjectAltName", ())):
            return refuse(403, "この証明書では、この待合の番号札をつなげられません。")
        serial = str(certificate.get("serialNumber", ""))
        return view(request, serial, municipality_code, hall, **more)

    guarded.who_may_call = BOX_CERTIFICATE  # type: ignore[attr-defined]
    return csrf_exempt(guarded)


@boxes_only
@require_POST
def question(
    request: HttpRequest, serial: str, municipality_code: str, hall: str, what: str
) -> HttpResponseBase:
    """One question, JSON there and back; 409 with a plain reason where the answer is no."""
    if announced_size(request) > MOST_BYTES:
        return refuse(413, "一度に届いたものが大きすぎます。")
    try:
        given = read_json(request.body)
    except ValueError:
        return refuse(400, "問い合わせの形が違います。")
    if not isinstance(given, dict):
        return refuse(400, "問い合わせの形が違います。")
    context = Context(municipality_code, Actor.system(f"box {serial}"), purpose="庁舎の受付端末")
    try:
        told = answer(context, hall, what, given, serial)
    except UnknownQuestionError as error:
        return refuse(404, str(error))
    except ReceptionError as error:
        return refuse(409, str(error))
    return _told(told)


def _told(told: dict[str, Any]) -> HttpResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
