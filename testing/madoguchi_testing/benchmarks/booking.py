"""A morning on which everybody books, and a hall that two thousand phones follow."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from madoguchi.core import clock
from madoguchi.core.database.announcing import Announcement, listen, listening_parameters
from madoguchi.engines.reception.api import CHANNEL, DEVICE_COOKIE
from madoguchi_testing.benchmarks.clients import Answer, Browser
from madoguchi_testing.benchmarks.hall import Hall, hall_of_office
from madoguchi_testing.benchmarks.measuring import Figures, Row
from madoguchi_testing.benchmarks.two_zones import PLACES, Zones, everything_served, set_up
from madoguchi_testing.reception.phones import Crowd
from madoguchi_testing.zones import looking_into

RESIDENTS, PHONES, CALLS, TICKETS = 1_000, 2_000, 20, 200
MINUTE = 60.0
HALL = "main"
_AT_ONCE = 40
"""How many open a page at the same time before it begins."""


def booking_rows(
    folder: Path, packs: Path, code: str, *, fraction: float = 1.0, only_hall: bool = False
) -> Iterator[Row]:
    """Everything through real servers of two zones: pages over HTTP, states over the link. `only_hall`: not
    the morning.
    """
    day = clock.today() + timedelta(days=7)
    zones = set_up(folder, packs, code, day)
    start = f"/{code}/booking/vaccination/vaccination/{day.isoformat()}/0900/"
    with everything_served(zones) as at:
        if not only_hall:
            yield from _morning(
                zones, code, at["public"], start, max(PLACES + 50, round(RESIDENTS * fraction))
            )
        with hall_of_office(zones.office, code, HALL) as hall:
            yield from _tickets(hall, at["office"], code, max(20, round(TICKETS * fraction)))
            number = max(50, round(PHONES * fraction))
            yield from _phones(hall, at["public live"], code, number, _announced(zones))


# --- a morning on which everybody books ---------------------------------------------------------------------
def _morning(zones: Zones, code: str, address: tuple[str, int], start: str, number: int) -> Iterator[Row]:
    answers, seconds = asyncio.run(_everybody_books(address, start, number))
    by_status = Counter(one.status for one in answers)
    refused = [one for one in answers if one.status == 409]
    with_alternatives = sum('name="at"' in one.text or "/0900/" in one.text for one in refused)
    broken = number - by_status[302] - by_status[409]
    name = f"{number:,}人が{seconds:.0f}秒のうちに{PLACES}席を予約"
    yield Row(name, "95%が500 ms 未満", Figures.of([one.milliseconds for one in answers]))
    yield Row(
        "　予約できた人／埋まったと知った人／エラー",
        f"{PLACES}／{number - PLACES}／0",
        plain=f"{by_status[302]}／{by_status[409]}／{broken}",
        note=f"データベースの席 {_reserved(zones, code)}、ほかの時間を示した {with_alternatives}",
    )


async def _everybody_books(address: tuple[str, int], start: str, number: int) -> tuple[list[Answer], float]:
    """Everybody has the page open; then each presses at a moment of the minute, most of them early."""
    browsers = [Browser(*address) for _ in range(number)]
    doors = asyncio.Semaphore(_AT_ONCE)

    async def opened(browser: Browser) -> Mapping[str, str]:
        async with doors:
            return (await browser.get(start)).hidden

    forms = await asyncio.gather(*map(opened, browsers))
    await asyncio.sleep(3)  # nobody reads and presses within two seconds
    chance = random.Random(number)
    moments = [min(chance.expovariate(1 / (MINUTE / 5)), MINUTE) for _ in range(number)]
    began = time.perf_counter()

    async def press(place: int) -> Answer:
        await asyncio.sleep(moments[place])
        # Fictional people: a number each, and a telephone number of no area.
        who = {"name": f"予約 太郎{place:04}", "phone": f"000{place:07}", "email": ""}
        return await browsers[place].post(start, {**forms[place], **who})

    answers = await asyncio.gather(*(press(place) for place in range(number)))
    return list(answers), time.perf_counter() - began


def _reserved(zones: Zones, code: str) -> int:
    """How many seats are taken in the database of the public zone."""
    from madoguchi.core import tenancy
    from madoguchi.engines.booking.models import Occupation

    with looking_into(_database(zones)), tenancy.municipality(code):
        return Occupation.objects.filter(active=True).count()


def _announced(zones: Zones) -> dict[str, Any]:
    """How one hears what is announced in the public zone."""
    with looking_into(_database(zones)):
        return listening_parameters()


def _database(zones: Zones) -> dict[str, Any]:
    data = Path(zones.public["MADOGUCHI_VAR"]) / "postgres"
    return {"NAME": "madoguchi_public", "EMBEDDED_DATA": data, "HOST": "", "PORT": ""}


# --- a hall -------------------------------------------------------------------------------------------------
def _tickets(hall: Hall, address: tuple[str, int], code: str, number: int) -> Iterator[Row]:
    hall.ask("open")
    kiosk = Browser(*address, cookies={DEVICE_COOKIE: hall.ask("kiosk")})
    answers = asyncio.run(_take_numbers(kiosk, f"/{code}/reception/{HALL}/kiosk/", number))
    failed = [one for one in answers if one.status not in (302, 303)]
    note = f"失敗 {len(failed)}件（{failed[0].status}）" if failed else "open MADO-queue の要件 2,000 ms"
    times = Figures.of([one.milliseconds for one in answers])
    yield Row("番号札：発券機で押してから番号が決まるまで", "50 ms 未満", times, note=note)


async def _take_numbers(kiosk: Browser, start: str, number: int) -> list[Answer]:
    answers = []
    for _ in range(number):
        page = await kiosk.get(start)
        answers.append(await kiosk.post(f"{start}take/", {**page.hidden, "purpose": "certificates"}))
    return answers


def _phones(
    hall: Hall, address: tuple[str, int], code: str, number: int, announced: Mapping[str, Any]
) -> Iterator[Row]:
    hall.ask("close")  # while nobody calls, nobody is told how long it takes, and tickets are given quickly
    paths = [f"/live/{code}/{HALL}/t/{follow}" for follow in hall.ask("take", number)]
    hall.ask("open")
    load = os.getloadavg()[0]
    seen = asyncio.run(_follow(hall, address, paths, announced))
    late = sum(one > 1.0 for one in seen.delays) / len(seen.delays)
    yield Row(
        f"{number:,}台の電話が番号札を見ている：呼び出しから画面まで",
        "95%が1秒未満",
        _milliseconds(seen.delays),
        note=f"1秒を超えた {late:.2%}（{CALLS}回の呼び出し、庁内から接続口と公開側を通って）。"
        f"全員がつながるまで {seen.connecting:.1f}秒。負荷 {load:.1f} → {os.getloadavg()[0]:.1f}。"
        "open MADO-queue の要件 3,000 ms",
    )
    legs = {
        "　呼び出しから公開側に届くまで（庁内と接続口）": seen.kept,
        "　呼び出しから、いちばん近い人の画面まで": seen.first,
        "　公開側に届いてから、最後の人の画面まで": seen.told,
    }
    yield from (Row(name, "", _milliseconds(times)) for name, times in legs.items() if times)


@dataclass(slots=True)
class _Seen:
    """Seconds until everybody was connected (`connecting`); from a call to each phone (`delays`), to the
    store of the public zone (`kept`), to the first phone (`first`); from that store to the
    last phone (`told`).
    """

    connecting: float
    delays: list[float] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)


async def _follow(
    hall: Hall, address: tuple[str, int], paths: list[str], announced: Mapping[str, Any]
) -> _Seen:
    began = time.perf_counter()
    crowd = Crowd(*address, paths)
    await crowd.connect(patience=120)
    seen = _Seen(time.perf_counter() - began)
    heard: list[float] = []
    hearing = asyncio.create_task(_hear(announced, heard))
    await asyncio.sleep(2)
    for _ in range(CALLS):
        before = {phone.path: phone.data for phone in crowd.phones}
        called = await asyncio.to_thread(hall.ask, "call")
        at = float(called["at"])
        delays = await crowd.seen(
            since=at,
            # Whose turn has come and gone sees nothing more of other people's calls.
            holds=lambda phone, before=before: phone.data != before[phone.path] or not phone.is_connected,  # type: ignore[misc]
            patience=10,
        )
        seen.delays += [one for one in delays if one >= 0]
        kept = next((one for one in heard if one >= at), at)
        seen.kept.append(kept - at)
        seen.told.append(at + delays[-1] - kept)
        seen.first.append(min(one for one in delays if one >= 0))
        crowd.phones = [phone for phone in crowd.phones if not phone.path.endswith(called["follow"])]
        await asyncio.sleep(0.5)
    hearing.cancel()
    await crowd.leave()
    return seen


async def _hear(announced: Mapping[str, Any], heard: list[float]) -> None:
    """Write down when a state was kept in the public zone (`time.monotonic`)."""
    async for one in listen([CHANNEL], announced):
        heard += [time.monotonic()] if isinstance(one, Announcement) else []


def _milliseconds(seconds: list[float]) -> Figures:
    return Figures.of([one * 1_000 for one in seconds])
