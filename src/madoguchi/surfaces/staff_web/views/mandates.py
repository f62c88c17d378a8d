"""Who acts for whom: the desk's check of a mandate, and the offices that apply for people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.cases.api import CaseNotFoundError, NotYourDeskError
from madoguchi.journeys.mandates.api import (
    CheckedMandate,
    CheckMandate,
    NoMandateError,
    OfficeEntry,
    OfficeKind,
    OfficeUnreadableError,
    PaperFindingMissingError,
    RefusalReasonMissingError,
    SaveOffice,
    agent_offices,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.site import context_of, desk_page
from madoguchi.surfaces.staff_web.views.cases import show_case

_FIELDS = ("number", "name", "kind", "telephone", "closed_on")
_LONGEST_NOTE = 2_000


@who_may_call("cases.work")
@require_POST
def check(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The mandate holds, or not and why. What was written stays where it cannot be taken."""
    refused = request.POST.get("verdict") == "refused"
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    given = CheckedMandate(
        uuid,
        request.POST.get("reason", "")[:20] if refused else None,
        note,
        notices_to_agent=request.POST.get("notices") == "yes",
    )
    try:
        run(CheckMandate(), context_of(request, "委任の確認"), given)
    except CaseNotFoundError:
        raise Http404 from None
    except (RefusalReasonMissingError, PaperFindingMissingError, TextError) as problem:
        return show_case(
            request,
            municipality_code,
            uuid,
            422,
            problem=str(problem),
            problem_at="mandate",
            note=note,
            chosen="mandate",
        )
    except (NoMandateError, NotYourDeskError) as problem:
        return show_case(request, municipality_code, uuid, 409, problem=str(problem))
    said = "委任を確かめたことを記録しました。"
    if refused:
        said = "委任を認めないことを記録しました。申請した人に「補正を求める」で知らせてください。"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


@who_may_call("cases.work")
@require_http_methods(["GET", "HEAD", "POST"])
def offices_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """All offices; one is added or changed by the form."""
    context = context_of(request, "代わりに申請する事業所の一覧")
    typed = {name: request.POST.get(name, "")[:100].strip() for name in _FIELDS}
    problem = ""
    if request.method == "POST":
        try:
            closed = date.fromisoformat(typed["closed_on"]) if typed["closed_on"] else None
            entry = OfficeEntry(typed["number"], typed["name"], typed["kind"], typed["telephone"], closed)
            run(SaveOffice(), context, entry)
        except (OfficeUnreadableError, TextError) as refused:
            problem = str(refused)
        except ValueError:
            problem = "閉じた日は、実在する日付を入れてください。"
        else:
            messages.success(request, "事業所を登録しました。")
            return HttpResponseRedirect(reverse("staff_web:agent-offices", args=[municipality_code]))
    known = agent_offices(context)
    chosen = next((one for one in known if one.number == request.GET.get("office", "")), None)
    if chosen is not None and request.method != "POST":
        typed = {name: str(getattr(chosen, name) or "") for name in _FIELDS}
    return desk_page(
        request,
        "mandates/offices.html",
        status=422 if problem else 200,
        offices=known,
        typed=typed,
        chosen=chosen,
        kinds=OfficeKind.choices,
        problem=problem,
    )
