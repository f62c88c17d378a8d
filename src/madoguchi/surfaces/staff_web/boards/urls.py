"""Addresses of the boards, below the authority. They hold keys and numbers, never a name."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.boards.views import calendar, case, mine, people, sitting

app_name = "boards"

urlpatterns = [
    path("boards/mine/", mine.sittings_page, name="mine"),
    path("boards/mine/<uuid:uuid>/", mine.sitting_page, name="my-sitting"),
    path("boards/mine/<uuid:uuid>/answer/", mine.answer, name="my-answer"),
    path("boards/mine/<uuid:uuid>/cases/<uuid:case>/", mine.case_page, name="my-case"),
    path("boards/mine/<uuid:uuid>/cases/<uuid:case>/remark/", mine.remark, name="my-remark"),
    path("boards/mine/<uuid:uuid>/cases/<uuid:case>/conflict/", mine.conflict, name="my-conflict"),
    path("boards/<slug:board>/", calendar.calendar_page, name="calendar"),
    path("boards/<slug:board>/plan/", calendar.plan, name="plan"),
    path("boards/<slug:board>/people/", people.people_page, name="people"),
    path("boards/<slug:board>/people/member/", people.save_member, name="member"),
    path("boards/<slug:board>/people/panel/", people.save_panel, name="panel"),
    path("boards/<slug:board>/people/way-in/", people.way_in, name="way-in"),
    path("boards/sittings/<uuid:uuid>/", sitting.sitting_page, name="sitting"),
    path("boards/sittings/<uuid:uuid>/step/", sitting.step, name="sitting-step"),
    path("boards/sittings/<uuid:uuid>/open/", sitting.open_sitting, name="sitting-open"),
    path("boards/sittings/<uuid:uuid>/change/", sitting.change, name="sitting-change"),
    path("boards/sittings/<uuid:uuid>/answers/", sitting.answers, name="sitting-answers"),
    path("boards/sittings/<uuid:uuid>/papers/", sitting.papers, name="papers"),
    path("boards/sittings/<uuid:uuid>/minutes/", sitting.minutes, name="minutes"),
    path("boards/cases/<uuid:uuid>/", case.case_page, name="case"),
    path("boards/cases/<uuid:uuid>/decide/", case.decide, name="decide"),
    path("boards/cases/<uuid:uuid>/recuse/", case.recuse, name="recuse"),
    path("boards/cases/<uuid:uuid>/step/", case.step, name="case-step"),
]
