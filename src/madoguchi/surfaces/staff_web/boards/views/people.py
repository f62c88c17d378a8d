"""Members and panels."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import (
    InviteMember,
    MemberInput,
    NotFoundError,
    OfMember,
    PanelInput,
    SaveMember,
    SavePanel,
    ShutOutMember,
    people_of,
)
from madoguchi.surfaces.staff_web.boards.views.common import (
    WRONG_INPUT,
    day_of,
    number_of,
    rules_or_404,
    working,
)
from madoguchi.surfaces.staff_web.site import desk_page, signed_in


@who_may_call("boards.read")
@require_safe
def people_page(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Who sits where. `?member=` and `?panel=` open one to be changed."""
    return _show(request, municipality_code, board)


@who_may_call("boards.manage")
@require_POST
def save_member(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """A new member, or a change."""
    rules_or_404(municipality_code, board)
    given = request.POST
    try:
        run(
            SaveMember(),
            working(request),
            MemberInput(
                board,
                given.get("name", "")[:200],
                given.get("field", ""),
                day_of(given.get("from", ""), "任期の初日"),
                day_of(given.get("until", ""), "任期の最後の日"),
                tuple(given.get("facilities", "")[:2_000].splitlines()),
                number_of(given.get("member", "")),
            ),
        )
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, board, 422, str(problem), "member")
    messages.success(request, "委員を記録しました。")
    return HttpResponseRedirect(reverse("boards:people", args=[municipality_code, board]))


@who_may_call("boards.manage")
@require_POST
def save_panel(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """A new panel, or a change."""
    rules_or_404(municipality_code, board)
    given = request.POST
    members = tuple(uuid for one in given.getlist("members")[:50] if (uuid := number_of(one)))
    try:
        run(
            SavePanel(),
            working(request),
            PanelInput(
                board,
                given.get("name", "")[:200],
                members,
                number_of(given.get("chair", "")),
                number_of(given.get("panel", "")),
            ),
        )
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, board, 422, str(problem), "panel")
    messages.success(request, "合議体を記録しました。")
    return HttpResponseRedirect(reverse("boards:people", args=[municipality_code, board]))


@who_may_call("boards.manage")
@require_POST
def way_in(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Let a member sign in: shown once, kept nowhere, replaced by the member. Or let them in no more."""
    rules = rules_or_404(municipality_code, board)
    member = number_of(request.POST.get("member", ""))
    if member is None:
        raise Http404
    try:
        if request.POST.get("step") == "shut_out":
            run(ShutOutMember(), working(request), OfMember(member))
            messages.success(request, "サインインを止めました。開いていた画面も、すぐに使えなくなります。")
            return HttpResponseRedirect(reverse("boards:people", args=[municipality_code, board]))
        found = run(InviteMember(), working(request), OfMember(member))
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, board, 422, str(problem), "way-in")
    address = request.build_absolute_uri(reverse("staff_web:sign-in", args=[municipality_code]))
    page = desk_page(request, "boards/way_in.html", rules=rules, found=found, address=address)
    page.headers["Cache-Control"] = "no-store"
    return page


def _show(
    request: HttpRequest,
    municipality_code: str,
    board: str,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    rules = rules_or_404(municipality_code, board)
    people = people_of(working(request), board)
    wanted = request.POST or request.GET
    member = number_of(wanted.get("member", ""))
    panel = number_of(wanted.get("panel", ""))
    return desk_page(
        request,
        "boards/people.html",
        status=status,
        rules=rules,
        people=people,
        today=clock.today(),
        edited=next((one for one in people.members if one.uuid == member), None),
        panel=next((one for one in people.panels if one.uuid == panel), None),
        may_manage=signed_in(request).as_actor().may("boards.manage"),
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
        chosen=request.POST.getlist("members"),
    )
