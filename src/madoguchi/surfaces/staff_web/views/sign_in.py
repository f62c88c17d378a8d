"""Coming in and going out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.accounts import sign_in as accounts
from madoguchi.core.accounts.access import ANYONE, SIGNED_IN, who_may_call
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.core.actions.staff import ChooseOwnPassword, OwnPassword, StaffRefusedError
from madoguchi.surfaces.staff_web.site import (
    bare_page,
    context_of,
    pack_or_404,
    packs,
    seconds_left,
    signed_in,
)
from madoguchi.surfaces.staff_web.templating import ENGINE

_ENDED = {
    "idle": "しばらく操作がなかったため、サインアウトしました。",
    "too_old": "サインインから長い時間がたったため、サインアウトしました。",
    "left": "サインアウトしました。",
}
_LONGEST_PASSWORD = 1_000


@who_may_call(ANYONE)
@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Where do you work?"""
    known = packs()
    regions = [
        (region.label, [known.municipalities[code] for code in region.municipalities])
        for region in known.regions.values()
    ]
    regions += [
        (f"{region.label}の組合", places)
        for region in known.regions.values()
        if (places := [body.place for body in known.bodies.values() if body.place.region == region.key])
    ]
    return bare_page(request, "municipalities.html", regions=regions)


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Name and password; after repeated failures the page that says how long to wait."""
    municipality = pack_or_404(municipality_code).municipality
    after = _safe_next(request, municipality_code)
    member = request.user
    if isinstance(member, StaffMember) and member.municipality_code == municipality_code:
        return HttpResponseRedirect(after)
    problem = ""
    username = ""
    if request.method == "POST":
        # A name holds no NUL, and PostgreSQL takes none.
        username = request.POST.get("username", "").replace("\0", "").strip()[:60]
        try:
            accounts.sign_in(
                request,
                municipality_code=municipality_code,
                username=username,
                password=request.POST.get("password", "")[:_LONGEST_PASSWORD],
            )
            return HttpResponseRedirect(after)
        except accounts.SignInLockedError:
            return bare_page(
                request,
                "locked_out.html",
                status=429,
                municipality=municipality,
                minutes=settings.MADOGUCHI_LOCK_OUT_MINUTES,
            )
        except accounts.SignInRefusedError as refused:
            problem = str(refused)
    return bare_page(
        request,
        "sign_in.html",
        status=403 if problem else 200,
        municipality=municipality,
        username=username,
        problem=problem,
        next=after,
        ended=_ENDED.get(request.GET.get("ended", ""), ""),
    )


@who_may_call(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """A password that nobody else knows, in place of the one that was handed over."""
    problem = ""
    if request.method == "POST":
        new = request.POST.get("new", "")[:_LONGEST_PASSWORD]
        try:
            if new != request.POST.get("again", "")[:_LONGEST_PASSWORD]:
                raise StaffRefusedError("新しいパスワードが、2つの欄で違います。もう一度入力してください。")
            given = OwnPassword(request.POST.get("present", "")[:_LONGEST_PASSWORD], new)
            member = run(ChooseOwnPassword(), context_of(request, "パスワードの変更"), given)
        except StaffRefusedError as refused:
            problem = str(refused)
        else:
            # This session goes on; every other one of the person ends with the old password.
            update_session_auth_hash(request, member)
            return HttpResponseRedirect(reverse("staff_web:start", args=[municipality_code]))
    return bare_page(
        request,
        "own_password.html",
        status=422 if problem else 200,
        municipality=pack_or_404(municipality_code).municipality,
        username=signed_in(request).username,
        due=signed_in(request).own_password_due,
        problem=problem,
    )


@who_may_call(ANYONE)
@require_POST
def sign_out_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """End the session. Open to anyone: whoever is signed out already ends at the same page."""
    pack_or_404(municipality_code)
    accounts.sign_out(request)
    return HttpResponseRedirect(reverse("staff_web:sign-in", args=[municipality_code]) + "?ended=left")


@who_may_call(SIGNED_IN)
@require_safe
def still_here(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The person goes on working: keeps the session, and hands out a form token that is valid now.

    A page that was open while its person signed in anew takes the token from here, so that what was typed
    can still be sent.
    """
    del municipality_code
    idle, whole = seconds_left(request)
    given = {"idle_seconds": idle, "session_seconds": whole, "csrf": csrf_input(request)}
    return render(request, "staff_web/frame/still_here.html", given, using=ENGINE)


def _safe_next(request: HttpRequest, municipality_code: str) -> str:
    """Where to go after signing in: a page of this municipality, never another host."""
    start = reverse("staff_web:start", args=[municipality_code])
    wanted = request.POST.get("next") or request.GET.get("next") or start
    ours = wanted.startswith(start) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and "/sign-" not in wanted else start
