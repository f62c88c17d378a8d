"""The environment of the pages that the desks read all day, and of the frame of every page: Jinja2.

Worklist, search and case are read by everybody at once; the other pages are Django templates and take the
frame from here, so that it is written once. Decision: docs/decisions/0016-resident-templates-in-jinja2.md.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import date as written
from django.template.defaultfilters import filesizeformat, linebreaksbr
from django.utils import timezone
from jinja2 import Environment

from madoguchi.surfaces.shared_web.addresses import address
from madoguchi.surfaces.shared_web.templatetags.look import example
from madoguchi.surfaces.shared_web.templating import shared_environment

ENGINE = "staff"
"""The name of the engine in `STAFF_TEMPLATES` of the settings."""


def environment(**options: Any) -> Environment:
    """The environment, for Django's backend (`STAFF_TEMPLATES` in the settings)."""
    made = shared_environment(options)
    made.filters |= {"date": _date, "filesizeformat": filesizeformat, "linebreaksbr": linebreaksbr}
    made.globals |= {
        "url": address,
        "example": example(),
    }
    made.globals["ui"] = made.get_template("staff_web/components.html").module
    return made


def _date(moment: date | datetime, form: str) -> str:
    """As Django's filter of that name: a moment is written as in Japan."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return str(written(local, form))
