"""`madoguchi demo`: everything on one machine, from an empty folder to two sites that work."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.surfaces.cli.commands import journey
from madoguchi.surfaces.cli.live_demo import LIVE_PORTS, Command, with_live

if TYPE_CHECKING:
    from madoguchi.core.packs import Body, Municipality, Packs, Scenario

FRACTION = 0.02
RESIDENT_PORT, STAFF_PORT, LINK_PORT = 8000, 8001, 8443

AFTER_OPENING = timedelta(minutes=90)
"""When a demo begins whose hall would be closed: people have come by then, most of the day is ahead."""


class DemoImpossibleError(Exception):
    """デモを始められません。"""


@dataclass(frozen=True, slots=True)
class Login:
    """One fictional member of staff: `desks` "*" are all desks of the municipality."""

    username: str
    display_name: str
    role: str
    desks: tuple[str, ...] = ()


LOGINS = (
    Login("mado", "窓口担当", "counter_clerk", ("resident_register",)),
    Login("jumin", "住民登録担当", "desk_officer", ("resident_register",)),
    Login("kaigo", "介護保険担当", "desk_officer", ("care_insurance",)),
    Login("zeimu", "固定資産税担当", "property_tax_officer", ("property_tax",)),
    Login("chosa", "認定調査員", "surveyor"),
    Login("kakari", "係長", "manager", ("care_insurance",)),
    Login("kacho", "課長", "manager", ("*",)),
    Login("fuku", "副首長", "executive"),
    Login("shucho", "首長", "executive"),
    Login("bunsho", "文書管理担当", "records_officer", ("general_affairs",)),
    Login("joho", "情報担当", "administrator"),
    Login("kansa", "監査担当", "auditor"),
)
SECRETARY = Login("jimu", "審査会の事務局", "board_secretary")
"""At each body of which the municipality is a member."""
NEIGHBOUR = Login("tonari", "となりの市町村の窓口担当", "counter_clerk", ("resident_register",))
"""At one other municipality: what is sent to it can be seen arriving there."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """How large the register is, where the documents go, whether to serve afterwards."""
    parser = subparsers.add_parser(
        "demo",
        help="set up, run the main job once, then serve both sites",
        description="Prepares the databases, keys, fictional register and staff, plays the main job once"
        " and prints what happened, then serves the resident site and the staff site on 127.0.0.1.",
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the main job")
    parser.add_argument(
        "--fraction", type=float, default=FRACTION, metavar="F", help="part of the population"
    )
    parser.add_argument(
        "--now",
        action="store_true",
        help="keep the machine's clock while the hall is closed (else the demo begins on the next open day)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where the documents go (default: var/demo)"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when the hand-over was acknowledged (and serving was ended by Ctrl+C), 1 with the reason
    otherwise.
    """
    from django.conf import settings

    from madoguchi.core import clock
    from madoguchi.core.packs import load_packs_or_refuse

    out = arguments.out or Path(settings.VAR) / "demo"
    with_days_ahead(out / "packs_of_the_demo", clock.today())
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    say = _nothing if arguments.json else _say
    try:
        scenario, file = main_scenario(packs)
        if not arguments.now:
            begin_in_open_hours(scenario.municipality, say)
        prepared = prepare(packs, scenario.municipality, arguments.fraction, say)
        # As if it happened today, so that the sites that are served next show work that is not long overdue.
        report = journey.play(file, out, clock.today())
        say("\n".join(journey.as_text(report)))
        report["online"] = play_online(packs, scenario.municipality, out, say)
    except (DemoImpossibleError, journey.JourneyFailedError) as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps({"prepared": prepared, **report}, ensure_ascii=False, indent=2))
    if not report["counter"]["acknowledged"]:
        print("基幹システムの受領が確認できませんでした。", file=sys.stderr)
        return 1
    return 0 if arguments.no_serve else serve(packs, scenario.municipality, say)


