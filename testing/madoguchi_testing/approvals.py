"""A small town hall for approvals: people on their posts, and a document that goes its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.approvals.api import (
    AddHolder,
    AgreeToDocument,
    ApproveDocument,
    DecideDocument,
    Document,
    Draft,
    Judgement,
    NewHolder,
    SaveDraft,
    Submission,
    SubmitDocument,
)

TAX, GENERAL = "tax", "general_affairs"
SINCE = date(2020, 4, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Who works here: user name, shown name, role, desks, and the posts held (position, desk)."""

    username: str
    name: str
    role: str
    desks: tuple[str, ...] = ()
    posts: tuple[tuple[str, str], ...] = ()


PEOPLE = (
    Person("tanto", "税務 一郎", "desk_officer", (TAX,)),
    Person("kakaricho", "係長 二子", "manager", (TAX,), (("subsection_chief", TAX),)),
    Person("zeikacho", "課長 三郎", "manager", (TAX,), (("section_chief", TAX),)),
    Person("somukakari", "総務係長 四子", "manager", (GENERAL,), (("subsection_chief", GENERAL),)),
    Person("somukacho", "総務課長 五郎", "manager", (GENERAL,), (("section_chief", GENERAL),)),
    Person("fuku", "副 六子", "executive", (), (("deputy_mayor", ""),)),
    Person("shucho", "首長 七郎", "executive", (), (("mayor", ""),)),
    Person("bunsho", "文書 八子", "records_officer", (GENERAL,)),
)
PASSWORD = "a-password-for-tests"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class TownHall:
    """The people of one municipality by user name."""

    code: str
    members: Mapping[str, StaffMember]

    def actor(self, username: str) -> Actor:
        """Somebody as an actor, with today's role."""
        return self.members[username].as_actor()

    def context(self, username: str) -> Context:
        """Somebody acts now."""
        return Context(self.code, self.actor(username), clock.now(), purpose="電子決裁")

    def draft(self, username: str = "tanto", **changes: Any) -> Document:
        """A document is written."""
        return run(SaveDraft(), self.context(username), draft(**changes))

    def submit(self, document: Document, username: str = "tanto") -> Document:
        """A document is sent on its way."""
        return run(SubmitDocument(), self.context(username), Submission(document.uuid))

    def act(
        self,
        username: str,
        action: type[Action[Judgement, Document]],
        document: Document,
        comment: str = "",
    ) -> Document:
        """Somebody judges the version that goes round."""
        return run(action(), self.context(username), Judgement(document.uuid, document.version, comment))

    def decide_small(self, **changes: Any) -> Document:
        """A document is written, approved by the chief clerk and decided by the section chief."""
        document = self.submit(self.draft(**changes))
        self.act("kakaricho", ApproveDocument, document)
        return self.act("zeikacho", DecideDocument, document)

    def decide_large(self, **changes: Any) -> Document:
        """As `decide_small`, for an amount that goes through the whole town hall."""
        wanted: dict[str, Any] = {"kind": "expenditure", "items": {"approval.amount": 20_000_000}}
        document = self.submit(self.draft(**(wanted | changes)))
        for username, action in (
            ("kakaricho", ApproveDocument),
            ("zeikacho", ApproveDocument),
            ("somukakari", AgreeToDocument),
            ("somukacho", AgreeToDocument),
            ("fuku", ApproveDocument),
            ("shucho", DecideDocument),
        ):
            document = self.act(username, action, document)
        return document


def town_hall(code: str, people: tuple[Person, ...] = PEOPLE) -> TownHall:
    """Make the people of a municipality and put them on their posts."""
    members = {
        one.username: StaffMember.objects.create_staff(
            code, one.username, PASSWORD, display_name=one.name, roles=[one.role], desks=list(one.desks)
        )
        for one in people
    }
    hall = TownHall(code, members)
    context = Context(code, Actor.system("tests"), clock.now(), purpose="準備")
    for one in people:
        for position, desk in one.posts:
            holder = NewHolder(position, desk, members[one.username].as_actor().id, SINCE)
            run(AddHolder(), context, holder)
    return hall


def draft(**changes: Any) -> Draft:
    """A draft of no consequence; `changes` are fields of it."""
    values: dict[str, Any] = {
        "kind": "general",
        "title": "事務用品の購入計画について",
        "text": "令和8年度の事務用品を、次のとおり購入します。\n1 用紙\n2 封筒",
        "desk": TAX,
    }
    return Draft(**(values | changes))


def leave(member: StaffMember) -> None:
    """Somebody does not work here any more."""
    with tenancy.municipality(member.municipality_code):
        StaffMember.objects.filter(pk=member.pk).update(is_active=False)
