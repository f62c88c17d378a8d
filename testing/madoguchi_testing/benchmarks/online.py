"""Applications from home in the office: fetched over the link, opened, verified, identified, stored.

Both zones are real: the public one with a database, and a process for the link (TLS, certificates of both
ends), of its own; the office with as many workers as an installation of two cores would run, which fetch,
deliver and answer by themselves. Once the workers have read packs and dictionaries, for some letters before,
the letters are put into the mailbox and the clock starts; it stops when the last application is stored with
its cases. Besides the wall clock the processor time of all processes is told, which says more on a machine
that others use as well.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psutil
from django.conf import settings
from django.test.utils import override_settings

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.database.prepare import prepare_databases, superuser_connection
from madoguchi.core.packs import Packs, Scenario, load_packs_or_refuse
from madoguchi.engines.courier.api import exchange_soon, unsent_count
from madoguchi.engines.residents.api import (
    LoadCertificates,
    LoadCertificatesInput,
    ResidentRecord,
    Status,
    count_residents,
    find,
)
from madoguchi.journeys.online_application.models import Application, ApplicationState
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi.lib.link_certificates import make_authority, make_office, make_server
from madoguchi.lib.sealing import read_public_key
from madoguchi_testing.benchmarks.measuring import Row
from madoguchi_testing.benchmarks.serving import served
from madoguchi_testing.jpki import Holder, demo_authority
from madoguchi_testing.jpki.authority import new_key
from madoguchi_testing.jpki.holders import birth_date_code, substituted
from madoguchi_testing.online import Applicant, certificate_lines, childcare_scenario
from madoguchi_testing.population import load_population

APPLICATIONS = 600
SIGNERS = 60
WORKERS = 2
WARMING_UP = 48
"""So many letters before the clock starts: each thread of each worker opens some."""
AIM = "1秒に100件以上"
_LONGEST_SECONDS = 300.0
_LOOK_EVERY = 0.1
_PROCEDURES = (("childcare_application", 1), ("childcare_certification", 1))


def online_rows(packs: Packs, code: str, *, fraction: float) -> Iterator[Row]:
    """How many applications a second, from the mailbox to the cases on the desks."""
    scenario = childcare_scenario(packs, code)
    wanted = max(WORKERS, int(APPLICATIONS * fraction))
    anchors = Path(settings.VAR) / "jpki" / "anchors"
    with override_settings(
        MADOGUCHI_JPKI_ANCHORS=anchors,
        MADOGUCHI_JPKI_TEST_CARDS=True,
        MADOGUCHI_LINK_DIRECTORY=Path(settings.VAR) / "link",
        MADOGUCHI_COURIER_DIRECTORY=Path(settings.VAR) / "courier",
    ):
        prepare_databases()
        if not count_residents(code):
            load_population([packs.municipalities[code]], fraction=fraction, seed=1, on=clock.today())
        _analyze()
        environment = _environment(anchors)
        letters = _Letters(packs, scenario, environment)
        before = _stored(code, ApplicationState.OPENED)
        taken = _taken(letters, wanted)
        opened = _stored(code, ApplicationState.OPENED) - before - WARMING_UP
    people = count_residents(code)
    yield Row(
        f"封筒を取り、開け、確かめ、本人を特定し、案件にする（{wanted}件）",
        AIM,
        plain=f"1秒に {taken.applications / taken.seconds:.0f}件",
        note=f"案件にした {opened}件、台帳 {people:,}人、TLSの接続口1つ・ワーカー{WORKERS}つ"
        f"・公開側と庁内のデータベース、{taken.seconds:.1f}秒",
    )
    shares = "、".join(
        f"{name} {used / taken.applications * 1000:.1f}" for name, used in taken.processor.items()
    )
    yield Row(
        "　そのうちCPUの時間、1件あたり",
        "",
        plain=f"{sum(taken.processor.values()) / taken.applications * 1000:.1f} ミリ秒",
        note=f"{shares}（ミリ秒、返信を送るところまで）",
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many applications were stored, in how many seconds by the wall clock, and those of the processor
    by kind of process.
    """

    applications: int
    seconds: float
    processor: dict[str, float]


