"""The whole run: set two zones up, let residents apply, kill, start again, and count in the end.

What plays the service manager, the residents, the clerk and the core system is this process; it belongs to
the office zone. Everything else is as in production: gunicorn, the link with certificates at both ends, the
worker, and a PostgreSQL server for each zone.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import django
import psycopg

from madoguchi_testing.chaos.databases import ZONES, Database, copy_of_template
from madoguchi_testing.chaos.services import Manager, Service, Victim, free_address, listens
from madoguchi_testing.zones import environment_of, looking_into

if TYPE_CHECKING:
    from madoguchi_testing.chaos.counting import Counted
    from madoguchi_testing.chaos.people import Draft, Residents
    from madoguchi_testing.core_system import Ledger

PER_KILL = 1
"""Applications that may begin between two kills."""
AT_ONCE = 3
_LEAST, _MOST = 0.15, 1.2
"""Seconds between two kills."""
_PATIENCE = 3.5
"""After so many seconds without anybody finishing, the next kill comes all the same."""
_DOWN = 0.8
_FINISH_SECONDS = 300.0
_HURRY_SECONDS = 2.0
_STATES_READ = 12
_DONE = "手続きはすべて終わりました"

SITE, SITE_PROCESS, LINK = "public server", "one process of it", "link server"
WORKER = "office worker"
PUBLIC_DATABASE, OFFICE_DATABASE = "public PostgreSQL", "office PostgreSQL"
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("server", (SITE, SITE_PROCESS, LINK)),
    ("worker", (WORKER,)),
    ("PostgreSQL", (PUBLIC_DATABASE, OFFICE_DATABASE)),
)
_TWENTY = (
    SITE, WORKER, PUBLIC_DATABASE, SITE_PROCESS, WORKER, OFFICE_DATABASE, LINK, PUBLIC_DATABASE, SITE_PROCESS,
    OFFICE_DATABASE, WORKER, SITE_PROCESS, PUBLIC_DATABASE, OFFICE_DATABASE, LINK, SITE_PROCESS, WORKER,
    PUBLIC_DATABASE, SITE_PROCESS, OFFICE_DATABASE,
)  # fmt: skip
"""Each twenty kills: what is back soon more often than what takes seconds to start."""
_LOOK_AHEAD = 6
_LONGEST_START = 240.0


@dataclass(slots=True)
class Report:
    """What the run came to. `states` is how many status pages of how many said that all is done."""

    seed: int
    kills: dict[str, int]
    counted: dict[str, Any]
    seconds: float
    lost_answers: int
    clerk_lost: int
    core_deaths: int
    ended_by_themselves: dict[str, int]
    states: tuple[int, int]
    audit_holds: bool
    is_right: bool
    problems: list[str] = field(default_factory=list)


def planned(kills: int, by: random.Random) -> list[str]:
    """Whom to kill, in which order; the first three are one of each kind."""
    chosen = [_TWENTY[place % len(_TWENTY)] for place in range(kills)]
    by.shuffle(chosen)
    return chosen


def run_chaos(folder: Path, cache: Path, *, kills: int, seed: int, say: Callable[[str], None]) -> Report:
    """Run it in `folder`, which must be new; `cache` keeps what is the same for every run.

    Loads Django for the office zone. Raises TimeoutError when something does not come up again.
    """
    by = random.Random(seed)
    databases = {zone: Database(folder / zone / "postgres") for zone in ZONES}
    site, link = free_address(), free_address()
    zones = {zone: _environment(folder, zone, databases[zone], link) for zone in ZONES}
    manager = Manager(_victims(folder, databases, zones, site, link))
    try:
        for database in databases.values():
            copy_of_template(cache, database.data)
            database.start()
        # From here on this process is one of the office zone.
        os.environ.update(zones["office"] | {"DJANGO_SETTINGS_MODULE": "madoguchi.settings.office"})
        django.setup()
        from madoguchi_testing.chaos import setting_up

        setting_up.keys_and_certificates(folder / "public")
        for database in databases.values():
            database.wait()
        drafts = setting_up.drafts(databases["public"].for_django("public"), PER_KILL * kills + AT_ONCE, by)
        say(f"申請 {len(drafts)}件を用意しました。二つのゾーンを始めます。")
        manager.start()
        return _rage(manager, databases, drafts, kills=kills, seed=seed, by=by, site=site, say=say)
    finally:
        manager.stop()
        for database in databases.values():
            database.forget()


def _rage(
    manager: Manager,
    databases: Mapping[str, Database],
    drafts: Sequence[Draft],
    *,
    kills: int,
    seed: int,
    by: random.Random,
    site: str,
    say: Callable[[str], None],
) -> Report:
    from django.conf import settings

    from madoguchi_testing.chaos.people import Core, Desk, Residents
    from madoguchi_testing.chaos.setting_up import BASE, CODE
    from madoguchi_testing.core_system import Ledger

    began = monotonic()
    ledger = Ledger(Path(settings.VAR) / "core_system.sqlite3")
    residents = Residents(site, BASE, drafts, at_once=AT_ONCE)
    desk = Desk(CODE)
    core = Core(Path(settings.MADOGUCHI_HANDOVER_DIRECTORY), ledger, random.Random(seed))
    for one in (residents, desk, core):
        one.start()
    done: Counter[str] = Counter()
    left = planned(kills, by)
    for number in range(1, kills + 1):
        residents.allow(PER_KILL * number + AT_ONCE)
        seen, ends = len(residents.told), monotonic() + _PATIENCE
        sleep(by.uniform(_LEAST, _MOST))
        while len(residents.told) == seen and monotonic() < ends:
            sleep(0.05)  # so that something happens between two kills
        name = _next(manager, left)
        _kill(manager, name, by)
        done[name] += 1
        if number % 10 == 0 or number == kills:
            say(f"  {number}/{kills}　{monotonic() - began:.0f}秒　控えを受け取った人 {residents.receipts}人")
    residents.allow(len(drafts))
    residents.finish(longest_seconds=_FINISH_SECONDS)
    _note(residents, Path(settings.VAR) / "told.json")
    counted, problems = _drain(manager, databases, residents, ledger)
    seconds = monotonic() - began
    desk.stop()
    core.stop()
    states = _read_states(site, CODE, residents, by)
    holds = all(_audit_holds(database, zone, CODE) for zone, database in databases.items())
    right = counted.is_right and not problems and holds and states[0] == states[1]
    return Report(
        seed=seed,
        kills={name: done[name] for _, variants in KINDS for name in variants if done[name]},
        counted=asdict(counted),
        seconds=seconds,
        lost_answers=sum(one.lost for one in residents.told),
        clerk_lost=desk.lost,
        core_deaths=core.deaths,
        ended_by_themselves=manager.ended_by_themselves,
        states=states,
        audit_holds=holds,
        is_right=right,
        problems=problems,
    )


def _next(manager: Manager, left: list[str]) -> str:
    """The next of the plan that is alive: who is still starting comes later. Raises TimeoutError."""
    ends = monotonic() + _LONGEST_START
    while monotonic() < ends:
        for place, name in enumerate(left[:_LOOK_AHEAD]):
            if manager.victims[SITE if name == SITE_PROCESS else name].is_up():
                return left.pop(place)
        sleep(0.05)
    raise TimeoutError(f"none of {left[:_LOOK_AHEAD]} comes up again")


def _kill(manager: Manager, name: str, by: random.Random) -> None:
    if name != SITE_PROCESS:
        manager.kill(name, down_seconds=by.uniform(0, _DOWN))
        return
    service = manager.victims[SITE]
    if isinstance(service, Service):
        service.kill_one(by)


def _drain(
    manager: Manager, databases: Mapping[str, Database], residents: Residents, ledger: Ledger
) -> tuple[Counted, list[str]]:
    """Let everything that was promised happen, with nobody killing any more; what does not is counted lost.

    What waits for its time (the round of each minute, an attempt that is put off) happens at once, so that
    nobody has to wait for it.
    """
    from madoguchi_testing.chaos.counting import count, is_settled, look
    from madoguchi_testing.chaos.setting_up import as_if_time_had_passed

    for name in manager.victims:
        manager.wait_for(name)
    ends = monotonic() + _FINISH_SECONDS
    hurried = 0.0
    with (
        databases["public"].connect("madoguchi_public") as public,
        databases["office"].connect("madoguchi_office") as office,
    ):
        while not is_settled(found := look(public, office, ledger), residents.told):
            if monotonic() > ends:
                unsettled = f"not settled: {found.waiting} letters, {found.jobs} jobs"
                return count(found, residents.told), [unsettled]
            if monotonic() - hurried > _HURRY_SECONDS:
                as_if_time_had_passed(office)
                hurried = monotonic()
            sleep(0.1)
        return count(found, residents.told), []


def _note(residents: Residents, file: Path) -> None:
    """Keep what the residents know, for whoever has to find out what went wrong."""
    told = [
        {"application": str(one.application), "receipt": one.receipt and one.receipt.number, "lost": one.lost}
        for one in residents.told
    ]
    file.write_text(json.dumps(told, indent=1), encoding="ascii")


def _read_states(site: str, code: str, residents: Residents, by: random.Random) -> tuple[int, int]:
    from madoguchi_testing.online.at_home import read_state

    receipts = [one.receipt for one in residents.told if one.receipt is not None]
    asked = by.sample(receipts, min(_STATES_READ, len(receipts)))
    return sum(_DONE in read_state(site, code, receipt) for receipt in asked), len(asked)


def _audit_holds(database: Database, zone: str, code: str) -> bool:
    from madoguchi.core.audit.api import verify

    with looking_into(database.for_django(zone)):
        return not verify(code)


def _environment(folder: Path, zone: str, database: Database, link: str) -> dict[str, str]:
    """What the processes of a zone are told: nothing of this installation but packs and log level."""
    return environment_of(folder, zone, link) | database.settings(zone) | {"MADOGUCHI_JPKI_TEST_CARDS": "yes"}


def _victims(
    folder: Path,
    databases: Mapping[str, Database],
    zones: Mapping[str, Mapping[str, str]],
    site: str,
    link: str,
) -> dict[str, Victim]:
    def service(name: str, zone: str, words: list[str], answers: Callable[[float], bool]) -> Service:
        return Service(words, {**os.environ, **zones[zone]}, folder / f"{name}.log", answers)

    served = ["serve", "--zone", "public"]
    return {
        PUBLIC_DATABASE: databases["public"],
        OFFICE_DATABASE: databases["office"],
        SITE: service("site", "public", [*served, "--bind", site], lambda _: listens(site)),
        LINK: service("link", "public", [*served, "--link", link, "--workers", "1"], lambda _: listens(link)),
        WORKER: service("worker", "office", ["work"], partial(_worker_is_there, databases["office"])),
    }


def _worker_is_there(database: Database, since: float) -> bool:
    """Whether a worker has entered itself in the office's database since then (seconds since 1970)."""
    try:
        with database.connect("madoguchi_office") as connection:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > to_timestamp(%s)", [since]
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0] != 0
