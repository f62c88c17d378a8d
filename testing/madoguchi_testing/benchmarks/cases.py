"""The desks with a million cases: worklist, search and case page, alone and under twenty people at once.

The cases are fictional and lie all in one municipality, which is harder than a region. They stay in the
bench's own database, so that only the first run has to make them; other parts of the bench may add a few.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.test import Client
from psycopg import sql

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.sign_in import SESSION_LAST_SEEN, SESSION_MUNICIPALITY, SESSION_SIGNED_IN
from madoguchi.core.actions import Context
from madoguchi.core.database.prepare import superuser_connection
from madoguchi.core.packs import MunicipalityPack, Packs
from madoguchi.engines.cases.api import (
    Case,
    CaseSearch,
    InboxFilter,
    Status,
    case_story,
    find_cases,
    inbox,
    reception_number,
)
from madoguchi.lib.japanese.dates import format_digits
from madoguchi.lib.japanese.kanji import search_key
from madoguchi_testing.benchmarks.measuring import Figures, Row, measure
from madoguchi_testing.benchmarks.serving import served
from madoguchi_testing.population.names import NameBook

USERS = 20
CASES = 1_000_000
PEOPLE = 60_000
AIM = "95%が100 ms 未満"
UNFINISHED_SHARE = 0.03
"""Of five years' work: what lies on the desks now, 1,500 cases on each."""

_STILL_THE_SAME = 1.05
"""Up to so many times as many cases as wanted are not made again."""