def _analyze() -> None:
    """What a database that has been in use for some minutes knows of its tables."""
    database = settings.DATABASES["default"]
    with superuser_connection(Path(database["EMBEDDED_DATA"]), database["NAME"]) as connection:
        connection.execute("VACUUM ANALYZE")


class _Letters:
    """Applications of people of the register, for the mailbox of the public zone."""

    def __init__(self, packs: Packs, scenario: Scenario, environment: Mapping[str, str]) -> None:
        self.code, self.environment = scenario.municipality, environment
        self._applicants = _applicants(packs, scenario)
        self._made = 0

    def post(self, wanted: int) -> None:
        """Make, sign and seal applications, and put them into the mailbox."""
        public_key = read_public_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), self.code)
        folder = Path(settings.VAR) / "letters"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number in range(self._made, self._made + wanted):
            # No two runs ask for the same: that would be told to be a repetition.
            phone = f"090-{number:04d}-{time.time_ns() // 1_000 % 10_000:04d}"
            applicant = self._applicants[number % len(self._applicants)]
            sent = applicant.apply(_PROCEDURES, answers={"contact.phone": phone})
            (folder / f"{uuid4()}.letter").write_bytes(sent.sealed(public_key, self.code).to_bytes())
        self._made += wanted
        command = [sys.executable, "-m", "madoguchi_testing.benchmarks.post_letters", str(folder), self.code]
        subprocess.run(  # noqa: S603 - our own command
            command, env={**self.environment, "MADOGUCHI_ZONE": "public"}, check=True
        )


def _applicants(packs: Packs, scenario: Scenario) -> list[Applicant]:
    """People of the register with cards that it knows; one pair of keys serves all of them."""
    code = scenario.municipality
    place = packs.municipalities[code]
    authority = demo_authority(
        Path(settings.VAR) / "jpki" / "demonstration-authority", Path(settings.MADOGUCHI_JPKI_ANCHORS)
    )
    keys = {purpose: new_key() for purpose in Purpose}
    made: list[Applicant] = []
    lines: list[str] = []
    for person in _people(code):
        name, substitutes = substituted("　".join(person.name.split()))
        holder = Holder(
            name=name,
            sex={"male": "1", "female": "2"}.get(person.sex, "3"),
            birth_date=birth_date_code(person.birth_date.isoformat()),
            address=place.prefecture + place.name + person.address,
            name_substitutes=substitutes,
        )
        card = authority.issue_card(holder, keys=keys)
        lines += list(certificate_lines(person.resident_number, card))[0 if not lines else 1 :]
        made.append(Applicant(packs, _as(scenario, person), card))
    run(LoadCertificates(), Context(code, Actor.system("bench")), LoadCertificatesInput(lines))
    return made


def _people(code: str) -> list[ResidentRecord]:
    """Heads of households of the register, as many as sign."""
    found: dict[str, ResidentRecord] = {}
    for name in ("さとう", "すずき", "わたなべ", "はしもと", "ほし", "ごとう", "さいとう", "いがらし"):
        for one in find(name, code, limit=200).records:
            if one.relation == "head" and one.status is Status.RESIDENT and not one.protected:
                found[one.resident_number] = one
    return list(found.values())[:SIGNERS]


def _as(scenario: Scenario, person: ResidentRecord) -> Scenario:
    """The scenario with this person as the parent, of a child that the register does not know yet."""
    family = person.name.split()[0]
    members = [
        {
            "name": person.name,
            "name_kana": person.name_kana,
            "relation": "head",
            "birth_date": person.birth_date.isoformat(),
            "is_applicant": True,
        },
        {
            "name": f"{family} はると",
            "name_kana": "ハルト",
            "relation": "child",
            "birth_date": (clock.today() - timedelta(days=200)).isoformat(),
            "childcare": "wanted",
            "is_applicant": False,
        },
    ]
    answers = {**scenario.answers, "members": members, "household.address": person.address}
    return replace(scenario, answers=answers, today=clock.today())


