"""The papers that go with an application from home: asked for by the pack, named, and not forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.languages import speaking
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.cases.api import AttachmentRefusedError
from madoguchi.journeys.online_application.api import (
    Answers,
    add_file,
    files_of,
    paper_to_sign,
    papers_missing,
    papers_wanted,
    remove_file,
)
from madoguchi.journeys.pre_application.api import open_application, pack_of, start_from

HERE = "072028"
PDF = b"%PDF-1.7\na bank book\n%%EOF\n"
BORN: dict[str, Any] = {
    "birth.stage": "born",
    "birth.date": "2026-03-10",
    "household.child_allowance_from": "municipality",
    "bank.kind": "other",
    "members": [
        {"relation": "head", "birth_date": "1990-05-05", "is_applicant": True},
        {"relation": "child", "birth_date": "2026-03-10"},
    ],
}

pytestmark = pytest.mark.django_db


def answers(**changed: Any) -> Answers:
    facts = facts_from_json(BORN | changed, pack_of(HERE).vocabulary, clock.today())
    handle = start_from(HERE, "childbirth", facts, ("child_allowance_claim",), online=True)
    application = open_application(handle)
    return Answers(handle, application.plan, application.state.chosen, application.state.started_at)


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with clock.fixed(date(2026, 3, 19)):
        yield


def test_a_paper_that_must_be_there_is_missing_until_it_is_sent_along() -> None:
    given = answers()
    [paper] = [one for one in papers_wanted(given) if one.must]
    assert papers_missing(given, files_of(given.handle)) == (paper,)
    add_file(given.handle, "IMG_0001.pdf", PDF)
    assert papers_missing(given, files_of(given.handle)) == (paper,)
    file = add_file(given.handle, "IMG_0001.pdf", PDF, paper=paper)
    assert file.name == f"{paper.label}.pdf"
    assert papers_missing(given, files_of(given.handle)) == ()
    remove_file(given.handle, file.uuid)
    assert papers_missing(given, files_of(given.handle)) == (paper,)


def test_a_file_is_called_and_signed_in_japanese_whatever_language_its_sender_reads() -> None:
    [here] = [one for one in papers_wanted(answers()) if one.must]
    with speaking(load_packs_or_refuse(settings.MADOGUCHI_PACKS).texts("en")):
        given = answers()
        [paper] = [one for one in papers_wanted(given) if one.must]
        assert (paper.key, paper.name) == (here.key, here.label)
        assert paper.label.isascii() or "(" in paper.label
        assert add_file(given.handle, "a.pdf", PDF, paper=paper).name == f"{here.label}.pdf"
        assert papers_missing(given, files_of(given.handle)) == ()
        signed = paper_to_sign(given)
    application = open_application(given.handle)
    same = Answers(given.handle, application.plan, application.state.chosen, application.state.started_at)
    assert paper_to_sign(same) == signed


def test_what_an_answer_makes_unnecessary_is_not_asked_for() -> None:
    assert [one for one in papers_wanted(answers(**{"bank.kind": "public"})) if one.must] == []


def test_the_card_signs_the_papers_too() -> None:
    given = answers()
    before = paper_to_sign(given)
    [paper] = [one for one in papers_wanted(given) if one.must]
    add_file(given.handle, "a.pdf", PDF, paper=paper)
    after = paper_to_sign(given)
    assert after.digest != before.digest
    assert after.content.application == before.content.application
    assert after.content.holds_files([(f"{paper.label}.pdf", PDF)])
    with pytest.raises(AttachmentRefusedError):
        add_file(given.handle, "a.pdf", b"MZ program", paper=paper)
    assert paper_to_sign(given) == after
