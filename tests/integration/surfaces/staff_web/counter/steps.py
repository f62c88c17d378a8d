"""What the tests of the counter's pages do again and again."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from madoguchi.core import tenancy
from madoguchi.journeys.counter_visit.api import Visit

HERE, NEIGHBOUR = "072028", "072087"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def scan(client: Client, *texts: str, at: str = HERE, **more: str) -> Any:
    *kept, last = texts
    return client.post(f"/{at}/counter/scan/", {"part": kept, "scanned": last, **more})


def visits(at: str = HERE) -> list[Visit]:
    with tenancy.municipality(at):
        return list(Visit.objects.all())


def version_in(page: str) -> str:
    found = re.search(r'data-version="(\d+)"', page)
    assert found is not None
    return found[1]


def accept(client: Client, visit: str) -> Any:
    client.post(f"{visit}identity/", {"method": "my_number_card"})
    page = text_of(client.get(visit))
    return client.post(f"{visit}accept/", {"version": version_in(page)}, follow=True)
