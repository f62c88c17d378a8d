"""Addresses of the staff site. No name, date of birth or number of a person ever stands in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.surfaces.staff_web import converters  # noqa: F401 - registers them
from madoguchi.surfaces.staff_web.views import (
    applications,
    attachments,
    audit,
    case_search,
    cases,
    certification,
    desk_papers,
    effect,
    errors,
    exchange,
    handover,
    handover_record,
    inbox,
    mandates,
    reconciliation,
    relatives,
    residents,
    sign_in,
    start,
    theme,
    times,
    verify_key,
)

_municipality = [
    path("", start.start, name="start"),
    path("theme.css", theme.theme, name="theme"),
    path("sign-in/", sign_in.sign_in_page, name="sign-in"),
    path("sign-out/", sign_in.sign_out_page, name="sign-out"),
    path("own-password/", sign_in.own_password, name="own-password"),
    path("still-here/", sign_in.still_here, name="still-here"),
    path("shortcuts/", start.shortcuts, name="shortcuts"),
    path("inbox/<slug:desk>/", inbox.inbox_page, name="inbox"),
    path("inbox/<slug:desk>/print/", desk_papers.print_worklist, name="inbox-print"),
    path("cases/<uuid:uuid>/print/", desk_papers.print_case, name="case-print"),
    path("cases/", case_search.case_search_page, name="cases"),
    path("cases/<uuid:uuid>/", cases.case_page, name="case"),
    path("cases/<uuid:uuid>/step/", cases.step, name="case-step"),
    path("cases/<uuid:uuid>/assign/", cases.assign, name="case-assign"),
    path("cases/<uuid:uuid>/mandate/", mandates.check, name="case-mandate"),
    path("agent-offices/", mandates.offices_page, name="agent-offices"),
    path("cases/<uuid:uuid>/attachments/", attachments.attach, name="case-attach"),
    path("applications/", applications.arrivals_page, name="applications"),
    path("applications/<uuid:uuid>/", applications.application_page, name="application"),
    path("applications/<uuid:uuid>/search/", applications.search, name="application-search"),
    path("applications/settle/", applications.settle, name="application-settle"),
    path("applications/<uuid:uuid>/identify/", applications.identify, name="application-identify"),
    path("applications/<uuid:uuid>/decide/", applications.decide, name="application-decide"),
    path("attachments/<uuid:uuid>/", attachments.attachment, name="attachment"),
    path("residents/", residents.residents_page, name="residents"),
    path("residents/<uuid:uuid>/", residents.resident_page, name="resident"),
    path("residents/<uuid:uuid>/relatives/", relatives.relatives_page, name="relatives"),
    path("cases/<uuid:uuid>/relatives/", relatives.of_case, name="case-relatives"),
    path("cases/<uuid:uuid>/move-in-notice/", exchange.send_move_in_notice, name="move-in-notice"),
    path("exchange/", exchange.received_page, name="exchange"),
    path("exchange/received/<uuid:uuid>/", exchange.received_message_page, name="exchange-received"),
    path("exchange/received/<uuid:uuid>/settle/", exchange.settle_received, name="exchange-settle"),
    path("exchange/received/<uuid:uuid>/result-notice/", certification.result_notice, name="result-notice"),
    path("exchange/received/<uuid:uuid>/insured-card/", certification.insured_card, name="insured-card"),
    path("exchange/received/<uuid:uuid>/files/<int:number>/", exchange.file, name="exchange-file"),
    path("exchange/sent/", exchange.sent_page, name="exchange-sent-list"),
    path("exchange/sent/<uuid:uuid>/", exchange.sent_message_page, name="exchange-sent"),
    path("exchange/sent/<uuid:uuid>/address/", exchange.address, name="exchange-address"),
    path("exchange/sent/<uuid:uuid>/settle/", exchange.settle_sent, name="exchange-sent-settle"),
    path("exchange/sent/<uuid:uuid>/letter/", exchange.letter, name="exchange-letter"),
    path("handover/", handover.handover_page, name="handover"),
    path("handover/digest/", handover.digest_page, name="handover-digest"),
    path("handover/to-enter/", handover_record.to_enter_page, name="handover-to-enter"),
    path("handover/reconciliation/", reconciliation.reconciliation_page, name="reconciliation"),
    path("handover/reconciliation/read/", reconciliation.read, name="reconciliation-read"),
    path("handover/reconciliation/<uuid:uuid>/settle/", reconciliation.settle, name="reconciliation-settle"),
    path(
        "handover/reconciliation/<uuid:uuid>/missing/",
        reconciliation.hand_over_missing,
        name="reconciliation-missing",
    ),
    path("handover/verify-key/", verify_key.verify_key_page, name="verify-key"),
    path("handover/verify-key/file/", verify_key.verify_key_file, name="verify-key-file"),
    path("handover/evidence/<uuid:uuid>/", handover_record.picture, name="handover-evidence"),
    path("handover/<uuid:uuid>/", handover_record.record_page, name="handover-record"),
    path("handover/<uuid:uuid>/tick/", handover_record.tick, name="handover-tick"),
    path("handover/<uuid:uuid>/step/", handover_record.step, name="handover-step"),
    path("handover/<uuid:uuid>/retry/", handover.retry, name="handover-retry"),
    path("audit/", audit.log, name="audit"),
    path("audit/verify/", audit.verify_chain, name="audit-verify"),
    path("times/", times.times, name="times"),
    path("effect/", effect.effect_page, name="effect"),
    path("effect/<slug:key>.csv", effect.effect_file, name="effect-file"),
]
_site: list[URLPattern | URLResolver] = [
    path("", sign_in.municipalities, name="municipalities"),
    path("<code:municipality_code>/", include(_municipality)),
]

urlpatterns = [
    path("", include((_site, "staff_web"))),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.counter.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.rules.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.approvals.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.boards.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.flows.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.matching.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.tax_ledger.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.tablet.urls")),
    path("<code:municipality_code>/", include("madoguchi.surfaces.staff_web.assessments.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
