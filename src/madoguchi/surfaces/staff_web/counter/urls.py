"""Addresses of the counter, below the municipality. No answer of a person ever stands in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.surfaces.staff_web.counter.views import beginning, people, recording, talking, visit
from madoguchi.surfaces.staff_web.counter.views import papers as paper

app_name = "counter"

_visit = [
    path("", visit.show, name="visit"),
    path("question/", talking.answer_question, name="question"),
    path("item/<str:item_key>/", talking.item, name="item"),
    path("person/<int:person>/item/<str:item_key>/", talking.item, name="person-item"),
    path("item/<str:item_key>/register/", talking.adopt, name="adopt"),
    path("person/<int:person>/item/<str:item_key>/register/", talking.adopt, name="person-adopt"),
    path("people/", people.people, name="people"),
    path("people/<int:person>/remove/", people.remove, name="remove-person"),
    path("check/", recording.acknowledge, name="check"),
    path("consultation/", recording.consultation, name="consultation"),
    path("identity/", recording.identity, name="identity"),
    path("procedures/", recording.procedures, name="procedures"),
    path("sign/", recording.sign, name="sign"),
    path("papers/to-sign/", paper.brought, name="brought"),
    path("papers/", paper.all_papers, name="papers"),
    path("papers/<int:number>/", paper.preview, name="preview"),
    path("cancel/", visit.cancel, name="cancel"),
    path("accept/", visit.accept, name="accept"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("counter/", beginning.home, name="home"),
    path("counter/scan/", beginning.scan, name="scan"),
    path("counter/start/", beginning.start_empty, name="start"),
    path("counter/begin/<uuid:resident>/", beginning.begin, name="begin"),
    path("visits/<uuid:visit>/", include(_visit)),
    path("papers/<uuid:paper>/", paper.kept, name="paper"),
]
