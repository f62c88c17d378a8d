"""What matching is not sure of is asked beside its candidates, and a decision enters the notice."""

from __future__ import annotations

import pytest
from tests.integration.journeys.tax_ledger.samples import (
    HERE,
    HOME,
    OWNERS,
    at_desk,
    changes,
    load_ledger,
    owners_of,
    stored,
    table,
    take,
    tell,
    transfer,
    uuid_of,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.matching.api import (
    CannotUndoError,
    DecidePair,
    Judgement,
    NotYourDeskError,
    PairVerdict,
    Review,
    ReviewStatus,
    UndoDecision,
    Undoing,
    reviews_page,
)
from madoguchi.engines.tax_ledger.api import FileKind, NoticeState
from madoguchi.engines.tax_ledger.domain.assets import OWNER_COLUMNS
from madoguchi.journeys.tax_ledger.api import DecideNotice, Decision

pytestmark = pytest.mark.django_db

NAMESAKE = {
    "owner_id": "10009",
    "family_name": "若松",
    "given_name": "太郎",
    "address": "会津若松市中町1番1号",
}
OTHER = {"owner_id": "10010", "family_name": "若松", "given_name": "太郎", "address": "会津若松市上町8番8号"}


@pytest.fixture(autouse=True)
def ledger() -> None:
    load_ledger()
    take(FileKind.OWNERS, table(OWNER_COLUMNS, [*OWNERS, NAMESAKE, OTHER]))


def asked(**columns: str) -> Review:
    tell(transfer("N1", **({"owner_address": ""} | columns)))
    assert stored("N1").state is NoticeState.WAITING
    with tenancy.municipality(HERE):
        return Review.objects.get(subject=f"notice:{uuid_of('N1')}")


def reviewer() -> Context:
    clerk = at_desk().actor
    permissions = clerk.permissions | {"matching.review"}
    return Context(
        HERE, Actor("staff", "staff:1", HERE, "税務 花子", permissions, clerk.desks), purpose="照合"
    )


def judge(review: Review, key: str, verdict: PairVerdict) -> None:
    with tenancy.municipality(HERE):
        review.refresh_from_db()
        candidates = {one.shows.key: one.number for one in review.candidates.all()}
    run(DecidePair(), reviewer(), Judgement(review.uuid, candidates[key], verdict, review.version))


def test_the_same_person_enters_the_notice_by_whoever_decided() -> None:
    review = asked()
    judge(review, "owner:10009", PairVerdict.SAME)
    assert stored("N1").state is NoticeState.ENTERED, stored("N1").reason
    assert [one.owner.number for one in changes() if one.owner] == ["10009"]
    assert changes()[0].entered_by_name == "税務 花子"


def test_none_of_them_makes_a_new_owner() -> None:
    review = asked()
    judge(review, "owner:10009", PairVerdict.DIFFERENT)
    assert stored("N1").state is NoticeState.WAITING
    judge(review, "owner:10010", PairVerdict.DIFFERENT)
    assert owners_of("T001") == [("若松 太郎", "")]
    assert [one.owner.number for one in changes() if one.owner] == ["仮1"]


def test_a_name_without_an_address_is_decided_for_its_notice_alone() -> None:
    judge(asked(), "owner:10009", PairVerdict.SAME)
    before = {"previous_owner_name": "磐梯花子", "previous_owner_address": "会津若松市東栄町1番1号"}
    tell(transfer("N2", owner_address="", lot_number="５８３番地", **before))
    assert stored("N2").state is NoticeState.WAITING
    with tenancy.municipality(HERE):
        assert Review.objects.get(subject=f"notice:{uuid_of('N2')}").state is ReviewStatus.WAITING


def test_what_speaks_for_an_owner_is_what_the_matching_of_people_says() -> None:
    review = asked()
    with tenancy.municipality(HERE):
        said = {ground.label: ground.weight for one in review.candidates.all() for ground in one.speaks}
    assert said["氏"] > 0
    assert said["名"] > 0
    assert "住所" not in said


def test_what_was_entered_is_taken_back_in_the_ledger_and_not_in_the_review() -> None:
    review = asked()
    judge(review, "owner:10009", PairVerdict.SAME)
    with tenancy.municipality(HERE):
        decision = review.decisions.get()
    with pytest.raises(CannotUndoError, match="異動の一覧"):
        run(UndoDecision(), reviewer(), Undoing(decision.uuid))


def test_a_notice_that_was_decided_on_its_page_is_not_asked_for_any_more() -> None:
    review = asked()
    run(DecideNotice(), at_desk(), Decision(uuid_of("N1"), "T001", ("10010",)))
    with tenancy.municipality(HERE):
        review.refresh_from_db()
    assert review.state is ReviewStatus.WITHDRAWN


def test_reviews_of_the_ledger_are_for_its_desk_also_where_somebody_decides_those_of_all_desks() -> None:
    review = asked()
    permissions = frozenset({"matching.review", "matching.any_desk"})
    head = Actor("staff", "staff:9", HERE, "課長", permissions, ("care_insurance",))
    context = Context(HERE, head, purpose="照合")
    assert not reviews_page(context).rows
    with pytest.raises(NotYourDeskError):
        run(DecidePair(), context, Judgement(review.uuid, 1, PairVerdict.SAME, review.version))
    assert reviews_page(reviewer()).rows


def test_a_bad_line_is_no_question_of_candidates() -> None:
    tell(transfer("N1", cause_date="令和６年１３月３９日", owner_address=HOME))
    assert stored("N1").state is NoticeState.WAITING
    with tenancy.municipality(HERE):
        assert not Review.objects.exists()
