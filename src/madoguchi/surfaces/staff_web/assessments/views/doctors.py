"""The small register of doctors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import (
    DoctorEntry,
    DoctorNamelessError,
    DoctorNotFoundError,
    DoctorTwiceError,
    SaveDoctor,
    doctors,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.assessments.views.common import own_assessment, refusals
from madoguchi.surfaces.staff_web.site import context_of, desk_page

_FIELDS = ("clinic", "name", "department", "postal_code", "address", "telephone")


@who_may_call("assessments.work")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def doctors_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """All doctors; one is added or changed by the form."""
    context = context_of(request, "主治医の一覧")
    own_assessment(context)
    typed = {name: request.POST.get(name, "")[:400] for name in _FIELDS}
    chosen, problem = request.POST.get("uuid") or request.GET.get("doctor", ""), ""
    if request.method == "POST":
        try:
            uuid = UUID(chosen) if chosen else None
            entry = DoctorEntry(**typed, is_active=request.POST.get("left") != "yes", uuid=uuid)
            run(SaveDoctor(), context, entry)
            messages.success(request, "主治医を登録しました。")
            return HttpResponseRedirect(reverse("assessments:doctors", args=[municipality_code]))
        except (DoctorNamelessError, DoctorTwiceError, DoctorNotFoundError, TextError) as refused:
            problem = str(refused)
        except ValueError:
            problem = DoctorNotFoundError.__doc__ or ""
    known = doctors(context)
    one = next((doctor for doctor in known if str(doctor.uuid) == chosen), None)
    if request.method != "POST" and one is not None:
        typed = {name: getattr(one, name) for name in _FIELDS}
    elif request.method != "POST":
        typed = dict.fromkeys(_FIELDS, "")
    return desk_page(
        request,
        "assessments/doctors.html",
        status=422 if problem else 200,
        doctors=known,
        typed=typed,
        chosen=one,
        problem=problem,
    )
