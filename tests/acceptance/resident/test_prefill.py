"""From consent to the filled form, in a browser; the office answers from the same database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from tests.acceptance.resident.browser import DESK, PHONE, PHONE_AT_NIGHT, window
from tests.integration.journeys.prefill.household import (
    HERE,
    SECRETS,
    Asking,
    authority,
    carry_back,
    carry_to_office,
    load_register,
)

from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi.surfaces.resident_web import cookies

pytestmark = pytest.mark.browser

Result = TypeVar("Result")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def address(
    resident_site: None, committed_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The resident site of an installation that asks the office, in this process."""
    monkeypatch.setenv("MADOGUCHI_TODAY", "2026-04-01")
    settings.MADOGUCHI_PREFILL = True
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    authority().write(tmp_path / "authority", tmp_path / "anchors")
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def elsewhere(do: Callable[[], Result]) -> Result:
    """In a thread of its own: where the browser is driven, Django refuses its database."""

    def done() -> Result:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(done).result()


def test_what_the_office_knows_comes_into_the_form_without_script(address: str, tmp_path: Path) -> None:
    elsewhere(load_register)
    asking = elsewhere(Asking.begin)
    with window("prefill", width=PHONE.width) as browser:
        page = browser.page
        page.context.add_cookies(
            [{"name": cookies.NAME, "value": asking.handle.to_cookie(), "url": f"{address}/{HERE}/care/"}]
        )
        page.goto(f"{address}/{HERE}/care/fill/")
        page.click("main button[type=submit]")
        browser.look("offer", PHONE, PHONE_AT_NIGHT, DESK)
        page.click("main button:not([name])")
        browser.look("no consent", PHONE)
        page.check("#consent")
        page.click("main button:not([name])")
        page.click("main button")
        browser.look("card without file", PHONE, DESK)
        (tmp_path / "signature").write_bytes(elsewhere(asking.sign))
        page.set_input_files("#signature", tmp_path / "signature")
        page.click("main button")
        browser.look("waiting", PHONE, DESK)
        elsewhere(carry_to_office)
        elsewhere(carry_back)
        page.click("main .actions a >> nth=0")
        browser.look("answer", PHONE, PHONE_AT_NIGHT, DESK)
        page.click("main button:not([name])")
        assert page.get_by_text(SECRETS["mother"]).first.is_visible()
        page.goto(f"{address}/{HERE}/care/fill/contact/")
        browser.look("marked field", PHONE)
        assert browser.found == []


def test_with_script_the_waiting_page_leads_on_by_itself(address: str, tmp_path: Path) -> None:
    elsewhere(load_register)
    asking = elsewhere(Asking.begin)
    elsewhere(asking.ask)
    with window("prefill waits", width=PHONE.width, script=True) as browser:
        page = browser.page
        page.context.add_cookies(
            [{"name": cookies.NAME, "value": asking.handle.to_cookie(), "url": f"{address}/{HERE}/care/"}]
        )
        page.goto(f"{address}/{HERE}/care/prefill/waiting/")
        elsewhere(carry_to_office)
        elsewhere(carry_back)
        page.wait_for_url("**/prefill/answer/")
