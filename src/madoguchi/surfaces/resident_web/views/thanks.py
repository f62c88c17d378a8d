"""After the visit: five faces and a remark, on the phone that followed the ticket."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.languages import say, spoken
from madoguchi.core.packs import MunicipalityPack
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.shared_web.faces import face_svg

_LONGEST = 10_000


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: HttpRequest, municipality_code: str, follow: str) -> HttpResponse:
    """Asked when the visit is over, answered once; afterwards, and a second time, it says thank you."""
    pack = pack_or_404(municipality_code)
    if waiting.has_rated(municipality_code, follow):
        return _page(request, pack, "said")
    found = waiting.of_follow(municipality_code, follow, public=True)
    if found is None:
        return _page(request, pack, "gone", status=404)
    hall, seen = found
    ticket = seen.payload["tickets"][waiting.follow_digest(follow)]
    if ticket["status"] != waiting.TicketStatus.FINISHED:
        return HttpResponseRedirect(address("waiting-phone", municipality_code, follow))
    if request.method != "POST":
        return _page(request, pack, "asked")
    face, remark = request.POST.get("face", "")[:10], request.POST.get("remark", "")[:_LONGEST]
    given = waiting.NewRating(hall, face, remark, follow, language=spoken().language.code)
    context = Context(municipality_code, Actor.resident("ticket"), purpose="満足度")
    try:
        run(waiting.RateVisit(), context, given)
    except waiting.AlreadyRatedError:
        return _page(request, pack, "said")
    except waiting.NoFaceError:
        errors = [FieldProblem("face-5", say("顔を1つ選んでください。"))]
        return _page(request, pack, "asked", errors=errors, remark=remark, status=422)
    except waiting.RemarkTooLongError:
        too_long = say("ひとことは{count}文字までです。短くしてください。", count=waiting.MOST_REMARK)
        errors = [FieldProblem("remark", too_long)]
        return _page(request, pack, "asked", errors=errors, remark=remark, chosen=face, status=422)
    return HttpResponseRedirect(address("thanks", municipality_code, follow))


def _page(
    request: HttpRequest,
    pack: MunicipalityPack,
    state: str,
    *,
    errors: Sequence[FieldProblem] = (),
    remark: str = "",
    chosen: str = "",
    status: int = 200,
) -> HttpResponse:
    code = pack.municipality.code
    return page(
        request,
        "thanks.html",
        pack.municipality,
        state=state,
        status=status,
        errors=errors,
        error_of={"face-5": "", "remark": "", **{one.target: one.message for one in errors}},
        remark=remark,
        chosen=chosen,
        most=waiting.MOST_REMARK,
        drawn={face: face_svg(face) for face in waiting.FACES},
        waiting_url=address("waiting", code),
    )
