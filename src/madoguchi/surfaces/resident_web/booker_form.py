"""The form for who comes, or who waits for a place: shown, and taken when it comes back.

What cannot be taken is shown again with everything that was typed and with the token of the page before, so
that it stays one reservation however often it is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

from django.http import HttpResponse

from madoguchi.core import clock
from madoguchi.core.languages import say_error, translatable
from madoguchi.engines.booking.api import BookingError
from madoguchi.journeys.appointments.api import (
    NO_CONTACT,
    AppointmentError,
    Form,
    FormTooOldError,
    Person,
    TooQuickError,
    new_form,
    read_form,
    read_person,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web.choosing import Choosing
from madoguchi.surfaces.resident_web.presentation.booking import FormView, booker_fields
from madoguchi.surfaces.resident_web.templating import said

logger = logging.getLogger(__name__)

TRAP = "homepage"
"""A field that nobody sees, and programs fill in."""
NOT_NOW = translatable("いまは予約できません。少し待って、もう一度お試しください。電話でも予約できます。")
_NOTHING_WRONG: Mapping[str, str] = {}


def form_of(
    choosing: Choosing,
    person: Person,
    needed: Collection[str],
    *,
    token: str = "",
    errors: Mapping[str, str] = _NOTHING_WRONG,
) -> FormView:
    """The form with what was typed; without a token it is a new one. `needed` as `read_person` takes it."""
    told = {name: said(text) for name, text in errors.items()}
    hint = said(NO_CONTACT) if "contact" in needed else ""
    fields = booker_fields(person, told, needed=needed)
    return FormView(token or new_form(choosing.code, clock.now()), fields, hint=hint)


def take_form(
    choosing: Choosing,
    needed: Collection[str],
    do: Callable[[Person, Form], HttpResponse],
    show: Callable[[FormView, str, int], HttpResponse],
) -> HttpResponse:
    """The form came back: do what it asks for (given the person and the form), or show it again
    (given the form, what is wrong and the status of the page).
    """
    posted = choosing.request.POST
    typed = {name: posted.get(name, "") for name in ("name", "email", "phone")}
    person, errors = read_person(typed, needed)
    token = posted.get("form", "")
    form = read_form(token, choosing.code)
    if form is None:
        return show(form_of(choosing, person, needed), say_error(FormTooOldError()), 409)
    same = form_of(choosing, person, needed, token=token)
    try:
        if posted.get(TRAP):
            raise TooQuickError
        if errors:
            return show(form_of(choosing, person, needed, token=token, errors=errors), "", 422)
        return do(person, form)
    except FormTooOldError as old:
        return show(form_of(choosing, person, needed), say_error(old), 409)
    except (BookingError, AppointmentError) as refused:
        return show(same, say_error(refused), 409)
    except KeyUnusable:
        logger.exception("the municipality has no key to seal to")
        return show(same, said(NOT_NOW), 503)