_SERVED = "madoguchi serve のまま（2プロセス、各2スレッド）"
_DAYS = 5 * 365
_COLUMNS = (
    "municipality_code", "uuid", "number", "channel", "source_uuid", "procedure_key", "procedure_label",
    "person_index", "person_name", "person_kana", "desk_role", "status", "due", "opened_at", "closed_at",
    "assignee_id", "assignee_name", "note", "data", "name_key", "given_name_key", "kana_key",
    "given_kana_key", "birth_first", "birth_last", "search_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Person:
    """A fictional person with search keys."""

    name: str
    kana: str
    keys: tuple[str, str, str, str]
    birth: Any


def case_rows(packs: Packs, municipality_code: str, *, fraction: float) -> Iterator[Row]:
    """`fraction` of a million cases; what one clerk waits for, then twenty at once."""
    pack = packs.for_municipality(municipality_code)
    wanted = int(CASES * fraction)
    with tenancy.municipality(municipality_code):
        there = Case.objects.count()
    if not wanted <= there <= wanted * _STILL_THE_SAME:
        began = time.perf_counter()
        _fill(pack, wanted)
        yield Row(f"案件をつくる（{wanted:,}件）", "", plain=f"{time.perf_counter() - began:.0f} 秒")
    sample = _sample(municipality_code)
    yield from _alone(municipality_code, sample)
    yield from _together(pack, sample)


def _alone(code: str, sample: list[Case]) -> Iterator[Row]:
    context = Context(code, Actor.system("bench"), purpose="計測")
    source = random.Random(1)

    def one() -> Case:
        return source.choice(sample)

    looks: dict[str, Callable[[], object]] = {
        "課の一覧": lambda: inbox(context, one().desk_role),
        "課の一覧、後ろのページ": lambda: inbox(
            context, one().desk_role, after=f"{(clock.today() + timedelta(20)).isoformat()}.1"
        ),
        "課の一覧、文字でしぼりこむ": lambda: inbox(
            context, one().desk_role, InboxFilter(text=one().person_name[:2])
        ),
        "終わったもの、文字でしぼりこむ": lambda: inbox(
            context, one().desk_role, InboxFilter(frozenset({Status.DONE}), one().person_name[:2])
        ),
        "名字で探す": lambda: find_cases(context, CaseSearch(one().person_name.split(" ")[0])),
        "かなの氏名で探す": lambda: find_cases(context, CaseSearch(one().person_kana)),
        "生年月日で探す": lambda: find_cases(context, CaseSearch(_birth(one()))),
        "受付番号で探す": lambda: find_cases(context, CaseSearch(one().number)),
        "手続きと状態で探す": lambda: find_cases(
            context,
            CaseSearch(procedures=frozenset({one().procedure_key}), statuses=frozenset({Status.CORRECTION})),
        ),
        "名字と手続きで探す": lambda: find_cases(
            context, CaseSearch(one().person_name.split(" ")[0], frozenset({one().procedure_key}))
        ),
        "1件を開く": lambda: case_story(context, one().uuid),
    }
    for name, look in looks.items():
        yield Row(f"{name}（画面なし、1人）", "", measure(look, runs=40))


def _together(pack: MunicipalityPack, sample: list[Case]) -> Iterator[Row]:
    code = pack.municipality.code
    cookies = [_session(pack, number) for number in range(USERS)]
    environment = {**os.environ, "MADOGUCHI_ZONE": "office"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with served("office", environment) as address:
        for think_seconds, rounds, manner, aim in (
            # Twenty people at the desks read what they open; what happens without any pause stands beside it.
            (1.0, 8, "1秒ほどずつ読みながら", AIM),
            (0.0, 8, "休まず", ""),
        ):
            users = [_User(address, code, cookie, sample) for cookie in cookies]
            _run(users, rounds, think_seconds)
            kinds = list(dict.fromkeys(kind for user in users for kind in user.times))
            for kind in [*kinds, ""]:
                times = [
                    one
                    for user in users
                    for of, all_ in user.times.items()
                    if kind in ("", of)
                    for one in all_
                ]
                failures = [
                    failure for user in users for failure in user.failures if kind in ("", failure[0])
                ]
                note = f"失敗 {len(failures)}件（{failures[0][1]}）" if failures else _SERVED
                name = f"{kind or 'すべての画面'}、同時に{USERS}人（{manner}）"
                yield Row(name, aim, Figures.of(times), note=note)


@dataclass
class _User:
    """One clerk with a session, who goes from page to page."""

    address: tuple[str, int]
    code: str
    session: str
    sample: list[Case]
    times: dict[str, list[float]] = field(default_factory=dict)
    failures: list[tuple[str, int]] = field(default_factory=list)

    def work(self, rounds: int, start: threading.Barrier, think_seconds: float) -> None:
        """Each kind of page `rounds` times over one connection, with a pause between two pages."""
        self._connection = http.client.HTTPConnection(*self.address, timeout=60)
        choices = random.Random(self.session)
        cookie, token = self._token()
        start.wait()
        # Whoever reads opens the first page in a moment of their own too.
        time.sleep(think_seconds * choices.random())
        for _ in range(rounds):
            case = choices.choice(self.sample)
            inbox_url = f"/{self.code}/inbox/{case.desk_role}/"
            later = (clock.today() + timedelta(days=choices.randrange(30))).isoformat()
            for kind, path in (
                ("課の一覧", inbox_url),
                ("課の一覧、後ろのページ", f"{inbox_url}?after={later}.1"),
                ("1件を開く", f"/{self.code}/cases/{case.uuid}/"),
            ):
                self._look(kind, "GET", path)
                time.sleep(think_seconds * choices.uniform(0.5, 1.5))
            typed = choices.choice(
                [case.person_name, case.person_kana.split(" ")[0], _birth(case), case.number]
            )
            form = urlencode({"text": typed, "csrfmiddlewaretoken": token})
            found = self._look("探す（送る）", "POST", f"/{self.code}/cases/", form, cookie)
            if found:
                self._look("探す（結果）", "GET", found)
            time.sleep(think_seconds * choices.uniform(0.5, 1.5))
        self._connection.close()

    def _look(self, kind: str, method: str, path: str, body: str = "", cookie: str = "") -> str:
        headers = {"Cookie": f"sessionid={self.session}; {cookie}".rstrip("; ")}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        response.read()
        self.times.setdefault(kind, []).append((time.perf_counter() - began) * 1_000)
        if response.status != (302 if method == "POST" else 200):
            self.failures.append((kind, response.status))
        return response.getheader("Location", "")

    def _token(self) -> tuple[str, str]:
        """The cookie and the form's value that guard against forged posts."""
        self._connection.request(
            "GET", f"/{self.code}/cases/", headers={"Cookie": f"sessionid={self.session}"}
        )
        response = self._connection.getresponse()
        page = response.read().decode()
        kept = SimpleCookie(response.getheader("Set-Cookie", ""))
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise RuntimeError(f"the search page answered {response.status}")
        return f"csrftoken={kept['csrftoken'].value}", found[1]


def _run(users: list[_User], rounds: int, think_seconds: float) -> None:
    start = threading.Barrier(len(users))
    threads = [threading.Thread(target=user.work, args=(rounds, start, think_seconds)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _session(pack: MunicipalityPack, number: int) -> str:
    """The session of a fictional clerk who works at every desk."""
    code, name = pack.municipality.code, f"bench{number}"
    with tenancy.municipality(code):
        member = StaffMember.objects.filter(username=name).first()
    if member is None:
        member = StaffMember.objects.create_staff(
            code, name, "a-password-for-the-bench", roles=["manager"], desks=list(pack.desks)[:4]
        )
    client = Client()
    with tenancy.municipality(code):
        client.force_login(member, backend="madoguchi.core.accounts.backends.MunicipalityBackend")
    session = client.session
    session[SESSION_MUNICIPALITY] = code
    session[SESSION_SIGNED_IN] = session[SESSION_LAST_SEEN] = clock.now().timestamp()
    session.save()
    return str(session.session_key)


def _sample(code: str) -> list[Case]:
    with tenancy.municipality(code):
        unfinished = Case.objects.filter(closed_at__isnull=True).order_by("uuid")[:300]
        finished = Case.objects.filter(closed_at__isnull=False).order_by("uuid")[:200]
        return [*unfinished, *finished]


def _birth(case: Case) -> str:
    return format_digits(case.birth_first) if case.birth_first else ""


def _fill(pack: MunicipalityPack, number: int) -> None:
    """Replace the cases of the bench's own database by COPY, with the indexes built afterwards."""
    database = settings.DATABASES["default"]
    with superuser_connection(Path(database["EMBEDDED_DATA"]), database["NAME"]) as connection:
        with connection.transaction():
            indexes = connection.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'cases_case'"
                " AND indexdef NOT LIKE 'CREATE UNIQUE%'"
            ).fetchall()
            # Each event would otherwise look its case up.
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL maintenance_work_mem = '1GB'")
            connection.execute("TRUNCATE cases_case, cases_caseevent, cases_attachment")
            for name, _ in indexes:
                connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
            columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
            with connection.cursor().copy(sql.SQL("COPY cases_case ({}) FROM STDIN").format(columns)) as copy:
                for row in _made(pack, number):
                    copy.write_row(row)
            connection.execute(
                "INSERT INTO cases_caseevent"
                " (municipality_code, case_id, step, at, actor_id, actor_name, note)"
                " SELECT municipality_code, id, 'accepted', opened_at, 'staff:1', '窓口', '' FROM cases_case"
            )
            for _, definition in indexes:
                connection.execute(str(definition))  # as PostgreSQL told it
        connection.execute("VACUUM ANALYZE cases_case, cases_caseevent")


def _made(pack: MunicipalityPack, number: int) -> Iterator[tuple[Any, ...]]:
    source, code, now = random.Random(20260319), pack.municipality.code, clock.now()
    people = _people(source)
    procedures = [one for one in pack.procedures.values() if one.desk in pack.desks]
    labels = {one.key: search_key(one.label) for one in procedures}
    open_states = [Status.ACCEPTED.value] * 6 + [Status.EXAMINING.value] * 3 + [Status.CORRECTION.value]
    ends = [Status.DONE.value] * 37 + [Status.REJECTED.value] * 2 + [Status.WITHDRAWN.value]
    for serial in range(1, number + 1):
        person, procedure = source.choice(people), source.choice(procedures)
        finished = source.random() >= UNFINISHED_SHARE
        opened = now - timedelta(
            days=source.randrange(_DAYS) if finished else source.randrange(20),
            seconds=source.randrange(30_000),
        )
        due = opened.date() + timedelta(days=source.randrange(1, 45)) if source.random() < 0.8 else None
        closed = opened + timedelta(days=source.randrange(1, 10)) if finished else None
        yield (
            code, UUID(int=source.getrandbits(128), version=4),
            reception_number(opened.year, serial // 3 + 1), "counter", UUID(int=serial // 3 + 1),
            procedure.key, procedure.label, serial % 3,
            person.name, person.kana, procedure.desk, source.choice(ends if finished else open_states),
            due, opened, closed, "", "", "",
            f'{{"members": [{{"person.name": "{person.name}"}}]}}', *person.keys, person.birth, person.birth,
            f"{person.keys[0]}{person.keys[2]}{labels[procedure.key]}",
        )  # fmt: skip


def _people(source: random.Random) -> list[_Person]:
    book, made = NameBook(), []
    for _ in range(PEOPLE):
        birth = clock.today() - timedelta(days=source.randrange(95 * 365))
        family = book.family(source)
        given = book.given(source, birth.year, source.choice(("female", "male")))
        keys = (
            search_key(family.written + given.written),
            search_key(given.written),
            search_key(family.kana + given.kana),
            search_key(given.kana),
        )
        name, kana = f"{family.written} {given.written}", f"{family.kana} {given.kana}"
        made.append(_Person(name, kana, keys, birth))
    return made
