"""Who is nearly whom a clerk typed."""

from __future__ import annotations

import pytest
from tests.integration.journeys.same_person.samples import HERE, NEIGHBOUR, clerk, register

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.residents.api import find
from madoguchi.journeys.same_person.api import near_people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("五十嵐 ウネ", "五十嵐 ウメ"),
        ("いがらし うね", "五十嵐 ウメ"),
        ("イガラジ ウメ", "五十嵐 ウメ"),
        ("渡邉 十三造", "渡邉 十三蔵"),
        ("わたなべ とむぞう", "渡邉 十三蔵"),
        ("星 花于 3250505", "星 花子"),
        ("二瓶 春佳", "二瓶 春香"),
        ("二瓶 春香 19900908", "二瓶 春香"),
        ("仁瓶 春香", "二瓶 春香"),
    ],
)
def test_a_slip_of_the_hand_finds_the_person_with_the_reason(typed: str, name: str) -> None:
    register()
    assert find(typed, HERE).records == ()
    found = near_people(clerk(), typed)
    assert name in [one.record.name for one in found]
    assert all("：" in one.why for one in found)


def test_whose_birth_date_fits_stands_first() -> None:
    register()
    (first, *_) = near_people(clerk(), "渡辺 十三造 3561224")
    assert first.record.resident_number == f"{31:010d}"
    assert "生年月日：同じ日" in first.why


@pytest.mark.parametrize(
    "typed", ["", "存在 しない", "19010101", "99999", "<script>", "\x00", "長" * 200, "あ", "5080230"]
)
def test_nobody_is_offered_for_what_is_like_nobody(typed: str) -> None:
    register()
    assert near_people(clerk(), typed) == ()


def test_guarded_people_are_found_and_their_address_is_not_told() -> None:
    register()
    (found,) = near_people(clerk(), "二瓶 春佳")
    assert found.guarded


def test_every_look_is_audited_and_needs_the_right() -> None:
    register()
    near_people(clerk(), "二瓶 春佳")
    with tenancy.municipality(HERE):
        entry = AuditEntry.objects.get(action="read.residents.search_near")
    assert len(entry.details["residents"]) == 1
    assert "二瓶" not in str(entry.details)
    with pytest.raises(NotAllowedError):
        near_people(clerk("matching.review"), "二瓶 春佳")
    assert near_people(clerk(code=NEIGHBOUR), "二瓶 春佳") == ()
