"""Addresses of flows, below the municipality. They hold numbers of cases and tasks and keys."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.flows.views import drawings, tasks, trouble, working

app_name = "flows"

urlpatterns = [
    path("tasks/", tasks.own_tasks, name="tasks"),
    path("tasks/<slug:desk>/", tasks.desk_tasks, name="desk-tasks"),
    path("flows/trouble/", trouble.trouble_page, name="trouble"),
    path("flows/trouble/move/", trouble.move_all, name="move-all"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/finish/", working.finish, name="finish"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/claim/", working.claim, name="claim"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/release/", working.release, name="release"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/move/", working.move, name="move"),
    path("cases/<uuid:uuid>/flow/drawing/", drawings.case_drawing, name="case-drawing"),
    path("cases/<uuid:uuid>/flow/again/", working.again, name="again"),
]