def _environment(anchors: Path) -> dict[str, str]:
    """What the processes of both zones are told; `--link` and `work` take what is theirs."""
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    folder = Path(settings.MADOGUCHI_LINK_DIRECTORY)
    make_authority(folder)
    make_server(folder, ["127.0.0.1"])
    make_office(folder, list(load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities))
    return inherited | {
        "MADOGUCHI_JPKI_ANCHORS": str(anchors),
        "MADOGUCHI_JPKI_TEST_CARDS": "yes",
        "MADOGUCHI_LINK_DIRECTORY": str(folder),
        "MADOGUCHI_COURIER_DIRECTORY": str(settings.MADOGUCHI_COURIER_DIRECTORY),
    }


def _taken(letters: _Letters, wanted: int) -> _Taken:
    """From the moment at which the workers are told to fetch until all applications are stored.

    Raises TimeoutError when that never happens.
    """
    code, environment = letters.code, letters.environment
    with served("public", {**environment, "MADOGUCHI_ZONE": "public"}, way="link") as (host, port):
        address = f"https://{host}:{port}"
        with _workers({**environment, "MADOGUCHI_LINK_URL": address, "MADOGUCHI_ZONE": "office"}) as workers:
            end = _stored(code) + WARMING_UP
            letters.post(WARMING_UP)
            exchange_soon(code)
            _wait_until(lambda: _stored(code) >= end and not unsent_count(code))
            with _nobody_fetches(code):
                letters.post(wanted)
            before, end = _stored(code), end + wanted
            processes = {
                "ワーカー": workers,
                "接続口": [one for one in _children() if one.pid not in {worker.pid for worker in workers}],
                "PostgreSQL": [_database_server()],
            }
            used = {name: _processor_seconds(some) for name, some in processes.items()}
            began = time.perf_counter()
            exchange_soon(code)
            _wait_until(lambda: _stored(code) >= end)
            seconds = time.perf_counter() - began
            _wait_until(lambda: not unsent_count(code))
            spent = {name: _processor_seconds(some) - used[name] for name, some in processes.items()}
            return _Taken(end - before, seconds, spent)


@contextmanager
def _nobody_fetches(code: str) -> Iterator[None]:
    """The workers look by themselves each minute; as beside another round, they take nothing in the block."""
    folder = Path(settings.MADOGUCHI_COURIER_DIRECTORY) / code
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _wait_until(done: Callable[[], bool]) -> None:
    began = time.perf_counter()
    while not done():
        if time.perf_counter() - began > _LONGEST_SECONDS:
            raise TimeoutError(f"the workers are not done after {_LONGEST_SECONDS:.0f} s")
        time.sleep(_LOOK_EVERY)


@contextmanager
def _workers(environment: Mapping[str, str]) -> Iterator[list[psutil.Process]]:
    """Workers for the time of the block; they have begun to look for jobs when it starts."""
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", "work"]
    running = [
        subprocess.Popen(command, env=dict(environment), start_new_session=True)  # noqa: S603 - our own
        for _ in range(WORKERS)
    ]
    try:
        yield [psutil.Process(one.pid) for one in running]
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(timeout=30)


def _children() -> list[psutil.Process]:
    """What this process has started and that runs, but for the database, which belongs to nobody here."""
    server = _database_server().pid
    return [one for one in psutil.Process().children() if one.pid != server]


def _database_server() -> psutil.Process:
    """The embedded PostgreSQL's first process."""
    file = Path(settings.DATABASES["default"]["EMBEDDED_DATA"]) / "postmaster.pid"
    return psutil.Process(int(file.read_text(encoding="ascii").splitlines()[0]))


def _processor_seconds(processes: Iterable[psutil.Process]) -> float:
    """What they and their children have used, those that have ended included."""
    total = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                used = one.cpu_times()
                total += used.user + used.system + used.children_user + used.children_system
    return total


def _stored(code: str, state: ApplicationState | None = None) -> int:
    with tenancy.municipality(code):
        found = Application.objects.all() if state is None else Application.objects.filter(state=state.value)
        return found.count()
