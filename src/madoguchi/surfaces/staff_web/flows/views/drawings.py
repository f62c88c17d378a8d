"""Drawings of flows, for the pictures of pages."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.flows.api import flow_story
from madoguchi.journeys.flow_work.api import subject_of
from madoguchi.surfaces.staff_web.flows.presentation.picture import is_drawn
from madoguchi.surfaces.staff_web.site import context_of

_DAY = 24 * 60 * 60


@who_may_call("cases.read")
@require_safe
def case_drawing(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The drawing of the version by which a case goes on."""
    del municipality_code
    story = flow_story(context_of(request, "流れの図"), subject_of(uuid))
    if story is None or not is_drawn(story.flow):
        raise Http404
    return drawing(story.flow.drawing)


def drawing(text: str) -> HttpResponse:
    """A drawing: nothing personal, kept by the one browser; its address says which version."""
    answer = HttpResponse(text, content_type="application/xml; charset=utf-8")
    answer.headers["Cache-Control"] = f"private, max-age={_DAY}"
    return answer
