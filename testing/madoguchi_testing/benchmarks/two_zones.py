"""Two zones for a while, as in production: a database each, keys, certificates, calendars for now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from madoguchi_testing.benchmarks.serving import served
from madoguchi_testing.ports import free_port
from madoguchi_testing.zones import environment_of, hand_over_to_public

PLACES = 200


@dataclass(frozen=True, slots=True)
class Zones:
    """What the processes of each zone are told, and where the link of the public zone listens."""

    public: Mapping[str, str]
    office: Mapping[str, str]
    link_port: int


def set_up(folder: Path, packs: Path, code: str, first_day: date) -> Zones:
    """Two empty installations below `folder`, anew each time.

    In their packs the municipality has a session of 200 places on `first_day` and one a week later, and its
    halls are open day and night: a bench runs when it is started.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(packs, folder / "packs")
    _calendar(folder / "packs", code, first_day)
    _always_open(folder / "packs", code)
    port = free_port()
    zones = {
        zone: environment_of(folder, zone, f"127.0.0.1:{port}")
        | {"MADOGUCHI_PACKS": str(folder / "packs"), "MADOGUCHI_TODAY": "", "MADOGUCHI_LOG_LEVEL": "ERROR"}
        for zone in ("public", "office")
    }
    for zone, environment in zones.items():
        command(environment, "database", "prepare", "--zone", zone)
    command(zones["office"], "keys", "make", "--all")
    command(zones["office"], "keys", "link", "--host", "127.0.0.1")
    hand_over_to_public(folder / "office", folder / "public")
    return Zones(zones["public"], zones["office"], port)


def command(environment: Mapping[str, str], *words: str) -> str:
    """What a command of ours prints in a zone. Raises CalledProcessError."""
    line = [sys.executable, "-m", "madoguchi.surfaces.cli.main", *words]
    return subprocess.run(  # noqa: S603 - our own command
        line, env=_whole(environment), capture_output=True, text=True, check=True
    ).stdout


@contextmanager
def everything_served(zones: Zones) -> Iterator[dict[str, tuple[str, int]]]:
    """The link, both sites and both live processes; by name host and port."""
    with ExitStack() as running:
        whole = {"public": _whole(zones.public), "office": _whole(zones.office)}
        link = served("public", whole["public"], way="link", port=zones.link_port)
        yield {
            "link": running.enter_context(link),
            "public": running.enter_context(served("public", whole["public"])),
            "office": running.enter_context(served("office", whole["office"])),
            "public live": running.enter_context(served("public", whole["public"], way="live")),
            "office live": running.enter_context(served("office", whole["office"], way="live")),
        }


def _whole(environment: Mapping[str, str]) -> dict[str, str]:
    whole = {**os.environ, **environment}
    whole.pop("DJANGO_SETTINGS_MODULE", None)
    return whole


def _calendar(packs: Path, code: str, first_day: date) -> None:
    (file,) = packs.glob(f"*/bookings/{code}.yaml")
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    vaccination = told["calendars"]["vaccination"]
    vaccination["limits"] = {"days_ahead": 90, "lead_minutes": 0, "most_open": 1}
    vaccination["sessions"] = [
        {"on": day, "from": "09:00", "until": "09:30", "every": 30, "places": PLACES}
        for day in (first_day, first_day + timedelta(days=7))
    ]
    file.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")


def _always_open(packs: Path, code: str) -> None:
    (file,) = packs.glob(f"*/halls/{code}.yaml")
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    for hall in told["halls"].values():
        days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        hall["hours"] = {"weekly": {day: [["00:00", "24:00"]] for day in days}}
    file.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
