"""照合の確認 through the pages, without any script."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.integration.engines.matching.samples import DESK, KIND, ask, candidate, review_of
from tests.integration.journeys.same_person.samples import register, system
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.matching.api import (
    REVIEWS_KEPT_FOR,
    Asked,
    Decision,
    PurgeReviews,
    Record,
    RecordField,
    ReviewStatus,
)
from madoguchi.journeys.same_person.api import CheckDuplicates, DuplicateCheck, OfCheck

LIST = f"/{HERE}/matching/"


@pytest.fixture
def clerk(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=(DESK,))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def place(asked: Asked) -> str:
    return f"{LIST}{review_of(asked).uuid}/"


def decide(client: Client, asked: Asked, verdict: str, number: int = 1, **more: Any) -> Any:
    given = {"verdict": verdict, "candidate": number, "version": review_of(asked).version} | more
    return client.post(f"{place(asked)}decide/", given)


def undo_of(page: str) -> str:
    found = re.search(rf'action="({LIST}undo/[0-9a-f-]+/)"', page)
    assert found is not None
    return found[1]


def test_one_decision_after_the_other_until_nothing_is_left(clerk: Client) -> None:
    first, second = ask(subject="notice:1"), ask(name="佐藤 花", subject="notice:2")
    assert "順に確認する（2件）" in text_of(clerk.get(LIST))
    begun = clerk.get(f"{LIST}next/")
    assert begun.headers["Location"] == place(first)
    page = text_of(clerk.get(begun.headers["Location"]))
    assert '<mark class="mark-variant">邉</mark>' in page
    assert "字体の違いだけ：「邉」と「辺」" in page
    assert '残り <b class="figures">2</b> 件' in page
    gone = decide(clerk, first, "same")
    assert gone.headers["Location"].startswith(place(second))
    page = text_of(clerk.get(gone.headers["Location"]))
    assert "「同じ」と記録しました" in page
    done = decide(clerk, second, "different")
    page = text_of(clerk.get(done.headers["Location"]))
    assert "確認待ちはありません" in page
    assert "ひとつ前を取り消す" in page


def test_a_filter_with_a_nul_is_a_filter_without(clerk: Client) -> None:
    ask()
    assert clerk.get(f"{LIST}?kind=a%00b&desk=%00&show=%00").status_code == 200
    assert clerk.get(f"{LIST}next/?kind=%00").status_code == 302


def test_the_decision_before_can_be_taken_back_from_the_next_page(clerk: Client) -> None:
    first = ask()
    page = text_of(clerk.get(decide(clerk, first, "same").headers["Location"]))
    back = clerk.post(undo_of(page))
    assert back.headers["Location"] == place(first)
    page = text_of(clerk.get(place(first)))
    assert "「同じ」を取り消しました" in page
    assert review_of(first).state is ReviewStatus.WAITING
    again = clerk.post(undo_of(text_of(clerk.get(decide(clerk, first, "different").headers["Location"]))))
    assert again.status_code == 302


def test_candidates_are_gone_through_one_by_one(clerk: Client) -> None:
    asked = ask(candidate("渡辺 正", 1), candidate("渡部 正", 2, 3.0))
    page = text_of(clerk.get(place(asked)))
    assert 'data-press="j ArrowRight"' in page
    assert "渡部 正" in text_of(clerk.get(f"{place(asked)}?candidate=2"))
    stays = decide(clerk, asked, "different", 1)
    assert stays.headers["Location"].startswith(place(asked))
    page = text_of(clerk.get(stays.headers["Location"]))
    assert 'name="candidate" value="2"' in page


def test_the_second_clerk_is_told_and_nothing_is_overwritten(clerk: Client, signed_in: SignedIn) -> None:
    other = signed_in("desk_officer", desks=(DESK,))
    asked = ask()
    assert "さんが、いまこの確認を見ています" not in text_of(clerk.get(place(asked)))
    assert "さんが、いまこの確認を見ています" in text_of(other.get(place(asked)))
    decide(clerk, asked, "same", version=0)
    late = decide(other, asked, "different", version=0)
    assert late.status_code == 409
    assert "先に操作しました" in text_of(late)
    with tenancy.municipality(HERE):
        assert [one.verdict for one in Decision.objects.all()] == ["same"]


def test_what_is_put_off_is_listed_apart(clerk: Client) -> None:
    asked = ask()
    gone = decide(clerk, asked, "unsure")
    assert "show=later" in gone.headers["Location"]
    page = text_of(clerk.get(gone.headers["Location"]))
    assert "渡邉 正" in page
    assert "順に確認する（1件）" in page


def test_lists_are_narrowed_by_kind_and_desk(clerk: Client) -> None:
    ask()
    assert "渡邉 正" in text_of(clerk.get(f"{LIST}?kind={KIND}&desk={DESK}"))
    nothing = text_of(clerk.get(f"{LIST}?kind=another"))
    assert "この条件の確認はありません" in nothing
    assert "渡邉 正" in text_of(clerk.get(f"{LIST}?show=nonsense&before=x"))


def test_other_desks_other_roles_and_other_municipalities_see_nothing(
    clerk: Client, signed_in: SignedIn
) -> None:
    asked = ask()
    stranger = signed_in("desk_officer", desks=("water",))
    assert "渡邉" not in text_of(stranger.get(LIST))
    assert stranger.get(place(asked)).status_code == 403
    assert decide(stranger, asked, "same").status_code == 403
    assert signed_in("administrator").get(LIST).status_code == 403
    neighbour = signed_in("manager", code=NEIGHBOUR)
    assert neighbour.get(place(asked).replace(HERE, NEIGHBOUR)).status_code == 404
    page = text_of(clerk.get(decide(clerk, asked, "same").headers["Location"]))
    assert stranger.post(undo_of(page)).status_code == 403
    assert clerk.post(f"{LIST}undo/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"verdict": "maybe", "candidate": "1", "version": "0"},
        {"verdict": "same", "candidate": "１", "version": "0"},
        {"verdict": "same", "candidate": "", "version": ""},
        {},
    ],
)
def test_a_broken_form_records_nothing(clerk: Client, given: dict[str, str]) -> None:
    asked = ask()
    answer = clerk.post(f"{place(asked)}decide/", given)
    assert answer.status_code == 422
    assert review_of(asked).state is ReviewStatus.WAITING


def test_a_guarded_address_is_compared_but_not_shown(clerk: Client) -> None:
    hidden = RecordField("address", "住所", "門田町大字秘密1番地", guarded=True)
    other = candidate("渡辺 正")
    shown = Record(other.record.key, other.record.title, (other.record.fields[0], hidden))
    asked = ask(type(other)(shown, other.grounds, other.weight))
    page = text_of(clerk.get(place(asked)))
    assert "支援措置のため、ここには出しません" in page
    assert "秘密" not in page
    assert "飯寺" not in page  # the other side would tell it, with 「同じ」 beside it


def test_what_asks_and_what_is_asked_about_can_be_opened_by_whom_may(signed_in: SignedIn) -> None:
    person = replace(
        candidate("渡辺 正"), record=replace(candidate("渡辺 正").record, key=f"resident:{uuid4()}")
    )
    asked = ask(person, subject=f"notice:{uuid4()}")
    officer = signed_in("desk_officer", desks=(DESK,))
    page = text_of(officer.get(place(asked)))
    assert f"/{HERE}/residents/" in page
    assert page.count('class="record-link"') == 1  # the notice is not theirs to open
    odd = ask(replace(person, record=replace(person.record, key="resident:<x>")), subject="notice:odd")
    assert 'class="record-link"' not in text_of(officer.get(place(odd)))


def test_hostile_names_and_notes_are_text_like_any_other(clerk: Client) -> None:
    asked = ask(candidate("<b>渡辺</b> 正"), name="<script>alert(1)</script>")
    page = text_of(clerk.get(place(asked)))
    assert "<script>alert(1)" not in page
    decide(clerk, asked, "same", note="<img src=x>")
    assert "&lt;img src=x&gt;" in text_of(clerk.get(place(asked)))


def test_every_look_and_every_decision_is_audited_without_names(clerk: Client) -> None:
    asked = ask()
    clerk.get(place(asked))
    decide(clerk, asked, "same")
    with tenancy.municipality(HERE):
        found = list(AuditEntry.objects.filter(subject=f"review:{review_of(asked).uuid}"))
    assert {one.action for one in found} >= {"read.matching.review", "matching.decide", "matching.open"}
    assert "渡" not in str([one.details for one in found])


def test_the_register_is_looked_through_and_its_pairs_wait_for_the_desk(signed_in: SignedIn) -> None:
    register()
    officer = signed_in("desk_officer", desks=("resident_register",))
    place = f"{LIST}duplicates/"
    assert "まだ調べていません" in text_of(officer.get(place))
    assert "住民の二重登録を調べる" in text_of(officer.get(LIST))
    assert "調べ始めました" in text_of(officer.post(f"{place}start/", follow=True))
    assert "いま確認しているところです" in text_of(officer.post(f"{place}start/", follow=True))
    with tenancy.municipality(HERE):
        started = DuplicateCheck.objects.get()
    run(CheckDuplicates(), system(), OfCheck(started.uuid))
    assert "終わりました" in text_of(officer.get(place))
    page = text_of(officer.get(f"{LIST}next/?kind=residents.duplicate", follow=True))
    assert "この2人は、同じ人ですか。" in page
    assert "候補になった理由" in page
    assert f"/{HERE}/residents/" in page
    clerk = signed_in("counter_clerk", desks=("resident_register",))
    assert clerk.get(place).status_code == 403
    assert clerk.post(f"{place}start/").status_code == 403
    assert "住民の二重登録を調べる" not in text_of(clerk.get(LIST))


def test_a_review_that_was_settled_elsewhere_can_be_taken_back_here(clerk: Client) -> None:
    first, second = ask(subject="notice:1"), ask(subject="notice:2")
    decide(clerk, first, "same")
    page = text_of(clerk.get(place(second)))
    assert "取り消して、確認待ちに戻す" in page
    clerk.post(undo_of(page))
    assert {review_of(one).state for one in (first, second)} == {ReviewStatus.WAITING}


def test_what_was_emptied_says_so(clerk: Client) -> None:
    asked = ask()
    decide(clerk, asked, "same")
    system_later = Context(HERE, Actor.system("test"), clock.now() + REVIEWS_KEPT_FOR + timedelta(days=1))
    run(PurgeReviews(), system_later, None)
    assert "内容が消えています" in text_of(clerk.get(place(asked), follow=True))
    assert "（内容は消えています）" in text_of(clerk.get(f"{LIST}?show=settled"))
