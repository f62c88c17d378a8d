"""The pages of the rules: who may read them, any day, and packs that write what they should not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.core import clock
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"
BASE = "990019"
PAGES = [
    "rules/",
    "rules/procedures/move_in_notification/",
    "rules/changes/",
    "rules/pictures/",
    "rules/pictures/moving_in/",
]


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """A day before every other day of these tests: the page of today does not name its day."""
    with clock.fixed(date(2026, 3, 19)):
        yield


@pytest.fixture
def small_packs(tmp_path: Path, settings: Any) -> Path:
    """One municipality (990019) with a fee that changes on 2026-04-01; its staff may read the rules."""
    root = lay_out(PACKS / "_broken", None, tmp_path / "packs")
    (root / "_schema").symlink_to(PACKS / "_schema")
    roles = root / "common/roles.yaml"
    text = roles.read_text(encoding="utf-8")
    roles.write_text(text.replace("counter_visit.accept", "packs.read"), encoding="utf-8")
    settings.MADOGUCHI_PACKS = root
    return root


@pytest.mark.parametrize("rest", PAGES)
@pytest.mark.parametrize("role", ["manager", "desk_officer", "counter_clerk", "administrator"])
def test_whoever_works_with_the_rules_may_read_them(signed_in: SignedIn, role: str, rest: str) -> None:
    client = signed_in(role)
    response = client.get(f"/{HERE}/{rest}")
    assert response.status_code == 200
    assert f'href="/{HERE}/rules/"' in text_of(response)


@pytest.mark.parametrize("rest", PAGES)
def test_the_rules_are_closed_to_other_roles_and_to_the_neighbour(signed_in: SignedIn, rest: str) -> None:
    auditor = signed_in("auditor")
    assert auditor.get(f"/{HERE}/{rest}").status_code == 403
    assert "手続きの決まり" not in text_of(auditor.get(f"/{HERE}/"))
    assert signed_in("manager", code=NEIGHBOUR).get(f"/{HERE}/{rest}").status_code == 403


def test_the_overview_marks_who_differs_and_who_does_not_offer(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    text = text_of(client.get(f"/{HERE}/rules/?show=differs"))
    assert "喜多方市：案内しない" in text
    assert "原付バイクなどの廃車" in text
    assert "転出届" not in text
    everything = client.get(f"/{HERE}/rules/?event=nothing&desk=nothing&show=nothing&text=%00")
    assert everything.status_code == 200


def test_the_overview_understands_everyday_words_that_no_procedure_is_called(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    text = text_of(client.get(f"/{HERE}/rules/", {"text": "バイクを手放した"}))
    assert "原付バイクなどの廃車" in text
    assert "ふだんのことば" in text
    assert "ふだんのことば" not in text_of(client.get(f"/{HERE}/rules/", {"text": "転入届"}))
    assert "転出届" not in text_of(client.get(f"/{HERE}/rules/", {"text": "転入届"}))


def test_a_procedure_shows_common_and_own_side_by_side(signed_in: SignedIn) -> None:
    text = text_of(signed_in("manager").get(f"/{HERE}/rules/procedures/moped_disposal/"))
    assert "共通の決まり" in text
    assert "だれに案内するか" in text
    assert "軽自動車税に関する質問（FAQ） Q3" in text
    assert "072087.yaml" in text


def test_a_municipality_that_does_a_step_in_another_way_differs(signed_in: SignedIn) -> None:
    page = text_of(signed_in("desk_officer").get(f"/{HERE}/rules/procedures/move_in_notification/"))
    assert "新しい住所の確かめ方" in page
    assert "地図で確かめる" in page
    assert "回覧" not in page, "what all do alike is no difference"


@pytest.mark.parametrize("key", ["no_such_procedure", "x", "-"])
def test_a_procedure_that_never_was_is_not_found(signed_in: SignedIn, key: str) -> None:
    assert signed_in("manager").get(f"/{HERE}/rules/procedures/{key}/").status_code == 404


def test_a_procedure_of_another_day_says_that_it_is_not_there_yet(signed_in: SignedIn) -> None:
    response = signed_in("manager").get(f"/{HERE}/rules/procedures/family_register_wide/?on=2020-01-01")
    assert response.status_code == 200
    assert "この日には、この手続きはありません" in text_of(response)


@pytest.mark.parametrize("rest", PAGES)
def test_a_day_as_people_write_it_becomes_an_iso_date_in_the_address(signed_in: SignedIn, rest: str) -> None:
    client = signed_in("manager")
    response = client.get(f"/{HERE}/{rest}?show=differs&on=令和9年4月1日")
    assert response.status_code == 302
    assert response["Location"] == f"/{HERE}/{rest}?show=differs&on=2027-04-01"
    text = text_of(client.get(response["Location"]))
    assert "2027年（令和9年）4月1日（木）の決まりです" in text
    assert "きょうに戻す" in text


@pytest.mark.parametrize("rest", PAGES)
@pytest.mark.parametrize("day", ["2027-02-30", "明日", '"><script>alert(1)</script>', "9" * 3000])
def test_a_day_that_cannot_be_read_shows_today_and_says_so(signed_in: SignedIn, rest: str, day: str) -> None:
    response = signed_in("manager").get(f"/{HERE}/{rest}", {"on": day})
    assert response.status_code == 400
    text = text_of(response)
    assert "日付が読めないので、きょう" in text
    assert "<script>alert" not in text


def test_a_fee_is_shown_as_it_holds_on_the_day(signed_in: SignedIn, small_packs: Path) -> None:
    client = signed_in("counter_clerk", code=BASE)
    address = f"/{BASE}/rules/procedures/move_in_notification/"
    assert "300円 1通につき" in text_of(client.get(f"{address}?on=2026-03-31"))
    assert "350円 1通につき" in text_of(client.get(f"{address}?on=2026-04-01"))
    changes = text_of(client.get(f"/{BASE}/rules/changes/?on=2021-01-01"))
    assert changes.index("350円") < changes.index("までに変わった") < changes.index("外国人住民も対象")


def test_the_days_of_change_are_narrowed_and_the_next_one_stands_first(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    everything = client.get(f"/{HERE}/rules/changes/")
    coming = [day for day, _ in everything.context["coming"]]
    assert coming == sorted(coming)
    assert [year.is_open for year in everything.context["past"]][:2] == [True, False]
    text = text_of(client.get(f"/{HERE}/rules/changes/", {"text": "償却資産"}))
    assert "償却資産の申告" in text
    assert "給与支払報告書" not in text
    assert "あてはまるものはありません" in text_of(
        client.get(f"/{HERE}/rules/changes/", {"text": "<script>そんなものはない"})
    )


def test_text_of_a_pack_is_never_markup(signed_in: SignedIn, small_packs: Path) -> None:
    evil = "<script>alert(1)</script>"
    file = small_packs / "common/procedures/move_in_notification/procedure.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("label: 転入届", f'label: "{evil}"').replace(
        "what: 外国人住民も対象", f'what: "{evil}"'
    )
    text = text.replace("at: e-Gov法令検索", 'at: "javascript:alert(1)"')
    file.write_text(text, encoding="utf-8")
    client = signed_in("counter_clerk", code=BASE)
    for rest in ("rules/", "rules/procedures/move_in_notification/", "rules/changes/"):
        shown = text_of(client.get(f"/{BASE}/{rest}"))
        assert "&lt;script&gt;alert(1)" in shown
        assert evil not in shown
        assert 'href="javascript' not in shown


def test_every_event_has_its_picture(signed_in: SignedIn) -> None:
    client = signed_in("desk_officer")
    text = text_of(client.get(f"/{HERE}/rules/pictures/"))
    assert f'href="/{HERE}/rules/pictures/moving_in/"' in text
    picture = text_of(client.get(f"/{HERE}/rules/pictures/bereavement/"))
    assert "<svg" in picture
    assert " style=" not in picture
    assert "<script>" not in picture


def test_an_unknown_event_part_or_scenario_does_no_harm(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    assert client.get(f"/{HERE}/rules/pictures/no_such_event/").status_code == 404
    evil = {"part": 'procedure-"><script>', "scenario": "<script>", "size": "<script>"}
    response = client.get(f"/{HERE}/rules/pictures/moving_in/", evil)
    assert response.status_code == 200
    assert "<script>" not in text_of(response)
    assert "にかかわる部分だけ" not in text_of(response)


def test_a_scenario_is_followed_on_its_own_day_or_another(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    address = f"/{HERE}/rules/pictures/moving_in/"
    shown = client.get(address)
    name = next(name for name, title in shown.context["scenarios"] if "市町村" not in title)
    response = client.get(address, {"scenario": name})
    assert "場面の日" in text_of(response)
    assert response.context["plan"].facts.today == response.context["scenario"].today
    later = client.get(address, {"scenario": name, "on": "2027-04-01"})
    assert "2027年（令和9年）4月1日（木）の決まりです" in text_of(later)
    assert later.context["plan"].facts.today.isoformat() == "2027-04-01"


def test_typed_answers_are_followed_and_stand_in_no_address(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    response = client.post(
        f"/{HERE}/rules/pictures/moving_in/?part=procedure-dog_registration",
        {
            "household.situations": "dog",
            "move.date": "令和8年3月1日",
            "people": "1",
            "0:person.relation": "head",
        },
    )
    assert response.status_code == 200
    text = text_of(response)
    assert "必要" in text
    assert 'value="令和8年3月1日"' in text
    assert "situations=" not in text
    assert "<b>" in text
    assert response.context["part"] == "procedure-dog_registration"
    assert "no-store" in response["Cache-Control"]


def test_an_answer_that_cannot_be_read_is_said_at_its_field(signed_in: SignedIn) -> None:
    response = signed_in("manager").post(
        f"/{HERE}/rules/pictures/moving_in/", {"move.date": '2026-02-30"><script>', "people": "1"}
    )
    text = text_of(response)
    assert "読めない答えがあります" in text
    assert 'id="f-move.date-error"' in text
    assert "<script>" not in text
