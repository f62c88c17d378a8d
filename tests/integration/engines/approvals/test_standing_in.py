"""Absence, delegation, 代決 and 後閲; people who leave; nobody on their own draft."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.core import clock
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.approvals.actions.people import AddHolder
from madoguchi.engines.approvals.api import (
    AbsenceReference,
    ApprovalError,
    ApproveDocument,
    CancelAbsence,
    DecideDocument,
    Document,
    EndHolder,
    EndOfHolding,
    FieldError,
    NewAbsence,
    NewHolder,
    NotYourTurnError,
    OwnDraftError,
    Reassignment,
    ReassignPlace,
    RegisterAbsence,
    ReviewAfterwards,
    Reviewing,
    State,
    document_story,
    my_desk,
    people,
    stuck_places,
)
from madoguchi.engines.approvals.errors import CommentMissingError, NotYoursError, PersonError
from madoguchi_testing.approvals import SINCE, TownHall, leave

TODAY = clock.today()


def away(
    hall: TownHall, who: str, delegate: str = "", *, reviewed: bool = True, days: int = 2
) -> AbsenceReference:
    given = NewAbsence(
        hall.actor(who).id,
        TODAY,
        TODAY + timedelta(days),
        hall.actor(delegate).id if delegate else "",
        reviewed,
    )
    return AbsenceReference(run(RegisterAbsence(), hall.context(who), given).uuid)


def at_the_chief(hall: TownHall, drafter: str = "tanto") -> Document:
    document = hall.submit(hall.draft(drafter), drafter)
    if drafter != "kakaricho":
        hall.act("kakaricho", ApproveDocument, document)
    return document


def test_a_deputy_decides_while_the_chief_is_away_who_looks_at_it_afterwards(hall: TownHall) -> None:
    document = at_the_chief(hall)
    assert not my_desk(hall.context("kakaricho")).turns
    absence = away(hall, "zeikacho")
    (turn,) = my_desk(hall.context("kakaricho")).turns
    assert turn.turn.warrant.way == "deputy"
    decided = hall.act("kakaricho", DecideDocument, document)
    act = document_story(hall.context("tanto"), decided.uuid).acts[-1]
    assert (act.acting_way, act.for_name, act.actor_name) == ("代決", "課長 三郎", "係長 二子")
    run(CancelAbsence(), hall.context("zeikacho"), absence)
    (review,) = my_desk(hall.context("zeikacho")).reviews
    with pytest.raises(NotYoursError):
        run(ReviewAfterwards(), hall.context("kakaricho"), Reviewing(review.pk))
    run(ReviewAfterwards(), hall.context("zeikacho"), Reviewing(review.pk, "確認しました。"))
    assert my_desk(hall.context("zeikacho")).reviews == ()
    story = document_story(hall.context("tanto"), decided.uuid)
    assert story.acts[-1].comment == "確認しました。"


def test_whoever_was_asked_acts_and_only_during_the_absence(hall: TownHall) -> None:
    document = at_the_chief(hall)
    absence = away(hall, "zeikacho", "somukacho", reviewed=False)
    (turn,) = my_desk(hall.context("somukacho")).turns
    assert turn.turn.warrant.way == "delegated"
    run(CancelAbsence(), hall.context("zeikacho"), absence)
    with pytest.raises(NotYourTurnError):
        hall.act("somukacho", DecideDocument, document)
    away(hall, "zeikacho", "somukacho", reviewed=False)
    hall.act("somukacho", DecideDocument, document)
    assert my_desk(hall.context("zeikacho")).reviews == ()


def test_neither_delegation_nor_deputy_makes_ones_own_draft_decidable(hall: TownHall) -> None:
    own = at_the_chief(hall, "kakaricho")
    away(hall, "zeikacho", "kakaricho")
    assert not my_desk(hall.context("kakaricho")).turns
    with pytest.raises(OwnDraftError):
        hall.act("kakaricho", DecideDocument, own)
    # Nobody is left who could: whoever names people is told, others are not.
    stuck = {name: stuck_places(hall.context(name)) for name in ("bunsho", "zeikacho")}
    assert ([one.document_id for one in stuck["bunsho"]], stuck["zeikacho"]) == ([own.pk], ())


def test_who_becomes_chief_meanwhile_does_not_decide_their_own_draft(hall: TownHall) -> None:
    document = at_the_chief(hall, "kakaricho")
    context = hall.context("bunsho")
    for holder in people(context).holders:
        if holder.position == "section_chief" and holder.desk_role == "tax":
            run(EndHolder(), context, EndOfHolding(holder.uuid, TODAY - timedelta(1)))
    run(AddHolder(), context, NewHolder("section_chief", "tax", hall.actor("kakaricho").id, TODAY))
    with pytest.raises(OwnDraftError):
        hall.act("kakaricho", DecideDocument, document)
    away(hall, "kakaricho", "zeikacho")
    with pytest.raises(NotYourTurnError):
        hall.act("zeikacho", DecideDocument, document)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("zeikacho", "somukacho"), ("somukacho", "fuku")),
        (("zeikacho", "somukacho"), ("somukacho", "zeikacho")),
    ],
    ids=["chain", "circle"],
)
def test_neither_chains_nor_circles_come_about(
    hall: TownHall, first: tuple[str, str], second: tuple[str, str]
) -> None:
    away(hall, *first)
    with pytest.raises(PersonError, match="代理"):
        away(hall, *second)


def test_nobody_asks_themselves_or_somebody_who_is_away_or_may_not(hall: TownHall) -> None:
    away(hall, "somukacho")
    for delegate in ("zeikacho", "somukacho", "tanto"):
        with pytest.raises(PersonError):
            away(hall, "zeikacho", delegate)
    with pytest.raises(PersonError, match="もう不在"):
        away(hall, "somukacho")
    with pytest.raises(FieldError):
        away(hall, "fuku", days=-1)


def test_others_absences_are_for_who_manages_posts(hall: TownHall) -> None:
    given = NewAbsence(hall.actor("zeikacho").id, TODAY, TODAY)
    with pytest.raises(NotAllowedError):
        run(RegisterAbsence(), hall.context("somukacho"), given)
    run(RegisterAbsence(), hall.context("bunsho"), given)


def test_a_place_whose_holder_left_is_vacant_and_somebody_is_named_with_a_reason(hall: TownHall) -> None:
    document = at_the_chief(hall)
    leave(hall.members["zeikacho"])
    story = document_story(hall.context("bunsho"), document.uuid)
    place = next(one for one in story.places if one.is_open)
    assert story.town.offices.principals(place.post) == ()
    at = (place.stage, place.order)
    somukacho = hall.actor("somukacho").id
    given = Reassignment(story.document.uuid, 1, at, somukacho, "課長の退職のため")
    with pytest.raises(NotAllowedError):
        run(ReassignPlace(), hall.context("kakaricho"), given)
    with pytest.raises(CommentMissingError):
        run(ReassignPlace(), hall.context("bunsho"), Reassignment(given.uuid, 1, at, somukacho, ""))
    with pytest.raises(OwnDraftError):
        own = Reassignment(given.uuid, 1, at, hall.actor("tanto").id, "理由")
        run(ReassignPlace(), hall.context("bunsho"), own)
    for nobody in (hall.actor("zeikacho").id, "staff:0", "staff:x", "system:1"):
        with pytest.raises(PersonError):
            run(ReassignPlace(), hall.context("bunsho"), Reassignment(given.uuid, 1, at, nobody, "理由"))
    run(ReassignPlace(), hall.context("bunsho"), given)
    assert hall.act("somukacho", DecideDocument, story.document).where is State.DECIDED


def test_posts_have_days_and_the_next_holder_takes_over(hall: TownHall) -> None:
    context = hall.context("bunsho")
    chief = next(
        one for one in people(context).holders if (one.position, one.desk_role) == ("section_chief", "tax")
    )
    run(EndHolder(), context, EndOfHolding(chief.uuid, TODAY - timedelta(1)))
    tomorrow = NewHolder("section_chief", "tax", hall.actor("somukacho").id, TODAY + timedelta(1))
    run(AddHolder(), context, tomorrow)
    document = at_the_chief(hall)
    for name in ("zeikacho", "somukacho"):
        with pytest.raises(NotYourTurnError):
            hall.act(name, DecideDocument, document)
    with clock.fixed(TODAY + timedelta(1)):
        hall.act("somukacho", DecideDocument, document)


@pytest.mark.parametrize(
    ("holder", "refused"),
    [
        (("nobody", "", "zeikacho", SINCE, None), FieldError),
        (("section_chief", "", "zeikacho", SINCE, None), FieldError),
        (("section_chief", "nowhere", "zeikacho", SINCE, None), FieldError),
        (("section_chief", "tax", "tanto", SINCE, None), PersonError),
        (("section_chief", "tax", "zeikacho", SINCE, None), PersonError),
        (("mayor", "", "fuku", SINCE, date(2019, 1, 1)), FieldError),
    ],
    ids=["no post", "no desk", "unknown desk", "no role", "twice", "backwards"],
)
def test_a_holder_that_makes_no_sense_is_refused(
    hall: TownHall, holder: tuple[str, str, str, date, date | None], refused: type[ApprovalError]
) -> None:
    position, desk, who, first, last = holder
    with pytest.raises(refused):
        run(AddHolder(), hall.context("bunsho"), NewHolder(position, desk, hall.actor(who).id, first, last))