def with_days_ahead(folder: Path, today: date) -> None:
    """From here on, and in everything that is started, the packs are those of the demo: with days on which
    something can be booked.
    """
    from django.conf import settings

    from madoguchi_testing.demo_packs import packs_for_demo

    settings.MADOGUCHI_PACKS = packs_for_demo(Path(settings.MADOGUCHI_PACKS), folder, today)
    os.environ["MADOGUCHI_PACKS"] = str(settings.MADOGUCHI_PACKS)


def play_online(packs: Packs, municipality_code: str, out: Path, say: Any) -> dict[str, Any]:
    """An application from home, whose letters go from zone to zone as files. Returns what was seen."""
    from madoguchi_testing.online.by_files import play_by_files

    say("\n■ 家からの申請")
    return play_by_files(packs.municipalities[municipality_code], public_database(), out / "carried", say)


def public_database() -> dict[str, Any]:
    """What differs in the settings of the public zone's database: nothing with a server of one's own, where
    both zones of the demo share the one database.
    """
    from django.conf import settings

    return {"NAME": "madoguchi_public"} if "EMBEDDED_DATA" in settings.DATABASES["default"] else {}


def main_scenario(packs: Packs) -> tuple[Scenario, Path]:
    """The scenario that a pack marks with `journey: {demo: true}`, and its file. Raises
    DemoImpossibleError.
    """
    from django.conf import settings

    for scenario in packs.scenarios:
        if scenario.journey.get("demo"):
            return scenario, Path(settings.MADOGUCHI_PACKS).parent / scenario.file
    raise DemoImpossibleError(
        "デモの場面がパックにありません。場面のファイルに journey: {demo: true} を書いてください。"
    )


def prepare(packs: Packs, municipality_code: str, fraction: float, say: Any) -> dict[str, Any]:
    """Databases, keys, register and staff; what is there already stays. Returns what was made."""
    from madoguchi.core import clock
    from madoguchi.core.database.prepare import prepare_databases
    from madoguchi.engines.residents.api import count_residents
    from madoguchi_testing.approvals import demo_documents
    from madoguchi_testing.booked_days import demo_bookings
    from madoguchi_testing.ledgers.demo import demo_ledger
    from madoguchi_testing.population import load_population
    from madoguchi_testing.reception.running import demo_hall

    say("■ 準備")
    say(f"  データベース　{'、'.join(prepare_databases())}")
    codes = list(packs.municipalities)
    keys = journey.ensure_keys(codes)
    say(f"  鍵　{len(codes)}市町村（新しく作ったもの {len(keys)}）")
    empty = [code for code in codes if count_residents(code) == 0]
    residents = 0
    if empty:
        municipalities = [packs.municipalities[code] for code in empty]
        loaded = load_population(municipalities, fraction=fraction, seed=1, on=clock.today())
        residents = sum(each.residents for each in loaded)
    say(f"  架空の住民　{residents:,}人を登録しました。" if empty else "  架空の住民　登録済みです。")
    password = demo_password()
    staff = ensure_staff(packs, municipality_code, password)
    say(f"  職員　{len(LOGINS)}人")
    if (neighbour := neighbour_of(packs, municipality_code)) is not None:
        ensure_login(packs, neighbour.code, NEIGHBOUR, password)
        say(f"  {neighbour.name}の職員　1人")
    for body in bodies_of(packs, municipality_code):
        ensure_login(packs, body.code, SECRETARY, password)
        say(f"  {body.name}の職員　1人")
    notices = demo_ledger(municipality_code)
    say(f"  課税台帳　通知{notices}件を取り込みました。" if notices else "  課税台帳　登録済みです。")
    documents = demo_documents(municipality_code, "care_insurance", "kaigo", "kakari", "kacho")
    say(f"  起案文書　{documents}件" if documents else "  起案文書　登録済みです。")
    tickets = demo_hall(municipality_code)
    say(f"  待合　番号札{tickets}枚" if tickets else "  待合　きょうの番号札があります。")
    booked = demo_bookings(municipality_code, public_database())
    say(f"  予約　{booked}件\n" if booked else "  予約　登録済みです。\n")
    made = {"keys": keys, "residents": residents, "staff": staff, "documents": documents, "notices": notices}
    return made | {"tickets": tickets, "booked": booked}


