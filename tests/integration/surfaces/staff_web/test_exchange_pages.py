"""What passes between authorities, through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.integration.engines.exchange.samples import answer, pass_on, received, send, sent
from tests.integration.journeys.between_authorities.samples import TOKYO, moved_in, moved_out
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.engines.exchange.api import ReceivedStatus, SentStatus

DESK = ("resident_register",)


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def here(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=DESK)


@pytest.fixture
def there(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=DESK, code=NEIGHBOUR)


def test_a_notice_goes_from_the_case_to_the_neighbour_who_links_it_and_answers(
    here: Client, there: Client
) -> None:
    case, own = moved_in(), moved_out()
    assert "前の市町村に転入通知を送る" in text_of(here.get(f"/{HERE}/cases/{case.uuid}/"))
    first = here.post(f"/{HERE}/cases/{case.uuid}/move-in-notice/")
    again = here.post(f"/{HERE}/cases/{case.uuid}/move-in-notice/")
    assert first.headers["Location"] == again.headers["Location"]
    page = text_of(here.get(first.headers["Location"]))
    assert "送付待ち" in page
    assert "喜多方市" in page
    message = sent_of_page(first)
    pass_on(message)
    case_page = text_of(here.get(f"/{HERE}/cases/{case.uuid}/"))
    assert "転入通知（喜多方市）" in case_page
    assert "相手に届いた" in case_page
    assert "転入通知を送る" not in case_page
    listed = text_of(there.get(f"/{NEIGHBOUR}/exchange/"))
    assert "会津 十三蔵 ほか1人" in listed
    place = f"/{NEIGHBOUR}/exchange/received/{message.uuid}/"
    shown = text_of(there.get(place))
    assert "氏名と生年月日が同じもの" in shown
    assert str(own.uuid) in shown
    there.post(f"{place}settle/", {"outcome": "process", "note": "消除しました", "own": f"case:{own.uuid}"})
    after = received(message)
    assert (after.state, after.own_reference) == (ReceivedStatus.PROCESSED, f"case:{own.uuid}")
    assert "処理した" in text_of(there.get(place))
    answer(message)
    assert "消除しました" in text_of(here.get(first.headers["Location"]))


def sent_of_page(response: Any) -> Any:
    from madoguchi.core import tenancy
    from madoguchi.engines.exchange.api import SentMessage

    with tenancy.municipality(HERE):
        return SentMessage.objects.get(uuid=response.headers["Location"].rstrip("/").rsplit("/", 1)[1])


def test_sending_back_wants_a_reason_and_keeps_what_was_written(here: Client, there: Client) -> None:
    message = send()
    pass_on(message)
    place = f"/{NEIGHBOUR}/exchange/received/{message.uuid}/"
    refused = there.post(f"{place}settle/", {"outcome": "refuse", "note": ""})
    assert refused.status_code == 422
    assert "理由を書いてください" in text_of(refused)
    there.post(f"{place}settle/", {"outcome": "refuse", "note": "こちらに住んでいた人ではありません"})
    twice = there.post(f"{place}settle/", {"outcome": "process"})
    assert (twice.status_code, "もう「返した」です" in text_of(twice)) == (409, True)
    answer(message)
    page = text_of(here.get(f"/{HERE}/exchange/sent/{message.uuid}/"))
    assert "こちらに住んでいた人ではありません" in page
    assert "このシステムで送る" in page


def test_a_letter_is_printed_posted_and_settled(here: Client) -> None:
    case = moved_in(TOKYO, "155-0031")
    place = here.post(f"/{HERE}/cases/{case.uuid}/move-in-notice/").headers["Location"]
    assert "東京都世田谷区長" in text_of(here.get(place))
    letter = here.get(f"{place}letter/")
    assert (letter.headers["Content-Type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    assert "郵送した" in text_of(
        here.post(f"{place}settle/", {"outcome": "post", "note": "普通郵便"}, follow=True)
    )
    assert here.post(f"{place}settle/", {"outcome": "post"}).status_code == 409


def test_a_person_decides_where_nobody_could(here: Client) -> None:
    case = moved_in("昭和村大字下中津川")
    place = here.post(f"/{HERE}/cases/{case.uuid}/move-in-notice/").headers["Location"]
    page = text_of(here.get(place))
    assert "宛先を決めてください" in page
    assert "住所にあてはまるもの：昭和村" in page
    assert here.post(f"{place}address/", {"way": "platform", "receiver": ""}).status_code == 422
    assert here.post(f"{place}address/", {"way": "platform", "receiver": "999999"}).status_code == 422
    assert here.post(f"{place}settle/", {"outcome": "drop", "note": ""}).status_code == 422
    here.post(f"{place}address/", {"way": "post", "by_post": "群馬県利根郡昭和村長"})
    message = sent_of_page(here.post(f"/{HERE}/cases/{case.uuid}/move-in-notice/"))
    assert (message.state, message.receiver_name) == (SentStatus.TO_POST, "群馬県利根郡昭和村長")


def test_pages_are_for_the_desk_and_for_this_municipality(
    signed_in: SignedIn, here: Client, there: Client
) -> None:
    message = send()
    pass_on(message)
    tax = signed_in("desk_officer", desks=("tax",), code=NEIGHBOUR)
    received_here, sent_here = f"received/{message.uuid}/", f"sent/{message.uuid}/"
    assert tax.get(f"/{NEIGHBOUR}/exchange/{received_here}").status_code == 403
    assert tax.post(f"/{NEIGHBOUR}/exchange/{received_here}settle/", {"note": "x"}).status_code == 403
    assert "届いているものはありません" in text_of(tax.get(f"/{NEIGHBOUR}/exchange/"))
    assert signed_in("administrator").get(f"/{HERE}/exchange/").status_code == 403
    assert here.get(f"/{HERE}/exchange/{received_here}").status_code == 404
    assert there.get(f"/{NEIGHBOUR}/exchange/{sent_here}").status_code == 404
    assert there.get(f"/{HERE}/exchange/{sent_here}").status_code == 403
    assert there.get(f"/{NEIGHBOUR}/exchange/{received_here}files/1/").status_code == 404
    assert there.post(f"/{NEIGHBOUR}/exchange/{sent_here}address/", {"receiver": HERE}).status_code == 404
    assert sent(message).state is SentStatus.DELIVERED


@pytest.mark.parametrize(
    "query", ["?show=refused", "?show=nonsense", "?before=1", "?before=x", "?before=" + "9" * 40]
)
def test_a_list_shows_something_whatever_is_asked(here: Client, query: str) -> None:
    send()
    for box in ("", "sent/"):
        assert here.get(f"/{HERE}/exchange/{box}{query}").status_code == 200


def test_the_first_page_says_what_waits_for_whose_desk(
    signed_in: SignedIn, here: Client, there: Client
) -> None:
    pass_on(send())
    here.post(f"/{HERE}/cases/{moved_in(TOKYO, '155-0031').uuid}/move-in-notice/")
    assert "ほかの団体から届いたものが1件" in text_of(there.get(f"/{NEIGHBOUR}/"))
    assert "相手が返したものが1件" in text_of(here.get(f"/{HERE}/"))
    tax = signed_in("desk_officer", desks=("tax",), code=NEIGHBOUR)
    assert "団体から届いた" not in text_of(tax.get(f"/{NEIGHBOUR}/"))
