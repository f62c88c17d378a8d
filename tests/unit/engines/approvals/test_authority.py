"""Who may act at a place: tried with every town that hypothesis can think of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import Position
from madoguchi.engines.approvals.domain.authority import Away, Offices, Post, Warrant
from madoguchi.engines.approvals.domain.states import Way

PEOPLE = ["staff:1", "staff:2", "staff:3", "staff:4"]
POSITIONS = {
    "clerk": Position("clerk", "係長", of_desk=True),
    "chief": Position("chief", "課長", of_desk=True, deputies=("clerk",), superior="mayor"),
    "vice": Position("vice", "副町長"),
    "mayor": Position("mayor", "町長", deputies=("vice", "chief")),
}
people = st.sampled_from(PEOPLE)
POSTS = [("clerk", "tax"), ("chief", "tax"), ("vice", ""), ("mayor", "")]
towns = st.builds(
    Offices,
    st.just(POSITIONS),
    st.dictionaries(st.sampled_from(POSTS), st.lists(people, unique=True, max_size=2).map(tuple)),
    st.dictionaries(people, st.builds(Away, st.sampled_from(["", *PEOPLE]), st.booleans())),
)
posts = st.builds(
    lambda post, assigned: Post(post[0], post[1], assigned),
    st.sampled_from(POSTS),
    st.sampled_from(["", *PEOPLE]),
)
TOWN = Offices(
    POSITIONS,
    {("clerk", "tax"): ("staff:1",), ("chief", "tax"): ("staff:2",), ("vice", ""): ("staff:3",)},
)


@given(towns, posts, people)
def test_nobody_acts_on_their_own_draft_in_any_way(town: Offices, post: Post, drafter: str) -> None:
    assert town.warrant(drafter, post, drafter) is None


@given(towns, posts, people, people)
def test_nobody_acts_in_the_drafters_place(town: Offices, post: Post, drafter: str, actor: str) -> None:
    warrant = town.warrant(actor, post, drafter)
    assert warrant is None or warrant.acting_for != drafter


@given(towns, posts, people, people)
def test_whoever_acts_holds_the_post_or_was_asked_or_is_a_deputy_of_those_away(
    town: Offices, post: Post, drafter: str, actor: str
) -> None:
    warrant = town.warrant(actor, post, drafter)
    if warrant is None:
        return
    principals = town.principals(post)
    assert warrant.acting_for in principals
    match warrant.way:
        case Way.OWN:
            assert actor in principals
        case Way.DELEGATED:
            assert town.away[warrant.acting_for].delegate == actor
        case Way.DEPUTY:
            assert warrant.reviewed
            assert not post.assigned
            assert all(one in town.away for one in principals)
            held = {position for position, _ in town.held_by(actor)}
            assert held & set(POSITIONS[post.position].deputies)


def with_away(**away: Away) -> Offices:
    return Offices(POSITIONS, TOWN.holders, {key.replace("_", ":"): value for key, value in away.items()})


def test_a_deputy_acts_only_while_the_holder_is_away() -> None:
    chief = Post("chief", "tax")
    assert TOWN.warrant("staff:1", chief, "staff:9") is None
    away = with_away(staff_2=Away())
    assert away.warrant("staff:1", chief, "staff:9") == Warrant(Way.DEPUTY, "staff:2", reviewed=True)


def test_the_deputy_of_a_drafter_who_is_away_does_not_decide_either() -> None:
    away = with_away(staff_2=Away())
    assert away.warrant("staff:1", Post("chief", "tax"), "staff:2") is None


def test_whoever_was_asked_comes_without_review_where_the_holder_wants_none() -> None:
    away = with_away(staff_2=Away("staff:4", reviewed=False))
    assert away.warrant("staff:4", Post("chief", "tax"), "staff:9") == Warrant(Way.DELEGATED, "staff:2")


def test_a_later_deputy_waits_for_an_earlier_one_who_is_there() -> None:
    holders = {**TOWN.holders, ("mayor", ""): ("staff:4",)}
    mayor = Post("mayor")
    town = Offices(POSITIONS, holders, {"staff:4": Away()})
    assert town.warrant("staff:3", mayor, "staff:9") == Warrant(Way.DEPUTY, "staff:4", reviewed=True)
    both = Offices(POSITIONS, {**holders, ("clerk", ""): ()}, {"staff:4": Away(), "staff:3": Away()})
    assert both.warrant("staff:9", mayor, "staff:8") is None


def test_a_named_person_takes_the_place_of_the_holder() -> None:
    named = Post("chief", "tax", assigned="staff:4")
    assert TOWN.warrant("staff:2", named, "staff:9") is None
    assert TOWN.warrant("staff:4", named, "staff:9") == Warrant(Way.OWN, "staff:4")


def test_a_vacant_post_is_nobodys() -> None:
    assert TOWN.principals(Post("mayor")) == ()
    assert all(TOWN.warrant(person, Post("mayor"), "staff:9") is None for person in PEOPLE)
