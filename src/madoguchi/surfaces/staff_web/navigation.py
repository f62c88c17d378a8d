"""What stands at the left of every page: where a person may go, and the desks where the person works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.core.tenancy import MOST_COUNTED
from madoguchi.engines.boards.api import boards_of
from madoguchi.engines.tax_ledger.api import is_on_desk_of as is_on_ledger

_FIRST = (
    ("counter_visit.open", "counter/", "窓口で受け付ける", "c"),
    ("reception.call", "reception/", "呼び出し", "p"),
    ("booking.work", "bookings/", "予約（電話）", "q"),
    ("booking.read", "bookings/days/", "予約の一覧", ""),
    ("residents.search", "residents/", "住民を探す", "r"),
    ("online_application.read", "applications/", "オンライン申請", "n"),
    ("exchange.read", "exchange/", "団体間の送付", "x"),
    ("cases.read", "cases/", "案件を探す", "s"),
    ("matching.review", "matching/", "照合の確認", "y"),
    ("boards.sit", "boards/mine/", "わたしの審査会", "b"),
    ("assessments.survey", "tablet/", "認定調査（タブレット）", "v"),
    ("approvals.read", "approvals/", "電子決裁", "d"),
    ("packs.read", "rules/", "手続きの決まり", "k"),
    ("packs.read", "flows/", "手続きの流れ", "l"),
)
"""Permission, address, label and second key of the lines that stand first."""

_WATCHING = (
    ("handover.read", "handover/", "引き渡し", "o"),
    ("measuring.read", "times/", "かかった時間", "t"),
    ("measuring.read", "effect/", "効果", "e"),
    ("reception.figures", "reception/figures/", "待ち時間と数字", "q"),
    ("measuring.read", "approvals/shares/", "電子決裁率", ""),
    ("approvals.manage", "approvals/people/", "職と決裁者", ""),
    ("audit.read", "audit/", "監査記録", "a"),
)
"""The same of those that watch over others' work."""

_NOT_BELOW = ("", "cases/", "assessments/", "tax-ledger/", "bookings/")
"""Pages below them are not marked as here: they have lines of their own, or are reached in other ways."""

_BESIDE_RECEPTION = ("reception/figures/", "reception/planning/", "reception/devices/")
"""Pages below the calling that have lines of their own, or belong to one."""

_BESIDE_APPROVALS = ("approvals/shares/", "approvals/people/")
"""Pages below the approvals that have lines of their own."""


FEW_DESKS = 6
"""So many desks stand beside each other; more are chosen from a list."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the navigation. `key` is the second key of its shortcut (`g`, then this); may be empty.

    `count` says how many things wait there, `late` how many of them are late; empty where nothing does.
    """

    url: str
    label: str
    here: bool
    key: str = ""
    line: str = ""
    detail: str = ""
    number: str = ""
    count: str = ""
    late: str = ""
    many: bool = False
    """One of so many desks that a narrow window leaves them to the chooser of the worklists."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the person, each number up to MOST_COUNTED; 0 where nothing waits or they may not
    know. `late` are some of `tasks`, `calls` people to be called back.
    """

    tasks: int = 0
    late: int = 0
    approvals: int = 0
    messages: int = 0
    applications: int = 0
    surveys: int = 0
    reviews: int = 0
    notices: int = 0
    calls: int = 0
    sent_back: int = 0

    def at(self, rest: str) -> tuple[str, str]:
        """What is said beside the line of an address: how many wait, how many of them are late."""
        number = {
            "tasks/": self.tasks,
            "approvals/": self.approvals + self.sent_back,
            "exchange/": self.messages,
            "applications/": self.applications,
            "tablet/": self.surveys,
            "matching/": self.reviews,
            "bookings/": self.calls,
            "tax-ledger/notices/": self.notices,
        }.get(rest, 0)
        return how_many(number), how_many(self.late) if rest == "tasks/" else ""


DeskChoice = tuple[str, Desk, str, int | None, bool]
"""Address, desk, name, how much waits there (None: nobody counted), whether it is this one."""


def how_many(number: int) -> str:
    """A counted number in words; empty for none, `100件以上` where counting stopped."""
    return f"{number}件{'以上' if number >= MOST_COUNTED else ''}" if number else ""


