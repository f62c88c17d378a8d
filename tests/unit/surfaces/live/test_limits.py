"""Nobody takes all streams, and whoever asks for tickets that do not exist is slowed down."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from madoguchi.surfaces.live.limits import Limits, TooManyError


def test_a_process_an_address_and_a_ticket_have_a_limit_each() -> None:
    limits = Limits(total=4, per_address=3, per_view=2)
    with ExitStack() as held:
        held.enter_context(limits.stream("here", "A"))
        held.enter_context(limits.stream("here", "A"))
        with pytest.raises(TooManyError), limits.stream("here", "A"):
            pass
        held.enter_context(limits.stream("here", "B"))
        with pytest.raises(TooManyError), limits.stream("here", "C"):
            pass
        held.enter_context(limits.stream("there", "A"))
        with pytest.raises(TooManyError, match="少し待って"), limits.stream("elsewhere", "A"):
            pass
    with limits.stream("elsewhere", "A"):
        pass


def test_two_full_halls_fit_behind_one_address_and_others_keep_most_of_the_room() -> None:
    limits = Limits()
    assert 2 * 300 <= limits.per_address <= limits.total / 4


def test_many_in_one_office_look_at_the_hall() -> None:
    limits = Limits(per_view=1)
    with limits.stream("proxy", ""), limits.stream("proxy", ""), limits.stream("proxy", ""):
        pass


def test_nothing_is_kept_of_who_has_gone() -> None:
    limits = Limits(per_address=0)
    with pytest.raises(TooManyError), limits.stream("a", "b"):
        pass
    limits = Limits()
    with pytest.raises(ZeroDivisionError), limits.stream("a", "b"):
        raise ZeroDivisionError
    assert not limits._by_address
    assert not limits._by_view


def test_unknown_tickets_are_asked_for_so_often_a_minute() -> None:
    seconds = [0.0]
    limits = Limits(misses=2, now=lambda: seconds[0])
    for _ in range(2):
        limits.check_misses("robot")
        limits.missed("robot")
    with pytest.raises(TooManyError):
        limits.check_misses("robot")
    limits.check_misses("somebody else")
    seconds[0] = 61.0
    limits.check_misses("robot")
