"""The resident site under twenty people at once: a real server, real connections, a household of five."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from madoguchi.core import clock
from madoguchi.core.packs import Scenario
from madoguchi_testing.benchmarks.measuring import Figures, Row
from madoguchi_testing.benchmarks.serving import served

USERS = 20
PAGES = ("question/{first}/", "plan/", "fill/", "review/", "code/")


@dataclass
class _User:
    """One person with a draft of their own, who reads page after page."""

    address: tuple[str, int]
    base: str
    cookie: str
    paths: tuple[str, ...]
    times: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def read(self, rounds: int, start: threading.Barrier, think_seconds: float) -> None:
        """Read all pages `rounds` times over one connection, with a pause between two pages."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        pauses = random.Random(self.cookie)
        start.wait()
        for _ in range(rounds):
            for path in self.paths:
                began = time.perf_counter()
                connection.request("GET", self.base + path, headers={"Cookie": self.cookie})
                response = connection.getresponse()
                response.read()
                self.times.setdefault(path, []).append((time.perf_counter() - began) * 1_000)
                if response.status != 200:
                    self.failures.append(f"{path}: {response.status}")
                # People do not turn their pages in step: half as long to half as long again.
                time.sleep(think_seconds * pauses.uniform(0.5, 1.5))
        connection.close()


def page_rows(scenario: Scenario, scenario_file: Path, *, rounds: int = 10) -> Iterator[Row]:
    """Twenty users without any pause (the hardest), then with a second of reading between pages."""
    environment = {**os.environ, "MADOGUCHI_ZONE": "public", "MADOGUCHI_TODAY": scenario.today.isoformat()}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    cookies, first = _drafts(scenario_file, environment)
    with served("public", environment) as address:
        for think_seconds, name in ((0.0, "休まず"), (1.0, "1秒ほどずつ読みながら")):
            rounds_now = rounds if not think_seconds else 4
            users = _run(scenario, address, cookies, first, rounds_now, think_seconds)
            everything = [one for user in users for times in user.times.values() for one in times]
            failures = [failure for user in users for failure in user.failures]
            note = f"失敗 {len(failures)}件（{failures[0]}）" if failures else ""
            yield Row(
                f"住民の画面、同時に{USERS}人（{name}）",
                "95%が100 ms 未満",
                Figures.of(everything),
                note=note,
            )


def _run(
    scenario: Scenario,
    address: tuple[str, int],
    cookies: list[str],
    first: str,
    rounds: int,
    think_seconds: float,
) -> list[_User]:
    base = f"/{scenario.municipality}/{scenario.event}/"
    paths = tuple(path.format(first=first) for path in PAGES)
    # Nor do they all stand at the same page: each begins with another one.
    users = [
        _User(address, base, f"draft={cookie}", paths[place % len(paths) :] + paths[: place % len(paths)])
        for place, cookie in enumerate(cookies)
    ]
    start = threading.Barrier(len(users))
    threads = [threading.Thread(target=user.read, args=(rounds, start, think_seconds)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return users


def _drafts(scenario_file: Path, environment: dict[str, str]) -> tuple[list[str], str]:
    """Twenty filled-in drafts in the public zone: the cookies' texts, and the item of the first question."""
    command = [sys.executable, "-m", "madoguchi_testing.benchmarks.pages", str(scenario_file), str(USERS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    made = json.loads(done.stdout)
    return made["cookies"], made["first"]


def _make_drafts(scenario_file: Path, number: int) -> None:
    """In a process of the public zone: fill in the scenario `number` times and print the keys."""
    import django

    django.setup()
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.journeys.pre_application import api
    from madoguchi_testing.people import Resident, find_scenario

    scenario = find_scenario(load_packs_or_refuse(settings.MADOGUCHI_PACKS), scenario_file)
    cookies, first = [], ""
    with clock.fixed(scenario.today):
        for _ in range(number):
            resident = Resident(scenario)
            first = resident.answer_everything()[0]
            resident.fill_in_everything()
            api.seal_answers(resident.handle)
            cookies.append(resident.handle.to_cookie())
    sys.stdout.write(json.dumps({"cookies": cookies, "first": first}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.settings.public")
    _make_drafts(Path(sys.argv[1]), int(sys.argv[2]))
