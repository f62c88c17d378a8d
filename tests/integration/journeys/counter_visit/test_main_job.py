"""The counter with the real packs: the main family's code is scanned, checked, accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import NotAllowedError
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.measuring import api as measuring
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.cases.api import CaseSearch, find_cases, format_number
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.journeys.counter_visit import api
from madoguchi.lib.sealing import (
    EnvelopeAltered,
    EnvelopeExpired,
    EnvelopeForOther,
    EnvelopeTorn,
    generate_keypair,
    write_keypair,
)
from madoguchi_testing.people import Clerk, demo_actor, sealed_code

HERE, NEIGHBOUR = "072028", "072087"
TODAY = date(2026, 3, 19)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day_and_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    for code in (HERE, NEIGHBOUR):
        write_keypair(tmp_path / "keys", code, generate_keypair())
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def code(settings: Any) -> str:
    """The sealed code of the main family."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return sealed_code(packs, next(one for one in packs.scenarios if "tomizo" in one.file))


@pytest.fixture
def clerk() -> Clerk:
    return Clerk(HERE)


def test_the_code_becomes_a_visit_with_every_answer_marked_as_from_the_phone(clerk: Clerk, code: str) -> None:
    scanned = clerk.scan([code])
    sheet = clerk.look(scanned.uuid)
    assert not scanned.again
    assert sheet.persons[0].label == "会津 十三蔵さん"
    rows = {row.field.id: row for section in sheet.sections for row in section.rows}
    assert rows["person-4-name"].field.as_text() == "会津 トメ"
    answered = [row for row in rows.values() if row.field.value is not None]
    assert {row.origin for row in answered if row.field.item.key != "move.kind"} == {"phone"}
    assert sheet.blockers == ("本人確認の方法を記録してください。",)


def test_accepting_opens_a_case_for_each_procedure_and_person_on_its_desk(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    accepted = clerk.accept(visit.uuid)
    cases = {(case.procedure_key, case.person_name): case for case in accepted.cases}
    assert cases["move_in_notification", "会津 十三蔵"].desk_role == "resident_register"
    care = cases["care_certification_transfer", "会津 トメ"]
    assert (care.desk_role, care.due) == ("care_insurance", date(2026, 3, 25))
    assert [member["person.name"] for member in care.data["members"]] == ["会津 トメ"]
    assert "water_start" not in {case.procedure_key for case in accepted.cases}
    assert len(accepted.handovers) >= 1


def test_accepting_leaves_behind_what_the_visit_took_for_the_flow_of_its_procedures(
    clerk: Clerk, code: str
) -> None:
    nine = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)
    with clock.fixed(nine):
        visit = Clerk(HERE).scan([code]).visit
    with clock.fixed(nine + timedelta(minutes=2)):
        Clerk(HERE).identify(visit.uuid)
    with clock.fixed(nine + timedelta(minutes=7)):
        later = Clerk(HERE)
        later.accept(visit.uuid)
        assert later.accept(visit.uuid).again
    with tenancy.municipality(HERE):
        found = measuring.work_sums("move_in", since=nine)
    took = {step: (one.cases, one.seconds) for step, one in found.items()}
    assert took == {
        "counter.identity": (1, 120),
        "counter.acceptance": (1, 300),
        "counter.notify": (1, 0),
        "handover.enter": (1, 0),
    }, "a file is handed over by the machine"


