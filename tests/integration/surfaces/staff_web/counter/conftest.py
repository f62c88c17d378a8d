"""What the tests of the counter's pages begin with: a clerk who is signed in, keys, codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.steps import HERE, NEIGHBOUR, scan, text_of

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.people import sealed_code

TODAY = date(2026, 3, 19)
PASSWORD = "a-password-for-tests"


@pytest.fixture(autouse=True)
def _day_and_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    for code in (HERE, NEIGHBOUR):
        write_keypair(tmp_path / "keys", code, generate_keypair())
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def staff(sign_in_as: Any) -> Any:
    """Signs in a member of staff with roles, at one municipality."""

    def signed_in(*roles: str, code: str = HERE, name: str = "") -> Client:
        username = name or f"{'-'.join(roles)}-{code}"
        member = StaffMember.objects.create_staff(
            code, username, PASSWORD, roles=list(roles), desks=["resident_register"]
        )
        client: Client = sign_in_as(member)
        return client

    return signed_in


@pytest.fixture
def clerk(db: None, staff: Any) -> Client:
    client: Client = staff("counter_clerk")
    return client


@pytest.fixture
def code(db: None, settings: Any) -> str:
    """The sealed code of the main family, with everything answered and filled in at home."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return sealed_code(packs, next(one for one in packs.scenarios if "tomizo" in one.file))


@pytest.fixture
def visit(clerk: Client, code: str) -> str:
    """The address of the main family's visit."""
    response = scan(clerk, code)
    assert response.status_code == 303, text_of(response)
    return str(response["Location"])