def desks_of(actor: Actor, pack: MunicipalityPack) -> tuple[Desk, ...]:
    """The desks of the person that the municipality has, in walking order."""
    found = [pack.desks[role] for role in actor.desks if role in pack.desks]
    return tuple(sorted(found, key=lambda desk: desk.order))


def what_a_desk_does(desk: Desk, pack: MunicipalityPack) -> str:
    """What tells a desk from another one of the same name; empty where the name is enough."""
    alike = [other for other in pack.desks.values() if other.name == desk.name]
    role = pack.desk_roles.get(desk.role)
    return role.label if len(alike) > 1 and role is not None else ""


def desk_names(desk: Desk, pack: MunicipalityPack) -> str:
    """What the inbox of a desk is called, in one line."""
    does = what_a_desk_does(desk, pack)
    return f"{desk.name}（{does}）" if does else desk.name


def desk_choices(
    desks: Sequence[Desk],
    pack: MunicipalityPack,
    here: str,
    address: Callable[[str], str],
    counted: Mapping[str, int] | None = None,
) -> list[DeskChoice]:
    """The desks between which a worklist changes; `counted` says how much waits at each."""
    return [
        (
            address(one.role),
            one,
            desk_names(one, pack),
            None if counted is None else counted.get(one.role, 0),
            one.role == here,
        )
        for one in desks
    ]


def navigation_of(actor: Actor, pack: MunicipalityPack, path: str, waiting: Waiting) -> tuple[Section, ...]:
    """The sections that the person may see; `path` marks where the person is."""
    root = f"/{pack.municipality.code}/"

    def place(rest: str, label: str, key: str = "", desk: Desk | None = None) -> Place:
        url = root + rest
        # A case is reached from a worklist as well as by searching.
        here = path == url if rest in _NOT_BELOW else path.startswith(url)
        if rest == "approvals/":
            here = here and not path.startswith(tuple(root + other for other in _BESIDE_APPROVALS))
        if rest == "reception/":
            here = here and not path.startswith(tuple(root + other for other in _BESIDE_RECEPTION))
        if rest == "reception/figures/":
            here = here or path.startswith(f"{root}reception/planning/")
        if desk is None:
            count, late = waiting.at(rest)
            return Place(url, label, here, key, count=count, late=late)
        return Place(url, label, here, key, desk.line or "", what_a_desk_does(desk, pack), desk.counter)

    def permitted(lines: Sequence[tuple[str, str, str, str]]) -> list[Place]:
        return [place(rest, label, key) for permission, rest, label, key in lines if actor.may(permission)]

    first = permitted(_FIRST)
    if actor.permissions != {"boards.sit"}:
        first.insert(0, place("", "はじめの画面", "h"))
    boards = [
        place(f"boards/{rules.key}/", rules.label, "" if number else "b")
        for number, rules in enumerate(boards_of(pack.municipality.code))
        if actor.may("boards.read")
    ]
    inboxes = []
    if actor.may("cases.read"):
        desks = desks_of(actor, pack)
        inboxes = [
            replace(
                place(f"inbox/{desk.role}/", desk.name, "i" if number == 0 else "", desk),
                many=number > 0 and len(desks) > FEW_DESKS,
            )
            for number, desk in enumerate(desks)
        ]
    if inboxes:
        inboxes.append(replace(place("tasks/", "手順", "w"), detail="流れの仕事"))
    care = []
    if actor.may("assessments.read") and any(one.desk in actor.desks for one in pack.assessments.values()):
        care = [
            place("assessments/", "認定調査", "m"),
            place("assessments/opinions/", "主治医意見書"),
            place("assessments/first-stage/", "一次判定"),
        ]
    ledger = []
    if actor.may("tax_ledger.read") and is_on_ledger(actor):
        ledger = [
            place("tax-ledger/", "課税台帳", "z"),
            place("tax-ledger/notices/", "登記の通知"),
            place("tax-ledger/changes/", "異動の一覧"),
        ]
    sections = (
        Section("", tuple(first)),
        Section("わたしの窓口", tuple(inboxes)),
        Section("介護の認定", tuple(care)),
        Section("固定資産税", tuple(ledger)),
        Section("審査会", tuple(boards)),
        Section("見守る", tuple(permitted(_WATCHING))),
    )
    return tuple(section for section in sections if section.places)