def test_each_desk_gets_the_answers_that_its_procedure_asks_and_no_others(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    accepted = clerk.accept(visit.uuid)
    packs = api.open_sheet(clerk.context, visit.uuid).pack
    for case in accepted.cases:
        asked = set(packs.procedures[case.procedure_key].asks)
        given = {key for key in case.data if key != "members"}
        given |= {key for member in case.data.get("members", ()) for key in member}
        assert given <= asked


def test_a_code_scanned_twice_shows_the_same_visit_and_its_cases(clerk: Clerk, code: str) -> None:
    first = clerk.scan([code])
    clerk.identify(first.uuid)
    accepted = clerk.accept(first.uuid)
    again = clerk.scan([code.lower()])
    assert again.again
    assert again.uuid == first.uuid
    assert again.visit.state == api.VisitState.ACCEPTED
    once_more = clerk.accept(first.uuid)
    assert once_more.again
    assert [case.uuid for case in once_more.cases] == [case.uuid for case in accepted.cases]
    with tenancy.municipality(HERE):
        assert HandoverRecord.objects.count() == len(accepted.handovers)


def test_a_second_code_of_the_same_family_is_pointed_out(clerk: Clerk, code: str, settings: Any) -> None:
    first = clerk.scan([code])
    assert "came_before" not in {check.finding.code for check in clerk.look(first.uuid).checks}
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    made_anew = sealed_code(packs, next(one for one in packs.scenarios if "tomizo" in one.file))
    second = clerk.scan([made_anew])
    assert second.uuid != first.uuid
    found = {check.finding.code: check for check in clerk.look(second.uuid).checks}
    assert not found["came_before"].must
    assert "受付中" in found["came_before"].finding.message
    api_run(api.CancelVisit(), clerk, api.VisitReference(first.uuid))
    assert "came_before" not in {check.finding.code for check in clerk.look(second.uuid).checks}


def test_an_acceptance_costs_the_same_statements_for_one_procedure_and_for_all(
    clerk: Clerk, settings: Any
) -> None:
    """The household waits at the counter, whatever its number of procedures, hand-overs and people."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    family = next(one for one in packs.scenarios if "tomizo" in one.file)
    statements: list[int] = []
    accepted: list[api.Accepted] = []
    # The first acceptance ever keeps the versions of the flows, too.
    for chosen in (None, ("move_in_notification",), None):
        visit = clerk.scan([sealed_code(packs, family)]).visit
        if chosen is not None:
            api_run(api.ChooseProcedures(), clerk, api.Choice(visit.uuid, chosen))
        version = clerk.identify(visit.uuid).version
        with CaptureQueriesContext(connection) as queries:
            accepted.append(clerk.accept_version(visit.uuid, version))
        statements.append(len(queries))
    _, one, everything = accepted
    assert (len(one.cases), len(one.handovers)) == (1, 1)
    assert len(everything.cases) > 10
    assert len(everything.handovers) > 3
    assert statements[1] == statements[2]
    assert statements[1] <= 24  # the test's own transaction costs three of them


def test_nothing_is_accepted_before_identity_is_recorded(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    with pytest.raises(api.NotReadyError) as refusal:
        clerk.accept(visit.uuid)
    assert refusal.value.blockers == ("本人確認の方法を記録してください。",)
    assert clerk.look(visit.uuid).visit.is_open


def test_what_another_clerk_changed_must_be_looked_at_before_accepting(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    seen = clerk.look(visit.uuid).visit.version
    correction = api.Correction(visit.uuid, "contact.phone", None, {"contact-phone": "0242-00-0001"})
    api_run(api.CorrectItem(), clerk, correction)
    with pytest.raises(api.StaleVisitError):
        api_run(api.Accept(), clerk, api.Acceptance(visit.uuid, seen))


def test_a_correction_says_that_the_clerk_wrote_it_and_never_overwrites_another_one(
    clerk: Clerk, code: str
) -> None:
    visit = clerk.scan([code]).visit
    first = api.Correction(
        visit.uuid, "person.name", 1, {"person-1-name": "会津　惠美子"}, seen="会津 恵美子"
    )
    api_run(api.CorrectItem(), clerk, first)
    row = next(
        row
        for section in clerk.look(visit.uuid).persons
        for row in section.rows
        if row.field.id == "person-1-name"
    )
    assert (row.field.as_text(), row.origin) == ("会津 惠美子", "clerk")
    with pytest.raises(api.StaleVisitError):
        api_run(api.CorrectItem(), clerk, first)


def test_a_correction_that_cannot_be_read_says_why_and_changes_nothing(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    wrong = api.Correction(visit.uuid, "move.date", None, {"move-date": "令和元年4月30日"})
    with pytest.raises(api.InputNotReadError, match="5月1日"):
        api_run(api.CorrectItem(), clerk, wrong)
    assert clerk.look(visit.uuid).visit.version == visit.version


@pytest.mark.parametrize(
    ("item", "person"), [("person.age", 0), ("nothing.here", None), ("person.name", 9), ("move.date", 0)]
)
def test_a_field_that_is_not_there_is_refused(clerk: Clerk, code: str, item: str, person: int | None) -> None:
    visit = clerk.scan([code]).visit
    with pytest.raises(api.UnknownFieldError):
        api_run(api.CorrectItem(), clerk, api.Correction(visit.uuid, item, person, {"x": "y"}))


def test_a_person_who_stays_behind_is_taken_off_and_the_others_keep_their_answers(
    clerk: Clerk, code: str
) -> None:
    visit = clerk.scan([code]).visit
    changed = api_run(api.ChangeMembers(), clerk, api.MemberChange(visit.uuid, visit.version, remove=2))
    sheet = clerk.look(visit.uuid)
    names = [section.label for section in sheet.persons]
    assert names == ["会津 十三蔵さん", "会津 恵美子さん", "会津 紬さん", "会津 トメさん"]
    assert all(row.origin == "phone" for row in sheet.persons[3].rows if row.field.value is not None)
    with pytest.raises(api.StaleVisitError):
        api_run(api.ChangeMembers(), clerk, api.MemberChange(visit.uuid, visit.version, remove=0))
    assert changed.version == visit.version + 1


def test_a_visit_without_a_phone_starts_empty_and_asks_the_first_question(clerk: Clerk) -> None:
    visit = api_run(api.OpenEmpty(), clerk, api.EmptyVisit("moving_in"))
    sheet = clerk.look(visit.uuid)
    assert sheet.question is not None
    assert sheet.question.item.key == "move.date"
    assert [one.id for one in sheet.question_fields] == ["move-date"]
    assert not sheet.ready


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda text: text[: len(text) // 2], EnvelopeTorn),
        (lambda text: text[:-8] + ("A" if text[-8] != "A" else "B") + text[-7:], EnvelopeAltered),
        (lambda text: "これはコードではありません", EnvelopeTorn),
    ],
)
def test_a_damaged_code_is_refused_and_nothing_is_kept(
    clerk: Clerk, code: str, damage: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        clerk.scan([damage(code)])
    with tenancy.municipality(HERE):
        assert api.Visit.objects.count() == 0


def test_a_code_for_the_neighbour_is_refused(code: str) -> None:
    with pytest.raises(EnvelopeForOther):
        Clerk(NEIGHBOUR).scan([code])


def test_an_expired_code_is_refused(clerk: Clerk, code: str) -> None:
    with clock.fixed(TODAY + timedelta(days=15)), pytest.raises(EnvelopeExpired):
        clerk.scan([code])


def test_the_neighbour_sees_nothing_of_a_visit(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    with pytest.raises(api.VisitNotFoundError):
        Clerk(NEIGHBOUR).look(visit.uuid)
    with pytest.raises(NotAllowedError):
        api_run(api.CancelVisit(), Clerk(HERE, demo_actor(NEIGHBOUR)), api.VisitReference(visit.uuid))


def test_an_auditor_may_neither_open_nor_accept(clerk: Clerk, code: str) -> None:
    auditor = Clerk(HERE, demo_actor(HERE, roles=["auditor"]))
    with pytest.raises(NotAllowedError):
        auditor.scan([code])
    visit = clerk.scan([code]).visit
    with pytest.raises(NotAllowedError):
        auditor.look(visit.uuid)


def test_a_cancelled_visit_keeps_no_answers_and_the_code_can_be_scanned_again(
    clerk: Clerk, code: str
) -> None:
    visit = clerk.scan([code]).visit
    api_run(api.CancelVisit(), clerk, api.VisitReference(visit.uuid))
    with tenancy.municipality(HERE):
        kept = api.Visit.objects.get(uuid=visit.uuid)
    assert (kept.answers, kept.signature) == ({}, None)
    assert not clerk.scan([code]).again


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    # Where a line may break, the layout puts a space without width.
    return "".join(page.extract_text() for page in pages).replace("\u200b", "")


def test_papers_are_made_once_and_kept_with_their_hash(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    before = text_of(api.print_papers(clerk.context, visit.uuid)[-1].pdf)
    cases = clerk.accept(visit.uuid).cases
    papers = api.documents_of(clerk.context, visit.uuid)
    number = format_number(cases[0].number)
    assert number in before, "what is printed for a signature bears the number of the cases to come"
    assert number in text_of(bytes(papers[0].pdf))
    assert number in text_of(bytes(papers[-1].pdf))
    assert {case.number for case in cases} == {visit.number}
    found = find_cases(clerk.context, CaseSearch(text=number))
    assert {case.uuid for case in found.cases} == {case.uuid for case in cases}
    assert papers[0].document_key == "resident_change_notification"
    assert papers[-1].document_key == "guide_slip"
    assert all(bytes(paper.pdf).startswith(b"%PDF") for paper in papers)
    listed = api.documents_of(clerk.context, visit.uuid, with_pdf=False)
    assert [(paper.uuid, paper.title) for paper in listed] == [(paper.uuid, paper.title) for paper in papers]
    assert all("pdf" in paper.get_deferred_fields() for paper in listed)
    assert [paper.uuid for paper in api.documents_of(clerk.context, visit.uuid)] == [
        paper.uuid for paper in papers
    ]


def test_every_step_leaves_its_time(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    clerk.accept(visit.uuid)
    with tenancy.municipality(HERE):
        steps = [one.step for one in measuring.steps(visit.journey_id)]
    assert set(steps) == {
        "pre_application.started",
        "pre_application.finished",
        "counter_visit.scanned",
        "counter_visit.identified",
        "counter_visit.accepted",
    }


def test_the_audit_log_knows_who_did_what_and_holds_no_answer(clerk: Clerk, code: str) -> None:
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    clerk.accept(visit.uuid)
    with tenancy.municipality(HERE):
        entries = list(AuditEntry.objects.order_by("id"))
    actions = [entry.action for entry in entries]
    assert {"counter_visit.scan", "counter_visit.record_identity", "counter_visit.accept"} <= set(actions)
    everything = " ".join(f"{entry.subject} {entry.details} {entry.purpose}" for entry in entries)
    # The whole date, because random identifiers may hold the four digits of a year.
    for private in ("十三蔵", "トミゾウ", "1966-04-03", "19660403", "昭和41年", "090-0000-1234", "飯寺"):
        assert private not in everything


def api_run(action: Any, clerk: Clerk, given: Any) -> Any:
    from madoguchi.core.actions import run

    return run(action, clerk.context, given)
