"""Whoever knocks without a key, with another's, or with rubbish reads nothing and breaks nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.integration.surfaces.resident_web.applying import Applicant, signed_by
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock, tenancy
from madoguchi.engines.forms.api import DraftHandle, create_draft
from madoguchi.engines.mailbox.models import Letter
from madoguchi.journeys.online_application.api import ask_by_card
from madoguchi.journeys.pre_application.api import start
from madoguchi.lib.jpki import Purpose

NEIGHBOUR = "072087"
EVENT_PAGES = (
    *(f"online/{page}" for page in ("", "files/", "sign/", "shinsei.json", "send/", "done/")),
    *(f"prefill/{page}" for page in ("", "card/", "sign-in.bin", "waiting/", "answer/")),
)
STATUS_PAGES = (
    *("", "application/", "withdraw/", "correct/", "leave/"),
    *(f"card/{page}" for page in ("", "sign/", "sign-in.bin", "list/")),
)
PAGES = (
    *(f"/{{code}}/moving_out/{page}" for page in EVENT_PAGES),
    *(f"/{{code}}/status/{page}" for page in STATUS_PAGES),
)
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
SECRET = "十三蔵"
"""Stands in the answers of whoever is robbed."""


@pytest.fixture(autouse=True)
def _prefill(settings: Any) -> Iterator[None]:
    settings.MADOGUCHI_PREFILL = True
    with clock.fixed(datetime(2026, 3, 19, 14, 5, tzinfo=clock.TOKYO)):
        yield


Post = dict[str, Any]


def of(code: str) -> list[str]:
    return [page.format(code=code) for page in PAGES]


def refused(client: Client, code: str = HERE) -> None:
    """Every page, every method: answered on purpose, and without a word of anybody's answers."""
    for address in of(code):
        for method in METHODS:
            response = getattr(client, method)(address)
            assert response.status_code in {200, 302, 404, 405, 410, 422}, (method, address)
            assert SECRET not in response.content.decode("utf-8", "replace"), (method, address)
            assert "no-store" in response.headers["Cache-Control"], (method, address)


def posted(client: Client, body: bytes, content_type: str) -> set[int]:
    """How each page answers to a body, byte for byte."""
    return {client.generic("POST", address, body, content_type).status_code for address in of(HERE)}


def with_keys(key: str) -> Client:
    """A browser that shows one key wherever there is a place for one."""
    client = Client()
    for name in ("draft", "card", "follow"):
        client.cookies[name] = key
    return client


def test_without_a_key() -> None:
    refused(Client())


def test_with_a_key_that_opens_nothing(somebody: Applicant) -> None:
    wrong = base64.urlsafe_b64encode(somebody.handle.draft_id.bytes + b"k" * 32).decode()
    for cookie in (wrong, "A" * 64, "\x00", "é" * 64, "=" * 8_000, "-"):
        client = with_keys(cookie)
        for address in of(HERE):
            assert client.get(address).status_code in {200, 302, 405, 410}, (address, cookie[:64])


KEYS: dict[str, Callable[[], DraftHandle]] = {
    "another-event": lambda: start(HERE, "childbirth"),
    "a-question-by-card": lambda: ask_by_card(HERE, "testserver"),
    "nothing": lambda: create_draft(HERE),
    "the-neighbour": lambda: start(NEIGHBOUR, "moving_out"),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_with_a_key_of_something_else(key: Callable[[], DraftHandle]) -> None:
    refused(with_keys(key().to_cookie()))


@pytest.mark.parametrize("code", [NEIGHBOUR, "000000"], ids=["neighbour", "nowhere"])
def test_in_another_municipality_than_ones_own(somebody: Applicant, code: str) -> None:
    refused(with_keys(somebody.handle.to_cookie()), code)


RUBBISH: dict[str, Post] = {
    "nul": {"number": "\x00", "secret": "\x00", "mail": "\x00", "take": "\x00", "procedure": "\x00"},
    "long": dict.fromkeys(("number", "secret", "mail", "consent"), "あ" * 90000),
    "half a character": {"number": "\ud83d".encode("utf-16", "surrogatepass"), "secret": b"\xff\xfe"},
    "not a file": {"file": "text", "signature": "text", "remove": "../../etc/passwd", "paper": "x"},
    "a file": {
        "file": SimpleUploadedFile("../../x\x00.pdf", b"\x00" * 9),
        "signature": SimpleUploadedFile("[", b"[" * 39_000),
    },
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_with_rubbish_in_ones_own_draft(somebody: Applicant, rubbish: dict[str, Any]) -> None:
    client = Client()
    client.cookies["draft"] = somebody.handle.to_cookie()
    client.cookies["card"] = ask_by_card(HERE, "testserver").to_cookie()
    for address in of(HERE):
        assert client.post(address, rubbish).status_code in {200, 302, 400, 404, 405, 422}, address


BODIES: dict[str, tuple[bytes, str]] = {
    "too many fields": (b"&".join(b"a=1" for _ in range(5_000)), "application/x-www-form-urlencoded"),
    "too long": (b"a=" + b"x" * 1_100_000, "application/x-www-form-urlencoded"),
    "no boundary": (b"--x--", "multipart/form-data"),
    "half a multipart": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
        "multipart/form-data; boundary=x",
    ),
    "not utf-8": (b"number=\xff\xfe&secret=%ff%00", "application/x-www-form-urlencoded; charset=utf-16"),
    "unknown characters": (b"number=1", "application/x-www-form-urlencoded; charset=nothing"),
    "characters that cannot be read": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=punycode",
    ),
    "json": (b"[" * 100_000, "application/json"),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_with_a_body_that_no_browser_sends(somebody: Applicant, body: tuple[bytes, str]) -> None:
    careful, careless = Client(enforce_csrf_checks=True), Client()
    for client in (careful, careless):
        client.cookies["draft"] = somebody.handle.to_cookie()
    assert posted(careful, *body) <= {400, 403}
    assert posted(careless, *body) <= {200, 302, 400, 404, 405, 410, 422}


def test_from_another_site_nothing_is_taken(somebody: Applicant) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["draft"] = somebody.handle.to_cookie()
    assert posted(client, b"use=none&consent=yes", "application/x-www-form-urlencoded") == {403}


def letters() -> int:
    with tenancy.municipality(HERE):
        return Letter.objects.count()


def again(visitor: Visitor, send: Callable[[], str]) -> None:
    """What was just sent is sent twice more."""
    before = letters()
    for _ in range(2):
        send()
        assert visitor.status in {200, 409}
    assert letters() == before


def test_a_post_that_is_repeated_sends_nothing_more(somebody: Applicant) -> None:
    visitor = somebody.visitor
    somebody.sign()
    token = visitor.client.cookies["csrftoken"].value
    visitor.post("/072028/moving_out/online/send/", {"csrfmiddlewaretoken": token})
    assert letters() > 0
    again(visitor, lambda: visitor.post("/072028/moving_out/online/send/", {"csrfmiddlewaretoken": token}))
    visitor.go("/072028/status/card/")
    visitor.send()
    challenge = visitor.client.get("/072028/status/card/sign-in.bin").content
    raw = signed_by(somebody.card, challenge, Purpose.AUTHENTICATION)

    def send() -> str:
        file = SimpleUploadedFile("shomei.json", raw)
        return visitor.post("/072028/status/card/sign/", {"csrfmiddlewaretoken": token, "signature": file})

    send()
    again(visitor, send)
