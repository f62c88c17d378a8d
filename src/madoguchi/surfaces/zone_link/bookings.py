"""What the office asks about bookings while somebody is on the telephone; answered at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from madoguchi.journeys.appointments.link_api import (
    MOST_BYTES,
    BookingError,
    QuestionBrokenError,
    Shape,
    UnknownQuestionError,
    answer,
    refusal,
)
from madoguchi.surfaces.zone_link.offices import Office, announced_size, offices_only, refuse


@offices_only
@require_POST
def bookings(request: HttpRequest, office: Office, municipality_code: str, what: str) -> HttpResponseBase:
    """One question, JSON there and back. 409 with a plain reason and what is free instead where it cannot be
    done as asked.
    """
    if announced_size(request) > MOST_BYTES:
        return refuse(413, "問い合わせが大きすぎます。")
    try:
        found = answer(office.context(municipality_code, "庁内からの予約"), what, request.body)
    except UnknownQuestionError as error:
        return refuse(404, str(error))
    except QuestionBrokenError as error:
        return refuse(400, str(error))
    except BookingError as error:
        return _json(refusal(error), 409)
    return _json(found)


def _json(shape: Shape, status: int = 200) -> HttpResponse:
    return HttpResponse(shape.model_dump_json(), status=status, content_type="application/json")
