"""Addresses of the staff site. No name, date of birth or number of a person ever stands in one."""

from __future__ import annotations

from django.urls import include, path

from madoguchi.surfaces.staff_web import converters  # noqa: F401 - registers them
from madoguchi.surfaces.staff_web.views import errors, sign_in, start

_municipality = [
    path("", start.start, name="start"),
    path("sign-in/", sign_in.sign_in_page, name="sign-in"),
    path("sign-out/", sign_in.sign_out_page, name="sign-out"),
    path("still-here/", sign_in.still_here, name="still-here"),
    path("shortcuts/", start.shortcuts, name="shortcuts"),
]
_site = [
    path("", sign_in.municipalities, name="municipalities"),
    path("<code:municipality_code>/", include(_municipality)),
]

urlpatterns = [
    path("", include((_site, "staff_web"))),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.counter.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