def begin_in_open_hours(municipality_code: str, say: Any) -> None:
    """Set the clock of this process and its children forward to an open hall, unless one is open or the date
    was chosen: a demo at night would show closed doors.
    """
    from madoguchi.core import clock
    from madoguchi.engines.reception.api import halls_of

    hours = [hall.hours for hall in halls_of(municipality_code).values()]
    now = clock.now()
    if os.environ.get("MADOGUCHI_TODAY") or any(each.is_open(now) for each in hours):
        return
    openings = [opening for each in hours if (opening := each.next_opening(now)) is not None]
    if openings:
        begins = min(openings) + AFTER_OPENING
        os.environ["MADOGUCHI_CLOCK_AHEAD"] = str(clock.ahead_until(begins))
        say(f"いまは待合の時間外なので、デモの時計を{begins:%m月%d日 %H:%M}に進めました。")
        say("進めないときは .venv/bin/madoguchi demo --now\n")


def ensure_staff(packs: Packs, municipality_code: str, password: str) -> list[str]:
    """Everybody of LOGINS, and somebody on each post that decides. Returns the user names that were made."""
    from madoguchi_testing.approvals import demo_posts

    made = [login.username for login in LOGINS if ensure_login(packs, municipality_code, login, password)]
    desks = packs.for_municipality(municipality_code).desks
    demo_posts(municipality_code, desks, "kakari", "kacho", "fuku", "shucho")
    return made


def neighbour_of(packs: Packs, municipality_code: str) -> Municipality | None:
    """The first other municipality; None where a municipality is alone."""
    return next((one for code, one in packs.municipalities.items() if code != municipality_code), None)


def bodies_of(packs: Packs, municipality_code: str) -> list[Body]:
    """The bodies of which the municipality is a member."""
    return [one for one in packs.bodies.values() if municipality_code in one.municipalities]


def demo_password() -> str:
    """The password of all demo logins of this installation: made at the first start, kept in var, mode
    0600.
    """
    from django.conf import settings

    file = Path(settings.VAR) / "demo-password"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(f"demo-{secrets.token_hex(4)}")
    return file.read_text(encoding="ascii").strip()


def ensure_login(packs: Packs, municipality_code: str, login: Login, password: str) -> bool:
    """Make a login unless it is there; true when it was made. Its password is set anew each time."""
    from django.conf import settings

    from madoguchi.core import tenancy
    from madoguchi.core.accounts.models import StaffMember

    # All of these people have the one password: hashed once, not for each of them a third of a second anew.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    desks = list(packs.for_municipality(municipality_code).desks) if "*" in login.desks else list(login.desks)
    with tenancy.municipality(municipality_code):
        member = StaffMember.objects.filter(username=login.username).first()
        if member is not None:
            if not member.check_password(password):
                member.set_password(password)
                member.save(update_fields=["password"])
            return False
    StaffMember.objects.create_staff(
        municipality_code,
        login.username,
        password,
        display_name=login.display_name,
        roles=[login.role],
        desks=desks,
    )
    return True


