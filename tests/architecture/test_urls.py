"""Every URL of both sites and of the link says who may call it, and none opens to the neighbour."""

from __future__ import annotations

import importlib
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from madoguchi.core.accounts.access import ANYONE, SIGNED_IN
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.roles import known_permissions, roles
from madoguchi.surfaces.staff_web.devices import DEVICES
from madoguchi.surfaces.zone_link.boxes import BOX_CERTIFICATE
from madoguchi.surfaces.zone_link.offices import OFFICE_CERTIFICATE

RESIDENT_SITE, STAFF_SITE = "madoguchi.surfaces.resident_web.urls", "madoguchi.surfaces.staff_web.urls"
LINK = "madoguchi.surfaces.zone_link.urls"
BOXES = "madoguchi.surfaces.zone_link.box_urls"
HERE, NEIGHBOUR = "072028", "072087"
SOME_VALUE = {"uuid": str(uuid.UUID(int=1)), "int": "1", "str": "x", "slug": "x", "path": "x"}


def all_patterns(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, here)
        else:
            yield here, pattern


def urls_of(site: str) -> list[Any]:
    return [
        pytest.param(address, pattern, id=f"/{address}")
        for address, pattern in all_patterns(importlib.import_module(site).urlpatterns)
    ]


def declared_by(pattern: URLPattern) -> str | None:
    view = pattern.callback
    of_class = getattr(getattr(view, "view_class", None), "who_may_call", None)
    declared: str | None = getattr(view, "who_may_call", of_class)
    return declared


def an_address(route: str, municipality_code: str) -> str:
    """The route with some value in every place and the municipality in its own."""

    def fill(place: re.Match[str]) -> str:
        converter, _, name = place[1].rpartition(":")
        return municipality_code if name == "municipality_code" else SOME_VALUE.get(converter, "x")

    return "/" + re.sub(r"<([^>]+)>", fill, route)


@pytest.mark.parametrize(("route", "pattern"), urls_of(RESIDENT_SITE))
def test_the_resident_site_is_open_to_anyone_and_says_so(route: str, pattern: URLPattern) -> None:
    assert declared_by(pattern) == ANYONE, "decorate the view with @who_may_call(ANYONE)"


@pytest.mark.urls(LINK)
@pytest.mark.parametrize(("route", "pattern"), urls_of(LINK))
def test_the_link_opens_to_nobody_without_a_certificate(route: str, pattern: URLPattern) -> None:
    assert declared_by(pattern) == OFFICE_CERTIFICATE
    address = an_address(route, HERE)
    for method in ("get", "post", "put"):
        assert getattr(Client(), method)(address).status_code == 401


@pytest.mark.urls(BOXES)
@pytest.mark.parametrize(("route", "pattern"), urls_of(BOXES))
def test_the_door_for_boxes_opens_to_nobody_without_a_certificate(route: str, pattern: URLPattern) -> None:
    assert declared_by(pattern) == BOX_CERTIFICATE
    address = an_address(route, HERE)
    for method in ("get", "post", "put"):
        assert getattr(Client(), method)(address).status_code == 401


@pytest.mark.parametrize(("route", "pattern"), urls_of(STAFF_SITE))
def test_a_staff_page_declares_who_may_call_it(route: str, pattern: URLPattern) -> None:
    declared = declared_by(pattern)
    assert declared is not None, "decorate the view with @who_may_call(...)"
    assert declared in {ANYONE, SIGNED_IN, DEVICES} | known_permissions(), (
        f"{declared} is no permission of roles.yaml"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "pattern"), urls_of(STAFF_SITE))
def test_a_staff_page_opens_neither_to_the_neighbour_nor_without_signing_in(
    route: str, pattern: URLPattern, sign_in_as: Callable[[StaffMember], Client]
) -> None:
    if declared_by(pattern) == ANYONE:
        return
    member = StaffMember.objects.create_staff(HERE, "everything", "a-password-for-tests", roles=list(roles()))
    neighbour, nobody = sign_in_as(member), Client()
    address = an_address(route, NEIGHBOUR)
    if declared_by(pattern) == DEVICES:
        for method in ("get", "post"):
            assert getattr(nobody, method)(address).status_code in {403, 405}
            assert getattr(neighbour, method)(address).status_code in {403, 405}
        return
    for method in ("get", "post"):
        assert getattr(nobody, method)(address).status_code in {302, 405}
        if "municipality_code" in route:
            assert getattr(neighbour, method)(address).status_code in {403, 405}
