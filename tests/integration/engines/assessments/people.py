"""Who works with surveys in these tests: an official of the desk, two surveyors, somebody of another desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.engines.assessments.api import (
    AssignSurvey,
    Change,
    NewSurvey,
    OrderSurvey,
    ReceiveFromTablet,
    Sending,
    Survey,
    SurveyAssignment,
    TakeAlong,
    TakeSurveysAlong,
    assessment_of,
)

HERE, NEIGHBOUR = "072028", "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
CARE = "care_certification"
DUE = date(2026, 4, 1)


@dataclass(frozen=True)
class Office:
    """The people of one municipality, as contexts."""

    official: Context
    surveyor: Context
    other_surveyor: Context
    tax_officer: Context


def an_office(code: str = HERE) -> Office:
    """Members of staff with the roles of the packs."""

    def member(name: str, role: str, *desks: str) -> Context:
        staff = StaffMember.objects.create_staff(
            code, name, "a-password-for-tests", display_name=f"職員 {name}", roles=[role], desks=list(desks)
        )
        return Context(code, staff.as_actor(), NOW)

    return Office(
        official=member("official", "desk_officer", "care_insurance"),
        surveyor=member("surveyor", "surveyor"),
        other_surveyor=member("other", "surveyor"),
        tax_officer=member("tax", "desk_officer", "tax"),
    )


def ordered(office: Office, subject: str | None = None, to: Context | None = None) -> Survey:
    """A survey of Tomizo, given to the surveyor."""
    new = NewSurvey(CARE, subject or f"case:{uuid4()}", "会津 十三蔵", "アイヅ トミゾウ", "昭和15年5月5日")
    survey = run(OrderSurvey(), office.official, new)
    who = (to or office.surveyor).actor.id
    return run(
        AssignSurvey(), office.official, SurveyAssignment(survey.uuid, who, place="門田町1-2", due=DUE)
    )


def taken(survey: Survey, by: Context, tablet: UUID) -> list[Survey]:
    """Taken along on a tablet."""
    return run(TakeSurveysAlong(), by, TakeAlong(tablet, (survey.uuid,)))


def every_answer(**other: Any) -> dict[str, Any]:
    """An answer to each item of the survey: its first choice, unless said otherwise; and the day."""
    form = assessment_of(CARE).survey
    answers: dict[str, Any] = {}
    for one in form:
        if not one.required:
            continue
        first = next(iter(one.item.choices))
        answers[f"answer:{one.item.key}"] = [first] if one.item.multiple else first
    answers["day"] = "2026-03-20"
    return answers | {f"answer:survey.{key}": value for key, value in other.items()}


def sent(
    survey: Survey,
    by: Context,
    tablet: UUID,
    changes: dict[str, Any],
    *,
    base: int = 1,
    key: UUID | None = None,
    complete: bool = False,
    form: str = "",
) -> dict[str, Any]:
    """What a tablet sends; the outcome."""
    sending = Sending(
        survey.uuid,
        key or uuid4(),
        tablet,
        base,
        form or assessment_of(CARE).survey.version,
        tuple(Change(path, value) for path, value in changes.items()),
        complete,
    )
    return run(ReceiveFromTablet(), by, sending)
