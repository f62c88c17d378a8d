"""Addresses of flows, below the municipality. They hold numbers of cases and tasks and keys."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.flows.views import (
    check,
    drawings,
    overview,
    receiving,
    tasks,
    trouble,
    versions,
    working,
)

app_name = "flows"

urlpatterns = [
    path("tasks/", tasks.own_tasks, name="tasks"),
    path("tasks/<slug:desk>/", tasks.desk_tasks, name="desk-tasks"),
    path("tasks/<slug:desk>/next/", tasks.next_task, name="next-task"),
    path("flows/trouble/", trouble.trouble_page, name="trouble"),
    path("flows/trouble/move/", trouble.move_all, name="move-all"),
    path("flows/check/", check.check_page, name="check"),
    path("flows/", overview.flows_page, name="flows"),
    path("flows/<slug:key>/", overview.flow_page, name="flow"),
    path("flows/<slug:key>/receive/", receiving.receive_page, name="receive"),
    path("flows/<slug:key>/drawing/", overview.flow_drawing, name="drawing"),
    path("flows/<slug:key>/versions/", versions.versions_page, name="versions"),
    path("flows/<slug:key>/versions/move/", versions.move, name="move-runs"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/finish/", working.finish, name="finish"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/claim/", working.claim, name="claim"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/release/", working.release, name="release"),
    path("cases/<uuid:uuid>/tasks/<uuid:task>/move/", working.move, name="move"),
    path("cases/<uuid:uuid>/flow/drawing/", drawings.case_drawing, name="case-drawing"),
    path("cases/<uuid:uuid>/flow/again/", working.again, name="again"),
]
