"""A case and a worklist on paper hold what the pages show, with municipality, date and page numbers."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pypdf
import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseNotFoundError,
    CaseStep,
    InboxFilter,
    NewCase,
    OpenCases,
    OpenCasesInput,
)
from madoguchi.journeys.desk_work.api import case_pdf, worklist_pdf
from madoguchi_testing.people import demo_actor

HERE, DESK = "072028", "childcare"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day() -> Any:
    with clock.fixed(date(2026, 10, 13)):
        yield


def context(role: str = "desk_officer") -> Context:
    return Context(HERE, demo_actor(HERE, roles=(role,), desks=(DESK,)), purpose="印刷")


def cases(count: int) -> list[Case]:
    system = Context(HERE, Actor.system("test"))
    new = [
        NewCase(
            "childcare_application",
            "保育所などの申込",
            DESK,
            person_index=number,
            person_name=f"例示 花{number}",
            person_kana="レイジ ハナ",
            due=date(2026, 10, 1 + number % 28),
            data={"contact.phone": "090-0000-3456", "members": [{"person.name": "例示 #emph[花]"}]},
        )
        for number in range(count)
    ]
    return run(OpenCases(), system, OpenCasesInput(uuid4(), tuple(new)))


def text_of(pdf: bytes) -> tuple[str, int]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    # Where a line may break, the layout puts a space without width.
    return "".join(page.extract_text() for page in pages).translate({10: None, 0x200B: None}), len(pages)


def test_a_case_is_printed_with_its_answers_and_its_story() -> None:
    (case,) = cases(1)
    run(AddNote(), Context(HERE, Actor.system("test")), CaseStep(case.uuid, "電話で確かめました。"))
    text, _ = text_of(case_pdf(context(), case.uuid))
    for word in (
        "保育所などの申込",
        "例示 花0",
        "090-0000-3456",
        "電話で確かめました。",
        "会津若松市",
        "1 / 1",
    ):
        assert word.replace(" ", "") in text.replace(" ", "")
    # What people wrote is text, whatever it looks like.
    assert "#emph" in text
    with tenancy.municipality(HERE):
        assert "read.cases.case" in {entry.action for entry in audit.entries()}


def test_a_long_worklist_has_its_head_and_number_on_every_page() -> None:
    cases(60)
    text, pages = text_of(worklist_pdf(context(), DESK, InboxFilter()))
    assert pages > 1
    assert text.count("受付番号") == pages
    assert f"{pages} / {pages}".replace(" ", "") in text.replace(" ", "")
    assert "60件" in text


def test_a_worklist_is_printed_as_it_was_filtered() -> None:
    cases(3)
    text, _ = text_of(worklist_pdf(context(), DESK, InboxFilter(text="花2")))
    assert "花2" in text
    assert "花1" not in text


def test_who_may_not_print_or_what_is_not_there() -> None:
    (case,) = cases(1)
    with pytest.raises(NotAllowedError):
        case_pdf(context("auditor"), case.uuid)
    with pytest.raises(CaseNotFoundError):
        case_pdf(context(), uuid4())


def test_times_are_those_of_japan() -> None:
    (case,) = cases(1)
    opened = case.opened_at.astimezone(clock.TOKYO)
    text, _ = text_of(case_pdf(context(), case.uuid))
    assert isinstance(opened, datetime)
    assert f"{opened:%Y年%-m月%-d日}" in text