def serve(packs: Packs, municipality_code: str, say: Any) -> int:
    """Both sites with their streams, the link between them, the worker and the stand-in core system, until
    Ctrl+C or a signal. Returns 0.
    """
    from django.conf import settings

    from madoguchi_testing.core_system import CoreSystem, Ledger
    from madoguchi_testing.online.office_side import link_certificates
    from madoguchi_testing.reception.devices import demo_devices

    resident = f"127.0.0.1:{held_port(RESIDENT_PORT)}"
    staff = f"127.0.0.1:{held_port(STAFF_PORT)}"
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    link = f"127.0.0.1:{held_port(LINK_PORT)}"
    link_certificates("127.0.0.1", list(packs.municipalities))
    public = {"MADOGUCHI_ZONE": "public"}
    office = {
        "MADOGUCHI_ZONE": "office",
        "MADOGUCHI_LINK_URL": f"https://{link}",
        "MADOGUCHI_PUBLIC_URL": f"http://{resident}",
    }
    commands: list[Command] = [
        (public, ["serve", "--zone", "public", "--bind", resident]),
        (public, ["serve", "--zone", "public", "--link", link, "--workers", "1"]),
        (office, ["serve", "--zone", "office", "--bind", staff]),
        (office, ["work"]),
    ]
    for zone, site in (("public", resident), ("office", staff)):
        commands = with_live(commands, zone, site, f"127.0.0.1:{held_port(LIVE_PORTS[zone])}")
    core = CoreSystem(
        Path(settings.MADOGUCHI_HANDOVER_DIRECTORY),
        Ledger(Path(settings.VAR) / "core_system.sqlite3"),
    )
    with children_running(commands) as children:
        for address in (resident, staff):
            wait_for(address, stop)
        say(f"\n■ 住民のサイト　http://{resident}/")
        say(f"  窓口の待ち時間　http://{resident}/{municipality_code}/waiting/")
        say(f"■ 職員のサイト　http://{staff}/{municipality_code}/sign-in/")
        say(f"  利用者名　{'、'.join(f'{one.username}（{one.display_name}）' for one in LOGINS)}")
        for body in bodies_of(packs, municipality_code):
            say(f"  {body.name}　http://{staff}/{body.code}/sign-in/　{SECRETARY.username}")
        if (neighbour := neighbour_of(packs, municipality_code)) is not None:
            say(f"  {neighbour.name}　http://{staff}/{neighbour.code}/sign-in/　{NEIGHBOUR.username}")
        say(f"  パスワード　{demo_password()}")
        for name, link in demo_devices(municipality_code):
            say(f"  {name}　http://{staff}{link}（1回だけ開けます）")
        say("  終わるときは Ctrl+C を押してください。")
        while not stop.wait(0.5):
            core.receive()
            core.receive_batches()
            if any(child.poll() is not None for child in children):
                print("サイトの一つが止まったため、終わります。上の表示を確かめてください。", file=sys.stderr)
                return 1
    return 0


_held: list[socket.socket] = []


def held_port(wanted: int) -> int:
    """The wanted port, or a free one where it is taken; for this process and its children until it ends.

    Two demos that begin at the same moment both find the wanted ports free, and whoever comes second to
    listen there fails. So the port stays bound from here on. Bound first and then marked as one that may be
    used again, it lets a server of ours listen beside it, and refuses the next who asks here.
    """
    for port in (wanted, 0):
        probe = socket.socket()
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.close()
            continue
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _held.append(probe)
        return int(probe.getsockname()[1])
    raise DemoImpossibleError("空いているポートがありません。")


def wait_for(address: str, stop: threading.Event) -> None:
    """Return when somebody listens at the address, after a minute, or when told to stop."""
    host, _, port = address.partition(":")
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0 or stop.wait(0.2):
                return


@contextmanager
def children_running(
    commands: Sequence[tuple[Mapping[str, str], list[str]]],
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start our own command several times, each with some variables set, and end them all with the block."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for variables, words in commands:
            environment = {**os.environ, **variables}
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", *words]
            # Groups of their own: Ctrl+C reaches this process, which then ends the children in order.
            children.append(subprocess.Popen(command, env=environment, start_new_session=True))  # noqa: S603
        yield children
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()


def _say(text: str) -> None:
    print(text, flush=True)


def _nothing(_: str) -> None:
    """Nothing: the result is one JSON document."""
