"""What the tablet asks of the office: the page and its files, one's surveys, taking along, sending."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import AssessmentForm
from madoguchi.engines.assessments.api import (
    LONGEST_NOTE,
    Change,
    KeyUsedError,
    ReceiveFromTablet,
    Sending,
    Survey,
    SurveyNotFoundError,
    TabletLostError,
    TakeAlong,
    TakeSurveysAlong,
    TooManyChangesError,
    assessment_of,
    my_surveys,
)
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, signed_in
from madoguchi.surfaces.staff_web.tablet.files import WORKER, kept_addresses, shell_html, version_of

PROTOCOL = 2
"""What page and server say to each other. A page with another number is not listened to."""

MOST_TAKEN = 50
_OLD = (
    "このタブレットの画面が古いため、受け取れません。答えはタブレットに残っています。"
    "役所のネットワークにつないで、この画面を開き直してください。新しくなってから、もう一度送れます。"
)
_GONE = (
    "この調査は見つからないか、あなたの担当ではありません。"
    "答えはタブレットに残っています。介護保険の担当に確かめてください。"
)
_UNREADABLE = (
    "送った内容を読み取れませんでした。答えはタブレットに残っています。画面を開き直して送ってください。"
)


class _UnreadableError(ValueError):
    """The body is not what a tablet sends."""


@who_may_call(ANYONE)
@require_safe
def shell(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The page. It holds nobody's data: a tablet keeps it, and shows it when there is no network."""
    del request
    return HttpResponse(shell_html(municipality_code))


@who_may_call(ANYONE)
@require_safe
def worker(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The service worker: which files to keep, under which version, and the script that does it."""
    del request
    pack_or_404(municipality_code)
    told = {
        "prefix": f"madoguchi-tablet-{municipality_code}-",
        "version": version_of(municipality_code),
        "files": kept_addresses(municipality_code),
    }
    script = f"self.TABLET = {json.dumps(told)};\nimportScripts({json.dumps(static(WORKER))});\n"
    return HttpResponse(
        script,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@who_may_call("assessments.survey")
@require_safe
def state(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Who is signed in, a form token, and the surveys that may be taken along."""
    del municipality_code
    member = signed_in(request)
    surveys = my_surveys(context_of(request, "認定調査の一覧"))
    return JsonResponse(
        {
            "protocol": PROTOCOL,
            "staff": {"id": member.as_actor().id, "name": member.display_name},
            "csrf": get_token(request),
            "surveys": [_line(survey) for survey in surveys],
        }
    )


@who_may_call("assessments.survey")
@require_POST
def take(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Surveys to be taken along, with the forms that they need."""
    del municipality_code
    try:
        asked = _body(request)
        given = TakeAlong(_uuid(asked, "tablet"), tuple(map(UUID, _texts(asked, "surveys")[:MOST_TAKEN])))
    except ValueError:
        return _refused(_UNREADABLE)
    if asked.get("protocol") != PROTOCOL:
        return _too_old()
    try:
        surveys = run(TakeSurveysAlong(), context_of(request, "認定調査の持ち出し"), given)
    except TabletLostError as problem:
        return _refused(str(problem), 409)
    forms = {survey.assessment: assessment_of(survey.assessment).survey for survey in surveys}
    return JsonResponse(
        {
            "surveys": [_taken(survey, forms[survey.assessment]) for survey in surveys],
            "forms": {form.version: _form(form) for form in forms.values()},
        }
    )


@who_may_call("assessments.survey")
@require_POST
def send(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What was filled in of one survey. The answer says what became of it; it comes after the commit."""
    del municipality_code
    try:
        asked = _body(request)
        if asked.get("protocol") != PROTOCOL:
            return _too_old()
        sending = _sending(asked)
    except ValueError:
        return _refused(_UNREADABLE)
    try:
        outcome = run(ReceiveFromTablet(), context_of(request, "認定調査の受け取り"), sending)
    except SurveyNotFoundError:
        return JsonResponse({"state": "gone", "message": _GONE}, status=404)
    except (KeyUsedError, TooManyChangesError) as problem:
        return _refused(str(problem))
    return JsonResponse(outcome)


def _line(survey: Survey) -> dict[str, Any]:
    return {
        "uuid": str(survey.uuid),
        "person_name": survey.person_name,
        "visit_at": survey.visit_at.astimezone(clock.TOKYO).isoformat() if survey.visit_at else None,
        "place": survey.place,
        "due": survey.due.isoformat() if survey.due else None,
    }


def _taken(survey: Survey, form: AssessmentForm) -> dict[str, Any]:
    return _line(survey) | {
        "person_kana": survey.person_kana,
        "person_birth": survey.person_birth,
        "contact": survey.contact,
        "instructions": survey.instructions,
        "version": survey.version,
        "form": form.version,
        "fields": survey.fields,
    }


def _form(form: AssessmentForm) -> dict[str, Any]:
    return {
        "label": form.label,
        "longest_note": LONGEST_NOTE,
        "sections": [
            {
                "key": section.key,
                "number": section.number,
                "label": section.label,
                "note": section.note,
                "items": [
                    {
                        "key": one.item.key,
                        "number": one.number,
                        "label": one.item.label,
                        "multiple": one.item.multiple,
                        "choices": [list(choice) for choice in one.item.choices.items()],
                        "type": one.item.type.value,
                        "required": one.required,
                        "unit": one.item.unit,
                        "minimum": one.item.minimum,
                        "maximum": one.item.maximum,
                        "max_length": one.item.options.get("max_length"),
                    }
                    for one in section.items
                ],
            }
            for section in form.sections
        ],
    }


def _sending(asked: Mapping[str, Any]) -> Sending:
    base, form, changes = asked.get("base"), asked.get("form"), asked.get("changes")
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base < 2**31:
        raise _UnreadableError
    if not isinstance(form, str) or not isinstance(changes, list):
        raise _UnreadableError
    if not all(isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) for one in changes):
        raise _UnreadableError
    return Sending(
        survey=_uuid(asked, "survey"),
        key=_uuid(asked, "key"),
        tablet=_uuid(asked, "tablet"),
        base=base,
        form=form[:12],
        changes=tuple(Change(path, value) for path, value in changes),
        complete=asked.get("complete") is True,
    )


def _body(request: HttpRequest) -> Mapping[str, Any]:
    # JSON can say what no column holds: a lone surrogate, a NUL, an endless number, a thousand levels.
    try:
        content = request.body
    except RequestDataTooBig:
        raise _UnreadableError from None
    try:
        asked = json.loads(content)
        text = json.dumps(asked, ensure_ascii=False, allow_nan=False)
    except RecursionError:
        raise _UnreadableError from None
    if not isinstance(asked, dict) or "\\u0000" in text:
        raise _UnreadableError
    text.encode()
    return asked


def _uuid(asked: Mapping[str, Any], name: str) -> UUID:
    value = asked.get(name)
    if not isinstance(value, str):
        raise _UnreadableError
    return UUID(value)


def _texts(asked: Mapping[str, Any], name: str) -> list[str]:
    value = asked.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _UnreadableError
    return value


def _too_old() -> HttpResponse:
    return JsonResponse({"state": "app_old", "message": _OLD}, status=409)


def _refused(message: str, status: int = 400) -> HttpResponse:
    return JsonResponse({"state": "refused", "message": message}, status=status)
