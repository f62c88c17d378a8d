"""A small town hall for approvals: people on their posts, and a document that goes its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.approvals.api import (
    AddHolder,
    AddPaper,
    AgreeToDocument,
    ApproveDocument,
    DecideDocument,
    Document,
    Draft,
    Judgement,
    NewHolder,
    NewPaper,
    PaperDecision,
    PositionHolder,
    RegisterPaperDecision,
    SaveDraft,
    SendBack,
    SendingBack,
    Submission,
    SubmitDocument,
    my_documents,
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
    """Make the people of a municipality and put them on their posts, in three statements."""
    password = make_password(PASSWORD)
    members = {
        one.username: StaffMember(
            municipality_code=code,
            username=one.username,
            password=password,
            display_name=one.name,
            roles=[one.role],
            desks=list(one.desks),
        )
        for one in people
    }
    with tenancy.municipality(code):
        StaffMember.objects.bulk_create(members.values())
        PositionHolder.objects.bulk_create(
            PositionHolder(
                municipality_code=code,
                position=position,
                desk_role=desk,
                staff_id=members[one.username].as_actor().id,
                staff_name=one.name,
                first_day=SINCE,
            )
            for one in people
            for position, desk in one.posts
        )
    return TownHall(code, members)


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


def play_documents(hall: TownHall, drafter: str, clerk: str, chief: str, desk: str) -> int:
    """A few documents as they lie about on a working day: two decided, one on paper, two on their way.

    `clerk` holds subsection_chief and `chief` section_chief of the drafter's desk. Gives how many there are.
    """
    title = "介護予防教室の開催について"
    decided = hall.submit(hall.draft(drafter, desk=desk, title=title, text=_CLASS), drafter)
    hall.act(clerk, ApproveDocument, decided)
    hall.act(chief, DecideDocument, decided)
    mixed = hall.draft(
        drafter,
        desk=desk,
        kind="expenditure",
        items={"approval.amount": 480_000},
        title="会場の机と椅子の購入について",
        text="教室で使う机と椅子を購入します。\n1 金額　480,000円\n2 納期　年度末まで",
    )
    run(AddPaper(), hall.context(drafter), NewPaper(mixed.uuid, "カタログ（冊子）", 1))
    hall.submit(mixed, drafter)
    mixed.version = 1
    hall.act(clerk, ApproveDocument, mixed)
    hall.act(chief, DecideDocument, mixed, "価格の比較がよく分かります。")
    paper = PaperDecision(draft(desk=desk, title="会場の使用承諾書の受領について"), clock.today(), "課長", 4)
    run(RegisterPaperDecision(), hall.context(drafter), paper)
    waiting = hall.submit(
        hall.draft(drafter, desk=desk, title="広報への掲載依頼について", text=_CLASS), drafter
    )
    back = SendingBack(waiting.uuid, 1, "申込みの締切りを書いてください。")
    run(SendBack(), hall.context(clerk), back)
    more = draft(
        desk=desk,
        uuid=waiting.uuid,
        title="広報への掲載依頼について",
        text=_CLASS + "\n4 締切り　前の月の20日",
    )
    run(SaveDraft(), hall.context(drafter), more)
    hall.submit(waiting, drafter)
    hall.submit(hall.draft(drafter, desk=desk, title="講師への依頼について", text=_CLASS), drafter)
    return 5


def demo_posts(code: str, desks: Iterable[str], clerk: str, chief: str, deputy: str, head: str) -> None:
    """Give every post that nobody holds to people who are there already (user names): what any flow asks to
    be decided then finds somebody. `clerk` and `chief` hold those of each desk, `head` that of the mayor.
    """
    people = [clerk, chief, deputy, head]
    with tenancy.municipality(code):
        members = {one.username: one for one in StaffMember.objects.filter(username__in=people)}
        held = set(PositionHolder.objects.values_list("position", "desk_role"))
    context = Context(code, Actor.system("demo"), clock.now(), purpose="デモの準備")
    posts = [("deputy_mayor", "", deputy), ("mayor", "", head)]
    posts += [
        (position, desk, who)
        for desk in desks
        for position, who in (("subsection_chief", clerk), ("section_chief", chief))
    ]
    for position, desk, who in posts:
        if (position, desk) not in held:
            run(AddHolder(), context, NewHolder(position, desk, members[who].as_actor().id, SINCE))


def demo_documents(code: str, desk: str, drafter: str, clerk: str, chief: str) -> int:
    """Documents of people who are there already (user names) and on their posts, unless there are
    documents.
    """
    with tenancy.municipality(code):
        members = {
            one.username: one for one in StaffMember.objects.filter(username__in=[drafter, clerk, chief])
        }
    hall = TownHall(code, members)
    if my_documents(hall.context(drafter), finished=True).documents:
        return 0
    return play_documents(hall, drafter, clerk, chief, desk)


_CLASS = (
    "次のとおり行いたいので、伺います。\n1 日時　毎月第2水曜日 10時から\n2 会場　保健センター\n3 定員　20人"
)
