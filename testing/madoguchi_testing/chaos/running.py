"""The whole run: set two zones up, let residents apply, kill, start again, and count in the end.

What plays the service manager, the residents, the clerks and the core systems is this process; it belongs
to the office zone. Everything else is as in production: gunicorn for the residents' and for the staff's site,
the link with certificates at both ends, the worker, and a PostgreSQL server for each zone. Clerks and
residents reach them over HTTP only.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import django
import psycopg
from procrastinate.exceptions import ConnectorException

from madoguchi.lib.garbage import without_looking_for_garbage
from madoguchi.settings import environment
from madoguchi_testing.chaos.databases import ZONES, Database, copy_of_template
from madoguchi_testing.chaos.packs import EVENT, METHODS, make_packs
from madoguchi_testing.chaos.services import Manager, Service, Victim, free_address, listens
from madoguchi_testing.zones import environment_of, looking_into

if TYPE_CHECKING:
    from madoguchi_testing.chaos.counting import Counted
    from madoguchi_testing.chaos.offices import Core
    from madoguchi_testing.chaos.people import Draft, Residents
    from madoguchi_testing.people.clerk_at_site import Login

PER_KILL = 1
"""Applications that may begin between two kills."""
AT_ONCE = 3
_LEAST, _MOST = 0.15, 1.2
"""Seconds between two kills."""
_PATIENCE = 3.5
"""After so many seconds without anybody finishing, the next kill comes all the same."""
_DOWN = 0.8
_FINISH_SECONDS = 300.0
_HURRY_SECONDS = 1.0
_STATES_READ = 12
_DONE = "手続きはすべて終わりました"

SITE, SITE_PROCESS, LINK = "public server", "one process of it", "link server"
STAFF_SITE, STAFF_PROCESS = "office server", "one process of that"
WORKER = "office worker"
PUBLIC_DATABASE, OFFICE_DATABASE = "public PostgreSQL", "office PostgreSQL"
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("server", (SITE, SITE_PROCESS, STAFF_SITE, STAFF_PROCESS, LINK)),
    ("worker", (WORKER,)),
    ("PostgreSQL", (PUBLIC_DATABASE, OFFICE_DATABASE)),
)
_TWENTY = (
    STAFF_SITE, WORKER, PUBLIC_DATABASE, SITE_PROCESS, WORKER, OFFICE_DATABASE, LINK, PUBLIC_DATABASE, SITE,
    OFFICE_DATABASE, WORKER, STAFF_PROCESS, PUBLIC_DATABASE, OFFICE_DATABASE, STAFF_SITE, SITE_PROCESS,
    WORKER, PUBLIC_DATABASE, STAFF_PROCESS, OFFICE_DATABASE,
)  # fmt: skip
"""Each twenty kills: what is back soon more often than what takes seconds to start."""
_PROCESS_OF = {SITE_PROCESS: SITE, STAFF_PROCESS: STAFF_SITE}
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
    at = {name: free_address() for name in (SITE, STAFF_SITE, LINK)}
    zones = {zone: _environment(folder, zone, databases[zone], at[LINK]) for zone in ZONES}
    manager = Manager(_victims(folder, databases, zones, at))
    try:
        make_packs(environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs"), folder / "packs")
        for database in databases.values():
            copy_of_template(cache, database.data)
            database.start()
        # From here on this process is one of the office zone.
        os.environ.update(zones["office"] | {"DJANGO_SETTINGS_MODULE": "madoguchi.settings.office"})
        with without_looking_for_garbage():
            django.setup()
        from madoguchi_testing.chaos import setting_up

        setting_up.keys_and_certificates(folder / "public")
        for database in databases.values():
            database.wait()
        manager.start()  # who starts slowly does so meanwhile
        logins = setting_up.logins()
        drafts = setting_up.drafts(databases["public"].for_django("public"), PER_KILL * kills + AT_ONCE, by)
        say(f"申請 {len(drafts)}件を用意しました。二つのゾーンを始めます。")
        manager.wait()
        return _rage(manager, databases, drafts, logins, kills=kills, seed=seed, by=by, at=at, say=say)
    finally:
        manager.stop()
        for database in databases.values():
            database.forget()


def _rage(
    manager: Manager,
    databases: Mapping[str, Database],
    drafts: Sequence[Draft],
    logins: Sequence[Login],
    *,
    kills: int,
    seed: int,
    by: random.Random,
    at: Mapping[str, str],
    say: Callable[[str], None],
) -> Report:
    from django.conf import settings

    from madoguchi_testing.chaos.offices import Core, Desk
    from madoguchi_testing.chaos.people import Residents
    from madoguchi_testing.chaos.setting_up import verify_keys

    began = monotonic()
    residents = Residents(at[SITE], EVENT, drafts, at_once=AT_ONCE)
    core = Core(
        Path(settings.MADOGUCHI_HANDOVER_DIRECTORY), Path(settings.VAR), verify_keys(), random.Random(seed)
    )
    desks = [Desk(at[STAFF_SITE], login, core.import_screen, random.Random(seed)) for login in logins]
    residents.start()
    for office in (core, *desks):
        office.start()
    done: Counter[str] = Counter()
    left = planned(kills, by)
    for number in range(1, kills + 1):
        residents.allow(PER_KILL * number + AT_ONCE)
        seen, ends = len(residents.told), monotonic() + _PATIENCE
        sleep(by.uniform(_LEAST, _MOST))
        while len(residents.told) == seen and monotonic() < ends:
            sleep(0.05)  # so that something happens between two kills
        _hurry(databases["office"])
        name = _next(manager, left)
        _kill(manager, name, by)
        done[name] += 1
        if number % 10 == 0 or number == kills:
            say(f"  {number}/{kills}　{monotonic() - began:.0f}秒　控えを受け取った人 {residents.receipts}人")
    residents.allow(len(drafts))
    residents.finish(longest_seconds=_FINISH_SECONDS)
    _note(residents, Path(settings.VAR) / "told.json")
    counted, problems = _drain(manager, databases, residents, core)
    seconds = monotonic() - began
    for office in (*desks, core):
        office.stop()
    problems += [desk.problem for desk in desks if desk.problem]
    states = _read_states(at[SITE], residents, by)
    holds = all(_audit_holds(database, zone) for zone, database in databases.items())
    right = counted.is_right and not problems and holds and states[0] == states[1]
    return Report(
        seed=seed,
        kills={name: done[name] for _, variants in KINDS for name in variants if done[name]},
        counted=asdict(counted),
        seconds=seconds,
        lost_answers=sum(one.lost for one in residents.told),
        clerk_lost=sum(desk.lost for desk in desks),
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
            if manager.victims[_PROCESS_OF.get(name, name)].is_up():
                return left.pop(place)
        sleep(0.05)
    raise TimeoutError(f"none of {left[:_LOOK_AHEAD]} comes up again")


def _kill(manager: Manager, name: str, by: random.Random) -> None:
    if name not in _PROCESS_OF:
        manager.kill(name, down_seconds=by.uniform(0, _DOWN))
        return
    service = manager.victims[_PROCESS_OF[name]]
    if isinstance(service, Service):
        service.kill_one(by)


def _drain(
    manager: Manager, databases: Mapping[str, Database], residents: Residents, core: Core
) -> tuple[Counted, list[str]]:
    """Let everything that was promised happen, with nobody killing any more; what does not is counted lost.

    What waits for its time (the round of each minute, an attempt that is put off) happens at once, so that
    nobody has to wait for it.
    """
    from madoguchi_testing.chaos.counting import count, is_settled, look

    manager.wait()
    ends = monotonic() + _FINISH_SECONDS
    hurried = 0.0
    with (
        databases["public"].connect("madoguchi_public") as public,
        databases["office"].connect("madoguchi_office") as office,
    ):
        while not is_settled(found := look(public, office, core.stored()), residents.told):
            if monotonic() > ends:
                unsettled = f"not settled: {found.waiting} letters, {found.jobs} jobs"
                return count(found, residents.told), [unsettled]
            if monotonic() - hurried > _HURRY_SECONDS:
                _hurry(databases["office"])
                hurried = monotonic()
            sleep(0.1)
        return count(found, residents.told), []


def _hurry(office: Database) -> None:
    """Let what waits for its time happen now; nothing where the database is away just now."""
    from django.db import DatabaseError, InterfaceError

    from madoguchi_testing.chaos.setting_up import as_if_time_had_passed

    with (
        suppress(psycopg.Error, DatabaseError, InterfaceError, ConnectorException),
        office.connect("madoguchi_office") as superuser,
    ):
        as_if_time_had_passed(superuser)


def _note(residents: Residents, file: Path) -> None:
    """Keep what the residents know, for whoever has to find out what went wrong."""
    told = [
        {"application": str(one.application), "receipt": one.receipt and one.receipt.number, "lost": one.lost}
        for one in residents.told
    ]
    file.write_text(json.dumps(told, indent=1), encoding="ascii")


def _read_states(site: str, residents: Residents, by: random.Random) -> tuple[int, int]:
    from madoguchi_testing.online.at_home import read_state

    receipts = [(one.municipality_code, one.receipt) for one in residents.told if one.receipt is not None]
    asked = by.sample(receipts, min(_STATES_READ, len(receipts)))
    return sum(_DONE in read_state(site, code, receipt) for code, receipt in asked), len(asked)


def _audit_holds(database: Database, zone: str) -> bool:
    from madoguchi.core.audit.api import verify

    with looking_into(database.for_django(zone)):
        return not any(verify(code) for code in METHODS)


def _environment(folder: Path, zone: str, database: Database, link: str) -> dict[str, str]:
    """What the processes of a zone are told: nothing of this installation but the log level."""
    own = {"MADOGUCHI_JPKI_TEST_CARDS": "yes", "MADOGUCHI_PACKS": str(folder / "packs")}
    return environment_of(folder, zone, link) | database.settings(zone) | own


def _victims(
    folder: Path,
    databases: Mapping[str, Database],
    zones: Mapping[str, Mapping[str, str]],
    at: Mapping[str, str],
) -> dict[str, Victim]:
    def service(name: str, zone: str, words: list[str], answers: Callable[[float], bool]) -> Service:
        return Service(words, {**os.environ, **zones[zone]}, folder / f"{name}.log", answers)

    def server(name: str, log: str, zone: str, *words: str) -> Service:
        return service(log, zone, ["serve", "--zone", zone, *words], lambda _: listens(at[name]))

    return {
        PUBLIC_DATABASE: databases["public"],
        OFFICE_DATABASE: databases["office"],
        SITE: server(SITE, "site", "public", "--bind", at[SITE]),
        STAFF_SITE: server(STAFF_SITE, "staff_site", "office", "--bind", at[STAFF_SITE]),
        LINK: server(LINK, "link", "public", "--link", at[LINK], "--workers", "1"),
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
