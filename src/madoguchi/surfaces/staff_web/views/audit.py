"""The audit log: who looked at what, who changed what, and whether the chain holds."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.audit.api import entries, head, record_reading, verify
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.presentation.audit_lines import line_of
from madoguchi.surfaces.staff_web.presentation.audit_words import KINDS
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page

_PAGE = 50
_REFERENCE = re.compile(r"[a-z_]{1,30}:[0-9a-z_\-]{1,60}", re.ASCII)


@who_may_call("audit.read")
@require_safe
def log(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The newest entries first, by subject or person."""
    return _show(request, municipality_code)


@who_may_call("audit.read")
@require_POST
def verify_chain(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Compute the whole chain again; by a button, for a long log takes a while."""
    with tenancy.municipality(municipality_code):
        record_reading(context_of(request, "監査"), "audit.verify", "")
    return _show(
        request,
        municipality_code,
        verified=True,
        breaks=verify(municipality_code),
        head=head(municipality_code),
        verified_at=clock.now(),
    )


def _show(request: HttpRequest, municipality_code: str, **more: Any) -> HttpResponse:
    subject, actor = _reference(request, "subject"), _reference(request, "actor")
    before = request.GET.get("before", "")
    with tenancy.municipality(municipality_code):
        staff = {f"staff:{one.pk}": one.display_name for one in StaffMember.objects.order_by("display_name")}
        found = entries(
            subject=subject,
            actor_id=actor,
            before=int(before[:18]) if before.isascii() and before.isdigit() else None,
            limit=_PAGE + 1,
        )
        record_reading(context_of(request, "監査"), "audit.log", subject)
    pack = pack_or_404(municipality_code)
    names = staff | {f"desk:{role}": desk_names(desk, pack) for role, desk in pack.desks.items()}
    kind, _, rest = subject.partition(":")
    chosen = {key: value for key, value in (("subject", subject), ("actor", actor)) if value}
    return page(
        request,
        "audit.html",
        lines=[line_of(entry, names) for entry in found[:_PAGE]],
        staff=staff,
        subject=subject,
        subject_text=names.get(subject) or f"{KINDS.get(kind, kind)} {rest[:8]}",
        actor=actor,
        without_subject=urlencode({"actor": actor} if actor else {}),
        first_page=urlencode(chosen) if before else "",
        older=urlencode(chosen | {"before": str(found[_PAGE - 1].sequence)}) if len(found) > _PAGE else "",
        **more,
    )


def _reference(request: HttpRequest, name: str) -> str:
    """A reference such as `case:<uuid>`; anything else filters nothing."""
    given = request.GET.get(name, "")
    return given if _REFERENCE.fullmatch(given) else ""
