"""Survey and opinion of a case side by side: what does not fit together, and whether that was looked into."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from madoguchi.core.actions import Context
from madoguchi.engines.assessments.api import Finding, SurveyStatus, of_subject, survey_view
from madoguchi.engines.cases.api import Case
from madoguchi.journeys.care_certification.beginning import kind_of, subject_of


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What still speaks against passing survey and opinion on.

    `survey`: where differences are confirmed, None where there is none. `sent_back`: it is with its surveyor
    again. `differences`: findings that nobody has confirmed.
    """

    survey: UUID | None = None
    sent_back: bool = False
    differences: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The items that do not fit together, one text for each difference, without their answers."""
        return tuple(
            "と".join(f"{place.form} {place.number} {place.label}" for place in one.where) or one.say
            for one in self.differences
        )


def unsettled_of(context: Context, case: Case) -> Unsettled:
    """What is open between survey and opinion of a case; nothing where it has no survey.

    Raises NotAllowedError, NotYourAssessmentError.
    """
    assessment = kind_of(case.procedure_key)
    if assessment is None:
        return Unsettled()
    survey, _ = of_subject(context, assessment.key, subject_of(case))
    if survey is None:
        return Unsettled()
    view = survey_view(context, survey.uuid)
    return Unsettled(
        survey.uuid,
        survey.state is SurveyStatus.OPEN,
        tuple(one.finding for one in view.checks if one.confirmation is None),
    )
