"""What a thief of the whole public database would read."""

from __future__ import annotations

from typing import Any

import psycopg
from tests.integration.journeys.pre_application.resident import finished

from madoguchi.core.packs import Scenario
from madoguchi.journeys.pre_application import api


def test_the_tables_of_the_public_zone_hold_nothing_personal(
    tomizo: Scenario, superuser: psycopg.Connection[Any], committed_db: None
) -> None:
    resident = finished(tomizo)
    api.save_group(resident.handle, "contact", {"contact-phone": "わすれた"})
    tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    everything = b""
    for (table,) in tables:
        rows = superuser.execute(f'SELECT "{table}"::text FROM "{table}"').fetchall()
        everything += "\n".join(row for (row,) in rows).encode()
    assert str(resident.handle.draft_id).encode() in everything
    for member in resident.members:
        for secret in (member["name"], member["name_kana"], str(member["birth_date"])):
            assert secret.encode() not in everything
            assert secret.encode().hex().encode() not in everything
    for secret in (
        "門田町",
        "090-0000",
        "わすれた",
        "moving_in",
        "care_2",
    ):
        assert secret.encode() not in everything
