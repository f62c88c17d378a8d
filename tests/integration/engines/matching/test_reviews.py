"""Reviews are asked once, decided by people, reused and undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.integration.engines.matching.samples import (
    CLERK,
    DESK,
    HERE,
    KIND,
    THERE,
    ask,
    candidate,
    clerk,
    keys,
    question,
    record,
    review_of,
    say,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, NotAllowedError, run, run_all
from madoguchi.core.actions.events import _subscribers
from madoguchi.core.audit.api import entries
from madoguchi.engines.matching.api import (
    DECIDED,
    REOPENED,
    REVIEWS_KEPT_FOR,
    CannotUndoError,
    Decision,
    NewReview,
    NoCandidatesError,
    NotYourDeskError,
    OpenReview,
    PairVerdict,
    PurgeReviews,
    Review,
    ReviewFilter,
    ReviewNotFoundError,
    ReviewOutcome,
    ReviewStatus,
    SomebodyWasFasterError,
    UndoDecision,
    Undoing,
    Withdrawal,
    WithdrawReviews,
    decision_for,
    next_review,
    opened_review,
    reviews_page,
    waiting_reviews,
)

pytestmark = pytest.mark.django_db
SAME, DIFFERENT, UNSURE = PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.UNSURE


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """Whatever is told of decisions."""
    told: list[Event] = []

    def listen(context: Context, event: Event) -> None:
        del context
        told.append(event)

    for name in (DECIDED, REOPENED):
        _subscribers.setdefault(name, []).append(listen)
    yield told
    for name in (DECIDED, REOPENED):
        _subscribers[name].remove(listen)


def test_a_decision_settles_the_review_and_its_asker_hears_of_it(heard: list[Event]) -> None:
    asked = ask()
    judged = say(asked, SAME)
    review = review_of(asked)
    assert (review.state, review.outcome, review.chosen) == (ReviewStatus.SETTLED, "same", "owner:1")
    assert (judged.decision.decided_by_name, judged.others) == ("税務 1子", 0)
    assert [(one.name, one.data) for one in heard] == [
        (DECIDED, {"kind": KIND, "subject": "notice:1", "outcome": "same", "chosen": "owner:1"})
    ]
    with tenancy.municipality(HERE):
        entry = entries(subject=f"review:{review.uuid}")[0]
        assert (entry.action, entry.details["verdict"]) == ("matching.decide", "same")
        assert "渡" not in str(entry.details)


def test_all_candidates_have_to_be_different_before_none_is_the_same() -> None:
    asked = ask(candidate("渡辺 正", 1), candidate("渡部 正", 2, 5.0))
    say(asked, DIFFERENT, 1)
    assert review_of(asked).state is ReviewStatus.WAITING
    say(asked, DIFFERENT, 2)
    assert (review_of(asked).state, review_of(asked).outcome) == (ReviewStatus.SETTLED, "none")


def test_what_is_put_off_comes_again_after_all_that_wait() -> None:
    first, second = ask(subject="notice:1"), ask(name="佐藤 花", subject="notice:2")
    say(first, UNSURE)
    assert review_of(first).state is ReviewStatus.LATER
    assert next_review(clerk()) == review_of(second).uuid
    say(second, SAME)
    assert next_review(clerk()) == review_of(first).uuid


def test_a_pair_decided_is_not_asked_again_while_its_content_stays() -> None:
    say(ask(), SAME)
    again = ask(subject="notice:2")
    assert (again.review, again.outcome, again.chosen) == (None, ReviewOutcome.SAME, "owner:1")
    changed = ask(candidate("渡辺 正志"), subject="notice:3")
    assert changed.review is not None
    assert review_of(changed).state is ReviewStatus.WAITING


def test_what_says_no_more_than_a_name_is_decided_for_itself_alone() -> None:
    named = record("渡邉 正", "")

    def question_of(subject: str) -> NewReview:
        return replace(question(subject=subject), record=named)

    first, second = run_all(OpenReview(), clerk(), [question_of("notice:1"), question_of("notice:2")])
    assert say(first, SAME).others == 0
    assert review_of(second).state is ReviewStatus.WAITING
    third = run(OpenReview(), clerk(), question_of("notice:3"))
    assert third.outcome is None
    again = run(OpenReview(), clerk(), question_of("notice:1"))
    assert again.chosen == "owner:1"


def test_of_several_candidates_only_the_undecided_ones_are_asked() -> None:
    say(ask(candidate("渡辺 正", 1)), DIFFERENT)
    asked = ask(candidate("渡辺 正", 1), candidate("渡辺 正", 2), subject="notice:2")
    opened = opened_review(clerk(), review_of(asked).uuid)
    assert [one.said for one in opened.candidates] == ["different", ""]


def test_one_decision_settles_every_review_that_asks_the_same(heard: list[Event]) -> None:
    first, second = ask(subject="notice:1"), ask(subject="notice:2")
    judged = say(first, SAME)
    assert judged.others == 1
    assert review_of(second).state is ReviewStatus.SETTLED
    assert sorted(one.data["subject"] for one in heard) == ["notice:1", "notice:2"]


def test_saying_otherwise_of_a_pair_changes_what_was_settled_by_it(heard: list[Event]) -> None:
    wide = ask(candidate("渡辺 正", 1), candidate("渡部 正", 2, 5.0), subject="notice:1")
    narrow = ask(candidate("渡辺 正", 1), subject="notice:2")
    say(wide, DIFFERENT, 1)
    assert (review_of(wide).state, review_of(narrow).outcome) == (ReviewStatus.WAITING, "none")
    judged = say(wide, SAME, 1)
    assert judged.others == 1
    assert [(review_of(one).outcome, review_of(one).chosen) for one in (wide, narrow)] == [
        ("same", "owner:1")
    ] * 2
    assert [(one.name, one.data["subject"]) for one in heard] == [
        (DECIDED, "notice:2"),
        (REOPENED, "notice:2"),
        (DECIDED, "notice:1"),
        (DECIDED, "notice:2"),
    ]


def test_the_same_said_again_of_a_pair_leaves_what_was_settled(heard: list[Event]) -> None:
    wide = ask(candidate("渡辺 正", 1), candidate("渡部 正", 2, 5.0), subject="notice:1")
    narrow = ask(candidate("渡辺 正", 1), subject="notice:2")
    say(wide, DIFFERENT, 1)
    settled = review_of(narrow).version
    say(wide, DIFFERENT, 1)
    assert (review_of(narrow).version, len(heard)) == (settled, 1)
    opened = opened_review(clerk(), review_of(narrow).uuid)
    assert [one.said for one in opened.candidates] == ["different"]


def test_who_acted_on_what_was_said_of_a_pair_may_refuse_that_it_is_said_otherwise() -> None:
    def refuse(context: Context, event: Event) -> None:
        raise CannotUndoError("もう引き渡しました。")

    wide = ask(candidate("渡辺 正", 1), candidate("渡部 正", 2, 5.0), subject="notice:1")
    narrow = ask(candidate("渡辺 正", 1), subject="notice:2")
    say(wide, DIFFERENT, 1)
    _subscribers.setdefault(REOPENED, []).append(refuse)
    try:
        with pytest.raises(CannotUndoError):
            say(wide, SAME, 1)
    finally:
        _subscribers[REOPENED].remove(refuse)
    assert (review_of(wide).state, review_of(narrow).outcome) == (ReviewStatus.WAITING, "none")


def test_undoing_opens_everything_again_and_keeps_what_was_said(heard: list[Event]) -> None:
    first, second = ask(subject="notice:1"), ask(subject="notice:2")
    judged = say(first, SAME)
    undone = run(UndoDecision(), clerk(2), Undoing(judged.decision.uuid))
    assert len(undone.reopened) == 2
    assert [review_of(one).state for one in (first, second)] == [ReviewStatus.WAITING] * 2
    assert [one.name for one in heard] == [DECIDED, DECIDED, REOPENED, REOPENED]
    with tenancy.municipality(HERE):
        kept = Decision.objects.get()
        assert (kept.verdict, kept.ended_by_name) == ("same", "税務 2子")
        pair = record("渡邉 正"), candidate("渡辺 正").record
        assert decision_for(KIND, *pair) is None
    say(first, DIFFERENT)
    with tenancy.municipality(HERE):
        assert [one.verdict for one in Decision.objects.all()] == ["same", "different"]
        found = decision_for(KIND, *pair)
        assert found is not None
        assert found.says is DIFFERENT


def test_undoing_twice_is_told(heard: list[Event]) -> None:
    judged = say(ask(), SAME)
    run(UndoDecision(), clerk(), Undoing(judged.decision.uuid))
    with pytest.raises(SomebodyWasFasterError):
        run(UndoDecision(), clerk(), Undoing(judged.decision.uuid))
    assert len(heard) == 2


def test_whoever_acted_on_a_decision_may_refuse_its_undoing() -> None:
    def refuse(context: Context, event: Event) -> None:
        raise CannotUndoError("もう引き渡しました。")

    judged = say(ask(), SAME)
    _subscribers.setdefault(REOPENED, []).append(refuse)
    try:
        with pytest.raises(CannotUndoError):
            run(UndoDecision(), clerk(), Undoing(judged.decision.uuid))
    finally:
        _subscribers[REOPENED].remove(refuse)
    with tenancy.municipality(HERE):
        assert Decision.objects.get().ended_at is None


def test_the_second_of_two_people_is_told_who_was_faster() -> None:
    asked = ask()
    seen = review_of(asked).version
    say(asked, SAME, version=seen)
    with pytest.raises(SomebodyWasFasterError, match="税務 1子さんが先に操作しました"):
        say(asked, DIFFERENT, by=clerk(2), version=seen)
    with tenancy.municipality(HERE):
        assert Decision.objects.get().says is SAME


def test_the_same_subject_again_is_the_same_review_and_new_content_asks_anew() -> None:
    first, again = ask(), ask()
    assert (first.review, again.review) == (review_of(first), review_of(first))
    say(first, DIFFERENT)
    changed = ask(name="渡邉 正男")
    assert changed.review == first.review
    assert review_of(first).state is ReviewStatus.WAITING
    assert review_of(first).asks.title == "渡邉 正男"


def test_many_are_asked_in_few_statements(django_assert_max_num_queries: Any) -> None:
    given = [question(f"渡邉 {number}郎", subject=f"notice:{number}") for number in range(40)]
    with django_assert_max_num_queries(20):
        asked = run_all(OpenReview(), clerk(), given)
    assert len({one.review.pk for one in asked if one.review is not None}) == 40
    twice = run_all(OpenReview(), clerk(), [question("佐藤 花", subject="notice:99")] * 2)
    assert twice[0].review == twice[1].review


def test_nothing_is_asked_without_a_candidate() -> None:
    with pytest.raises(NoCandidatesError):
        NewReview(KIND, "notice:1", DESK, record("渡邉 正"), ())


def test_reviews_of_other_desks_are_neither_listed_nor_opened_nor_decided() -> None:
    asked = ask()
    stranger = clerk(desks=("water",))
    assert reviews_page(stranger).rows == ()
    assert next_review(stranger) is None
    with pytest.raises(NotYourDeskError):
        opened_review(stranger, review_of(asked).uuid)
    with pytest.raises(NotYourDeskError):
        say(asked, SAME, by=stranger)
    manager = clerk(desks=(), may=CLERK | {"matching.any_desk"})
    assert keys(reviews_page(manager).rows) == ["notice:1"]
    nobody = clerk(may=frozenset())
    for look in (lambda: reviews_page(nobody), lambda: opened_review(nobody, review_of(asked).uuid)):
        with pytest.raises(NotAllowedError):
            look()
    assert waiting_reviews(nobody.actor) == ()


def test_another_municipality_sees_nothing() -> None:
    asked = ask()
    neighbour = clerk(code=THERE, may=CLERK | {"matching.any_desk"})
    assert reviews_page(neighbour).rows == ()
    with pytest.raises(ReviewNotFoundError):
        opened_review(neighbour, review_of(asked).uuid)


def test_who_looks_at_a_review_holds_it_for_some_minutes() -> None:
    first, second = ask(subject="notice:1"), ask(name="佐藤 花", subject="notice:2")
    one, other = clerk(1), clerk(2)
    assert opened_review(one, review_of(first).uuid).held_by_other == ""
    assert next_review(one) == review_of(first).uuid
    assert next_review(other) == review_of(second).uuid
    assert opened_review(other, review_of(first).uuid).held_by_other == "税務 1子"
    later = Context(HERE, other.actor, other.now + timedelta(minutes=10))
    assert next_review(later) == review_of(first).uuid


def test_lists_go_on_page_by_page_and_count_kinds_and_desks() -> None:
    run_all(
        OpenReview(),
        clerk(),
        [question(f"渡邉 {number}郎", subject=f"notice:{number}") for number in range(51)],
    )
    page = reviews_page(clerk())
    assert (len(page.rows), page.by_status, page.by_kind, page.by_desk) == (
        50,
        {"waiting": 51},
        {KIND: 51},
        {DESK: 51},
    )
    assert keys(reviews_page(clerk(), before=page.next).rows) == ["notice:50"]
    assert reviews_page(clerk(), ReviewFilter(kind="other")).rows == ()


def test_what_nobody_needs_any_more_is_taken_back() -> None:
    asked = ask()
    assert run(WithdrawReviews(), clerk(), Withdrawal(KIND, ("notice:1", "notice:9"))) == 1
    assert review_of(asked).state is ReviewStatus.WITHDRAWN
    with pytest.raises(SomebodyWasFasterError):
        say(asked, SAME)
    assert review_of(ask()).state is ReviewStatus.WAITING


@pytest.mark.parametrize(
    "change", ["UPDATE matching_decision SET verdict = 'different'", "DELETE FROM matching_decision"]
)
def test_what_was_decided_cannot_be_changed_even_in_the_database(change: str) -> None:
    say(ask(), SAME)
    with (
        tenancy.municipality(HERE),
        pytest.raises(ProgrammingError, match="can only be ended"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    with tenancy.municipality(HERE):
        assert Review.objects.get().state is ReviewStatus.SETTLED


def test_what_was_over_a_year_ago_is_emptied_and_still_not_asked_again() -> None:
    settled, open_one = ask(), ask(name="佐藤 花", subject="notice:2")
    say(settled, SAME)
    a_year_later = Context(HERE, Actor.system("test"), clerk().now + REVIEWS_KEPT_FOR + timedelta(days=1))
    assert run(PurgeReviews(), a_year_later, None) == 1
    assert run(PurgeReviews(), a_year_later, None) == 0
    emptied = review_of(settled)
    assert (emptied.record, emptied.title, emptied.reason) == ({}, "", "")
    with tenancy.municipality(HERE):
        assert not emptied.candidates.exists()
        assert Decision.objects.get().says is SAME
    assert review_of(open_one).title == "佐藤 花"
    assert ask(subject="notice:3").outcome is ReviewOutcome.SAME
    with pytest.raises(NotAllowedError):
        run(PurgeReviews(), clerk(), None)
