"""Who presses: a proxy is nobody, what anybody can send is not believed, a household is one."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.core.languages import spoken
from madoguchi.surfaces.resident_web.caller import caller_of, know_again


def caller(remote: str = "8.8.8.8", forwarded: str = "", cookie: str = "") -> Any:
    headers = {"REMOTE_ADDR": remote, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})}
    request = RequestFactory().get("/", **headers)
    request.chosen_texts = spoken()  # type: ignore[attr-defined]
    if cookie:
        request.COOKIES["booker"] = cookie
    return caller_of(request)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "found"),
    [
        (0, "8.8.8.8", "", "8.8.8.8"),
        (0, "8.8.8.8", "8.8.4.4", "8.8.8.8"),
        (0, "127.0.0.1", "", ""),
        (0, "10.0.0.3", "8.8.4.4", ""),
        (1, "10.0.0.3", "8.8.4.4", "8.8.4.4"),
        (1, "10.0.0.3", "1.2.3.4, 8.8.4.4", "8.8.4.4"),
        (2, "10.0.0.3", "1.2.3.4, 8.8.4.4, 10.0.0.4", "8.8.4.4"),
        (2, "10.0.0.3", "8.8.4.4", ""),
        (1, "10.0.0.3", "", ""),
        (1, "10.0.0.3", "<script>", ""),
        (1, "10.0.0.3", "2400:4050:1:2:aaaa:bbbb:cccc:dddd", "2400:4050:1:2::/64"),
    ],
)
def test_the_address_is_that_of_whoever_is_before_our_proxies(
    settings: Any, proxies: int, remote: str, forwarded: str, found: str
) -> None:
    settings.MADOGUCHI_PROXIES = proxies
    assert caller(remote, forwarded).address == found


@pytest.mark.urls("madoguchi.surfaces.resident_web.urls")
@pytest.mark.parametrize("cookie", ["", "x", "A" * 32, "a" * 33])
def test_a_cookie_that_is_not_ours_is_none_and_is_replaced(cookie: str) -> None:
    assert caller(cookie=cookie).browser == ""
    response = HttpResponse()
    request = RequestFactory().get("/")
    request.COOKIES["booker"] = cookie
    know_again(request, response, "072028")
    given = response.cookies["booker"]
    assert len(given.value) == 32
    assert given["httponly"]
    assert given["path"] == "/072028/"
    assert caller(cookie=given.value).browser == given.value


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("8.8.8.8", "8.8.8.0/24"),
        ("2400:4050:1:2:aaaa:bbbb:cccc:dddd", "2400:4050:1::/48"),
        ("::ffff:8.8.8.8", "8.8.8.0/24"),
        ("10.0.0.3", ""),
    ],
)
def test_the_network_is_what_one_line_or_rented_machine_can_have(
    settings: Any, remote: str, network: str
) -> None:
    settings.MADOGUCHI_PROXIES = 0
    assert caller(remote).network == network
