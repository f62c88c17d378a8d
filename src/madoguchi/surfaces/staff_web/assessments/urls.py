"""Addresses of surveys and opinions, below the municipality. They hold references, never a name."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.assessments.views import (
    beginning,
    board,
    correcting,
    doctors,
    extending,
    opinions,
    sheets,
    stage,
    surveys,
)

app_name = "assessments"

urlpatterns = [
    path("assessments/", surveys.survey_list_page, name="surveys"),
    path("assessments/<uuid:uuid>/", surveys.survey_page, name="survey"),
    path("assessments/<uuid:uuid>/assign/", surveys.assign, name="assign"),
    path("assessments/<uuid:uuid>/settle/", surveys.settle, name="settle"),
    path("assessments/<uuid:uuid>/correct/", correcting.correct, name="correct"),
    path("assessments/<uuid:uuid>/sheet/", sheets.survey_sheet, name="sheet"),
    path("assessments/<uuid:uuid>/confirm/", surveys.confirm, name="confirm"),
    path("assessments/<uuid:uuid>/step/", surveys.step, name="step"),
    path("assessments/<uuid:uuid>/board/", board.ask, name="board"),
    path("assessments/<uuid:uuid>/board/recall/", board.recall, name="board-recall"),
    path("assessments/case/<uuid:case>/", beginning.begin_page, name="case"),
    path("assessments/case/<uuid:case>/survey/", beginning.order, name="order"),
    path("assessments/case/<uuid:case>/opinion/", beginning.request_one, name="request"),
    path("assessments/case/<uuid:case>/extension/", extending.extension_page, name="extension"),
    path("assessments/case/<uuid:case>/extension/new/", extending.extend_decision, name="extend"),
    path(
        "assessments/case/<uuid:case>/extension/<uuid:extension>/",
        extending.extension_notice,
        name="extension-notice",
    ),
    path("assessments/opinions/", opinions.opinion_list_page, name="opinions"),
    path("assessments/opinions/<uuid:uuid>/", opinions.opinion_page, name="opinion"),
    path("assessments/opinions/<uuid:uuid>/answers/", opinions.answers, name="answers"),
    path("assessments/opinions/<uuid:uuid>/file/", opinions.file, name="file"),
    path("assessments/opinions/<uuid:uuid>/letter/", opinions.request_letter, name="letter"),
    path("assessments/opinions/<uuid:uuid>/reminder/", opinions.reminder_letter, name="reminder"),
    path("assessments/opinions/<uuid:uuid>/remind/", opinions.remind, name="remind"),
    path("assessments/opinions/<uuid:uuid>/withdraw/", opinions.withdraw, name="withdraw"),
    path("assessments/doctors/", doctors.doctors_page, name="doctors"),
    path("assessments/first-stage/", stage.stage_page, name="stage"),
    path("assessments/first-stage/export/", stage.export, name="export"),
    path("assessments/first-stage/import/", stage.read, name="import"),
]
