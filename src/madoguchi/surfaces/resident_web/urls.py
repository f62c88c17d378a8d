"""Addresses of the residents' site. Nothing personal ever stands in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from madoguchi.surfaces.resident_web.views import (
    booking,
    card_status,
    code,
    errors,
    faqs,
    filling,
    online,
    places,
    plan,
    prefill,
    procedures,
    questions,
    reservations,
    search,
    status,
    thanks,
    waiting,
    waiting_list,
)


class MunicipalityCode:
    """Six digits."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        """The code as text: it may begin with 0."""
        return value

    def to_url(self, value: str) -> str:
        """The code."""
        return value


class Key(MunicipalityCode):
    """A key of the packs: an event, an item, a page of the form."""

    regex = "[a-z][a-z0-9_.-]{0,99}"


class Day(MunicipalityCode):
    """2026-03-20; whether there is such a day, the page says."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class TimeOfDay(MunicipalityCode):
    """0930."""

    regex = "[0-9]{4}"


class LinkSecret(MunicipalityCode):
    """What opens a reservation: letters and digits, in groups or not."""

    regex = "[0-9A-Za-z-]{1,40}"


class Follow(MunicipalityCode):
    """The secret of a ticket: letters of base 32, large or small, as phones read them from the QR code."""

    regex = "[A-Za-z2-7]{16}"


register_converter(MunicipalityCode, "municipality")
register_converter(Key, "key")
register_converter(Follow, "follow")
register_converter(Day, "day")
register_converter(TimeOfDay, "time")
register_converter(LinkSecret, "secret")

_event: list[URLPattern | URLResolver] = [
    path("", questions.start_page, name="start"),
    path("question/", questions.questions, name="questions"),
    path("question/<key:item_key>/", questions.question, name="question"),
    path("plan/", plan.plan, name="plan"),
    path("plan/not-needed/", plan.not_needed_page, name="not-needed"),
    path("plan.pdf", plan.plan_pdf, name="plan-pdf"),
    path("bring/<key:thing>.pdf", plan.brought_paper, name="brought-paper"),
    path("plan.ics", plan.plan_calendar_file, name="plan-calendar"),
    path("fill/", filling.fill, name="fill"),
    path("fill-in/", filling.form, name="form"),
    path("prefill/", prefill.offer_page, name="prefill"),
    path("prefill/card/", prefill.card_page, name="prefill-card"),
    path("prefill/sign-in.bin", prefill.sign_in_file, name="prefill-file"),
    path("prefill/waiting/", prefill.waiting_page, name="prefill-waiting"),
    path("prefill/answer/", prefill.answer_page, name="prefill-answer"),
    path("fill/<key:group_key>/", filling.fill_group, name="fill-group"),
    path("review/", filling.review_page, name="review"),
    path("code/", code.code, name="code"),
    path("code-<int:number>.png", code.code_png, name="code-png"),
    path("code.pdf", code.code_pdf, name="code-pdf"),
    path("booking/", booking.plan_days, name="booking"),
    path("booking/waiting/", waiting_list.join_for_plan, name="booking-wait"),
    path("booking/<day:day>/", booking.plan_times, name="booking-times"),
    path("booking/<day:day>/<time:at>/", booking.plan_confirm, name="booking-confirm"),
    path("list/", procedures.shared_list, name="list"),
    path("online/", online.start, name="online-start"),
    path("online/files/", online.files, name="online-files"),
    path("online/sign/", online.sign, name="online-sign"),
    path("online/shinsei.json", online.paper, name="online-paper"),
    path("online/send/", online.send_page, name="online-send"),
    path("online/done/", online.done, name="online-done"),
    path("discard/", code.discard_page, name="discard"),
    path("discarded/", code.discarded, name="discarded"),
]
_reservation: list[URLPattern | URLResolver] = [
    path("", reservations.reservation, name="reservation"),
    path("yoyaku.ics", reservations.calendar_file, name="reservation-calendar"),
    path("yoyaku.png", reservations.picture, name="reservation-picture"),
    path("cancel/", reservations.cancel_page, name="reservation-cancel"),
    path("change/", reservations.change_days, name="reservation-change"),
    path("change/<day:day>/", reservations.change_times, name="reservation-times"),
    path("change/<day:day>/<time:at>/", reservations.change_confirm, name="reservation-confirm"),
]
_service: list[URLPattern | URLResolver] = [
    path("", booking.days, name="booking-days"),
    path("waiting/", waiting_list.join, name="booking-waiting"),
    path("<day:day>/", booking.times, name="booking-day"),
    path("<day:day>/<time:at>/", booking.confirm, name="booking-time"),
]
_booking: list[URLPattern | URLResolver] = [
    path("", booking.calendars, name="booking-calendars"),
    path("r/<secret:secret>/", include(_reservation)),
    path("w/<secret:secret>/", waiting_list.waited_page, name="waited"),
    path("<key:calendar>/", booking.services, name="booking-services"),
    path("<key:calendar>/<key:service>/", include(_service)),
]
_site: list[URLPattern | URLResolver] = [
    path("", places.municipalities, name="municipalities"),
    path("reachable/", places.reachable, name="reachable"),
    path("<municipality:municipality_code>/", places.home, name="home"),
    path("<municipality:municipality_code>/help/", places.help_page, name="help"),
    path("<municipality:municipality_code>/faq/", faqs.faqs, name="faqs"),
    path("<municipality:municipality_code>/search/", search.search, name="search"),
    path("<municipality:municipality_code>/procedures/", procedures.procedures, name="procedures"),
    path(
        "<municipality:municipality_code>/procedures/<key:procedure_key>/",
        procedures.procedure,
        name="procedure",
    ),
    path("<municipality:municipality_code>/status/", status.status, name="status"),
    path("<municipality:municipality_code>/status/application/", status.followed, name="status-application"),
    path("<municipality:municipality_code>/status/withdraw/", status.withdraw_page, name="status-withdraw"),
    path("<municipality:municipality_code>/status/correct/", status.correct, name="status-correct"),
    path("<municipality:municipality_code>/status/leave/", status.leave, name="status-leave"),
    path("<municipality:municipality_code>/status/card/", card_status.begin, name="status-card"),
    path("<municipality:municipality_code>/status/card/sign/", card_status.sign, name="status-card-sign"),
    path(
        "<municipality:municipality_code>/status/card/sign-in.bin",
        card_status.sign_in_file,
        name="status-card-file",
    ),
    path("<municipality:municipality_code>/status/card/list/", card_status.listed, name="status-card-list"),
    path("<municipality:municipality_code>/waiting/", waiting.waiting_now, name="waiting"),
    path("<municipality:municipality_code>/waiting/embed/", waiting.waiting_embed, name="waiting-embed"),
    path("<municipality:municipality_code>/waiting/t/<follow:follow>/", waiting.phone, name="waiting-phone"),
    path(
        "<municipality:municipality_code>/waiting/t/<follow:follow>/now/",
        waiting.phone_now,
        name="waiting-phone-now",
    ),
    path(
        "<municipality:municipality_code>/waiting/t/<follow:follow>/leave/",
        waiting.leave,
        name="waiting-phone-leave",
    ),
    path("<municipality:municipality_code>/waiting/t/<follow:follow>/thanks/", thanks.thanks, name="thanks"),
    path("<municipality:municipality_code>/theme.css", places.theme, name="theme"),
    path("<municipality:municipality_code>/booking/", include(_booking)),
    path("<municipality:municipality_code>/<key:event_key>/", include(_event)),
]

urlpatterns = [
    path("api/", include("madoguchi.surfaces.open_api.urls")),
    path("", include((_site, "resident_web"))),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
