"""Surveys, what tablets sent, opinions and who writes them, results of the first stage."""

from madoguchi.engines.assessments.models.deciding import Extension, FirstStage
from madoguchi.engines.assessments.models.opinions import Doctor, Opinion
from madoguchi.engines.assessments.models.surveys import (
    Confirmation,
    Correction,
    HeldAnswer,
    Survey,
    SurveyEvent,
    SurveySync,
    TabletCopy,
)

__all__ = [
    "Confirmation",
    "Correction",
    "Doctor",
    "Extension",
    "FirstStage",
    "HeldAnswer",
    "Opinion",
    "Survey",
    "SurveyEvent",
    "SurveySync",
    "TabletCopy",
]
