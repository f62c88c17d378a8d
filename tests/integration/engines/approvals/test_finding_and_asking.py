"""Finding decided documents, and asking for a decision by program."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.attachments.scanning import ScannerUnreachableError
from madoguchi.engines.approvals.api import (
    ApprovalRequest,
    ApproveDocument,
    DocumentSearch,
    FoundDocuments,
    OwnDraftError,
    PositionHolder,
    RequestApproval,
    RequestedFile,
    State,
    document_story,
    documents_about,
    find_documents,
    my_desk,
    my_documents,
)
from madoguchi.lib.attachments import AttachmentRefusedError
from madoguchi_testing.approvals import TownHall, demo_documents, demo_posts, draft, play_documents
from madoguchi_testing.scanner import MARK, clamd

PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"


def find(hall: TownHall, text: str, who: str = "tanto", **more: Any) -> FoundDocuments:
    return find_documents(hall.context(who), DocumentSearch(text, **more))


@pytest.fixture
def decided(hall: TownHall) -> TownHall:
    hall.decide_small(title="令和8年度道路占用許可について")
    hall.decide_small(title="水道料金システムの更新について")
    hall.decide_small(title="道路台帳の更新について", confidential=True)
    return hall


FOUND = {
    "占用許可": ["令和8年度道路占用許可について"],
    "更新": ["道路台帳の更新について", "水道料金システムの更新について"],
    "更新 システム": ["水道料金システムの更新について"],
    "税務2": ["水道料金システムの更新について"],
    "8税務第1号": ["令和8年度道路占用許可について"],
    "7税務第1号": [],
    "下水道": [],
    "": ["道路台帳の更新について", "水道料金システムの更新について", "令和8年度道路占用許可について"],
}


def test_a_document_is_found_by_number_and_by_words(decided: TownHall) -> None:
    assert {typed: [one.title for one in find(decided, typed).documents] for typed in FOUND} == FOUND


def test_what_is_for_those_concerned_is_counted_and_not_shown(decided: TownHall) -> None:
    found = find(decided, "道路", "somukacho")
    assert ([one.title for one in found.documents], found.hidden) == (["令和8年度道路占用許可について"], 1)


ODD = ["の", "%", "' OR 1=1", "\0", "あ" * 500, "🏯", "第号", "8市民第99999999999号"]
PLACES = ["x", "1", "1.x", "9" * 30 + ".1", "99999999999999999.1"]


def test_whatever_is_typed_nothing_breaks(decided: TownHall) -> None:
    assert [typed for typed in ODD if find(decided, typed).documents] == []


def test_a_place_that_no_page_offered_shows_the_first_page(decided: TownHall) -> None:
    assert [place for place in PLACES if find(decided, "", after=place).problem] == []


def test_pages_go_on_where_the_last_one_ended(hall: TownHall, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.engines.approvals import reading, searching

    monkeypatch.setattr(searching, "PAGE_SIZE", 2)
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    numbers = [hall.decide_small(title=f"文書 {number}").number for number in range(5)]
    seen, place = [], ""
    for _ in range(3):
        page = find(hall, "", after=place)
        seen += [one.number for one in page.documents]
        place = page.next
    assert (seen, place) == (numbers[::-1], "")
    own = my_documents(hall.context("tanto"), finished=True)
    further = my_documents(hall.context("tanto"), after=own.next, finished=True)
    assert len(own.documents) == len(further.documents) == 2


MANY = (
    """
    INSERT INTO approvals_document (municipality_code, uuid, request_key, state, kind_key, kind_label, title,
        text, items, desk_role, desk_name, drafter_id, drafter_name, subject, retention, confidential,
        wait_for_paper, version, created_at, medium, decided_at, decided_on, decided_by_name, fiscal_year,
        symbol, serial, number, decision_hash)
    SELECT '072028', gen_random_uuid(), '', 'decided', 'general', '', 'x', '', '{}', 'tax', '', 'staff:1', '',
        '', '5', false, false, 1, now(), 'electronic', now() - n * interval '1 minute', current_date, '',
        2026, '税' || n % 20, n, '', '' FROM generate_series(1, 5000) n
    """,
    """
    INSERT INTO approvals_titlekey (municipality_code, document_id, key)
    SELECT municipality_code, id, md5(id::text)::varchar(24) FROM approvals_document
    """,
    """
    INSERT INTO approvals_place (municipality_code, document_id, version, stage, "order", kind, label,
        position, position_label, desk_role, desk_name, parallel, objection_returns, outcome, is_open,
        assigned_id, assigned_name, acted_by_id, acted_by_name, way)
    SELECT municipality_code, id, 1, 0, 0, 'decide', '', 'post' || id % 100, '', '', '', false, false,
        'waiting', id % 10 = 0, '', '', '', '', '' FROM approvals_document
    """,
    "ANALYZE approvals_document, approvals_titlekey, approvals_place",
)
READ = {
    "approval_decided ": "SELECT id FROM approvals_document WHERE state = 'decided'"
    " ORDER BY decided_at DESC, id DESC LIMIT 51",
    "(key >= 'ab'::text) AND (key < 'ac'::text)": "SELECT document_id FROM approvals_titlekey"
    " WHERE key >= 'ab' AND key < 'ac' LIMIT 5001",
    "(serial = 7)": "SELECT id FROM approvals_document"
    " WHERE state = 'decided' AND symbol = '税7' AND serial = 7",
    "approval_open_place ": "SELECT id FROM approvals_place WHERE is_open AND position = 'post10'"
    " AND desk_role = '' AND assigned_id = '' ORDER BY opened_at, id LIMIT 200",
}


@pytest.mark.usefixtures("committed_db")
def test_lists_and_searches_read_a_piece_of_an_index(superuser: psycopg.Connection[Any]) -> None:
    for statement in MANY:
        superuser.execute(statement)
    with tenancy.municipality("072028"), connection.cursor() as cursor:
        for wanted, query in READ.items():
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert wanted in plan, plan
            assert "Seq Scan" not in plan, plan


def request(key: str = "flow:1", drafter: str = "", **changes: Any) -> ApprovalRequest:
    subject = "case:00000000-0000-0000-0000-000000000001"
    file = RequestedFile("申請書.pdf", PDF)
    return ApprovalRequest(draft(subject=subject, **changes), key, "手続きの決裁", (file,), drafter)


def program(hall: TownHall) -> Context:
    return Context(hall.code, Actor.system("flows"), purpose="流れの中の決裁")


def test_a_program_asks_once_however_often_it_asks(hall: TownHall) -> None:
    drafter = hall.actor("tanto").id
    first = run(RequestApproval(), program(hall), request(drafter=drafter))
    again = run(RequestApproval(), program(hall), request(drafter=drafter))
    assert (first.uuid, first.where) == (again.uuid, State.CIRCULATING)
    story = document_story(hall.context("kakaricho"), first.uuid)
    assert [file.file_name for file in story.files] == ["申請書.pdf"]
    about = documents_about(hall.context("tanto"), first.subject)
    assert [one.uuid for one in about] == [first.uuid]


def test_whom_the_program_acts_for_does_not_approve_it(hall: TownHall) -> None:
    document = run(RequestApproval(), program(hall), request(drafter=hall.actor("kakaricho").id))
    with pytest.raises(OwnDraftError):
        hall.act("kakaricho", ApproveDocument, document)


def test_a_member_of_staff_asks_for_nobody_else(hall: TownHall) -> None:
    with pytest.raises(NotAllowedError):
        run(RequestApproval(), hall.context("tanto"), request(drafter=hall.actor("kakaricho").id))


def test_when_something_of_a_request_is_refused_nothing_of_it_stays(hall: TownHall) -> None:
    bad = ApprovalRequest(draft(), "flow:2", files=(RequestedFile("x.pdf", b"MZ"),))
    with pytest.raises(AttachmentRefusedError):
        run(RequestApproval(), program(hall), bad)
    assert my_documents(hall.context("tanto"), finished=True).documents == ()


def test_files_of_a_request_are_scanned_before_anything_is_kept(
    hall: TownHall, tmp_path: Path, settings: Any
) -> None:
    settings.MADOGUCHI_CLAMD = str(tmp_path / "clamd")
    drafter = hall.actor("tanto").id
    with pytest.raises(ScannerUnreachableError):
        run(RequestApproval(), program(hall), request(drafter=drafter))
    with clamd(tmp_path / "clamd"):
        document = run(RequestApproval(), program(hall), request(drafter=drafter))
        infected = RequestedFile("x.pdf", b"%PDF-1.7\n" + MARK + b"\n%%EOF\n")
        with pytest.raises(AttachmentRefusedError, match="ウイルス"):
            run(RequestApproval(), program(hall), ApprovalRequest(draft(), "flow:3", files=(infected,)))
    story = document_story(hall.context("tanto"), document.uuid)
    assert [file.scan.value for file in story.files] == ["clean"]


def test_what_waits_for_a_chief_who_is_there_hides_nothing_of_the_deputys(
    hall: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from madoguchi.engines.approvals import reading

    monkeypatch.setattr(reading, "MOST_TURNS", 1)
    for number in range(2):
        document = hall.submit(hall.draft(title=f"課長を待つもの {number}"))
        hall.act("kakaricho", ApproveDocument, document)
    mine = hall.submit(hall.draft(title="係長を待つもの"))
    assert [one.document.uuid for one in my_desk(hall.context("kakaricho")).turns] == [mine.uuid]


def test_the_demo_has_documents_of_every_sort_once(hall: TownHall) -> None:
    people = ("tanto", "kakaricho", "zeikacho")
    assert play_documents(hall, *people, desk="tax") == 5
    own = my_documents(hall.context("tanto"), finished=True).documents
    assert Counter(one.medium or one.state for one in own) == {
        "circulating": 2,
        "electronic": 1,
        "mixed": 1,
        "paper": 1,
    }
    assert demo_documents(hall.code, "tax", *people) == 0, "what is there already stays"


def test_the_demo_leaves_no_post_of_a_desk_empty_and_none_held_twice(hall: TownHall) -> None:
    with tenancy.municipality(hall.code):
        before = PositionHolder.objects.count()
        for _ in range(2):
            demo_posts(hall.code, ["tax", "water"], "kakaricho", "zeikacho", "fuku", "shucho")
        assert PositionHolder.objects.count() == before + 2, "both posts of the water desk"
