"""How many counters a household must visit, with a one-stop counter and without."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import Desk, OneStop
from madoguchi.engines.navigator.domain.counters import Counters, Errand, count_counters

FIRST = Desk("resident_register", "1番", "市民課", "1階")
SAME_PLACE = Desk("family_register", "1番", "市民課", "1階")
INSURANCE = Desk("health_insurance", "4番", "国保年金課", "1階")
PENSION = Desk("pension", "4番", "国保年金課", "1階")
CHILDREN = Desk("child_support", "10番", "こども家庭課", "2階")
CARE = Desk("care_insurance", "12番", "高齢福祉課", "2階")
DESKS = (FIRST, SAME_PLACE, INSURANCE, PENSION, CHILDREN, CARE)
ALL = OneStop("resident_register")


def errand(desk: Desk, key: str | None = None, *, in_person: bool = False) -> Errand:
    return Errand(key or f"of_{desk.role}", desk, in_person)


def counted(*errands: Errand, one_stop: OneStop | None = ALL, there: bool = False) -> Counters:
    return count_counters(errands, one_stop, FIRST, there=there)


def test_one_counter_takes_the_notices_for_all_the_others() -> None:
    found = counted(*(errand(desk) for desk in (FIRST, INSURANCE, CHILDREN, CARE)))
    assert (len(found.each), len(found.remaining), found.spared) == (4, 1, 3)
    assert found.taken == {"of_health_insurance", "of_child_support", "of_care_insurance"}
    assert found.one_stop is FIRST


def test_a_counter_that_must_be_visited_remains_and_what_else_it_has_is_taken_all_the_same() -> None:
    found = counted(errand(FIRST), errand(CHILDREN, "claim"), errand(CHILDREN, "talk", in_person=True))
    assert found.remaining == {FIRST.place, CHILDREN.place}
    assert found.taken == {"claim"}


def test_without_a_one_stop_counter_every_place_counts_and_desks_at_one_place_count_once() -> None:
    found = counted(*map(errand, DESKS), one_stop=None)
    assert found.each == found.remaining == {FIRST.place, INSURANCE.place, CHILDREN.place, CARE.place}
    assert (found.taken, found.one_stop, found.spared) == (frozenset(), None, 0)


def test_it_takes_only_for_the_desks_that_the_municipality_names() -> None:
    found = counted(
        errand(FIRST),
        errand(INSURANCE),
        errand(CARE),
        one_stop=OneStop("resident_register", frozenset({"care_insurance"})),
    )
    assert found.remaining == {FIRST.place, INSURANCE.place}


def test_nobody_is_sent_round_by_one_counter_to_spare_one() -> None:
    assert counted(errand(INSURANCE), errand(PENSION)).remaining == {INSURANCE.place}
    assert counted(errand(INSURANCE), errand(CHILDREN)).remaining == {FIRST.place}
    # Who stands there already has no other way to go.
    assert counted(errand(INSURANCE), there=True).remaining == {FIRST.place}


def test_a_procedure_is_taken_for_all_whom_it_concerns_or_for_none() -> None:
    found = counted(errand(FIRST), errand(CARE, "card"), errand(CARE, "card", in_person=True))
    assert found.taken == frozenset()
    assert CARE.place in found.remaining


_ERRANDS = st.lists(
    st.builds(Errand, st.sampled_from("abcdefgh"), st.sampled_from(DESKS), st.booleans()), max_size=10
)
_ONE_STOPS = st.none() | st.builds(
    OneStop,
    st.just("resident_register"),
    st.none() | st.frozensets(st.sampled_from([desk.role for desk in DESKS])),
)


@given(_ERRANDS, _ONE_STOPS, st.booleans())
def test_never_more_counters_than_without_it_and_never_none_where_something_is_to_be_done(
    errands: list[Errand], one_stop: OneStop | None, there: bool
) -> None:
    found = counted(*errands, one_stop=one_stop, there=there)
    assert found.each == {one.desk.place for one in errands}
    assert bool(found.remaining) is bool(errands)
    assert len(found.remaining) <= len(found.each)
    assert found.remaining <= found.each | {FIRST.place}
    for one in errands:
        assert one.procedure in found.taken or found.remains(one.desk)
        if one.in_person:
            assert found.remains(one.desk)
            assert one.procedure not in found.taken
    if one_stop is None:
        assert found.remaining == found.each


@given(_ERRANDS, st.booleans())
def test_the_order_of_the_procedures_does_not_matter(errands: list[Errand], there: bool) -> None:
    assert counted(*errands, there=there) == counted(*reversed(errands), there=there)


@given(_ERRANDS)
def test_who_stands_there_already_visits_as_many_counters_as_whoever_plans(errands: list[Errand]) -> None:
    assert counted(*errands).spared == counted(*errands, there=True).spared
