"""Two clerks press a key at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.integration.engines.matching.samples import HERE, ask, candidate, clerk, review_of, say

from madoguchi.core import tenancy
from madoguchi.engines.matching.api import Asked, Decision, PairVerdict, ReviewStatus, SomebodyWasFasterError


def both(*work: Callable[[], object]) -> list[object]:
    """What each gave, or raised."""
    together = Barrier(len(work))

    def start(one: Callable[[], object]) -> object:
        try:
            together.wait(30)
            return one()
        except SomebodyWasFasterError as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result(60) for future in [pool.submit(start, one) for one in work]]


def test_one_decision_counts_and_the_other_clerk_is_told(committed_db: None) -> None:
    asked = ask()
    version = review_of(asked).version
    said = both(
        lambda: say(asked, PairVerdict.SAME, by=clerk(1), version=version),
        lambda: say(asked, PairVerdict.DIFFERENT, by=clerk(2), version=version),
    )
    assert len([one for one in said if isinstance(one, SomebodyWasFasterError)]) == 1
    with tenancy.municipality(HERE):
        (kept,) = Decision.objects.filter(ended_at__isnull=True)
        assert review_of(asked).outcome == ("same" if kept.verdict == "same" else "none")


def test_two_reviews_of_the_same_two_pairs_do_not_lock_each_other_out(committed_db: None) -> None:
    pair = candidate("渡辺 正", 1), candidate("渡部 正", 2)
    first, second = ask(*pair, subject="notice:1"), ask(*pair, subject="notice:2")

    def decide(asked: Asked, number: int) -> Callable[[], object]:
        return lambda: say(asked, PairVerdict.SAME, number, by=clerk(number), version=0)

    said = both(decide(first, 1), decide(second, 2))
    assert len([one for one in said if isinstance(one, SomebodyWasFasterError)]) == 1
    assert {review_of(one).state for one in (first, second)} == {ReviewStatus.SETTLED}


def test_two_imports_that_ask_about_one_subject_share_its_review(committed_db: None) -> None:
    pair = candidate("渡辺 正", 1), candidate("渡部 正", 2)
    asked = both(*(lambda: ask(*pair, subject="notice:9") for _ in range(3)))
    assert all(isinstance(one, Asked) for one in asked)
    assert len({one.review.uuid for one in asked if isinstance(one, Asked) and one.review is not None}) == 1
