"""What is left to do, at the right of the screen: findings, and the procedures of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.engines.forms.api import DEADLINE_PASSED
from madoguchi.engines.navigator.api import Plan
from madoguchi.journeys.counter_visit.api import Check, Sheet
from madoguchi.surfaces.staff_web.counter.presentation.names import called, for_staff, item_url, some

MANY_ALIKE = 4
"""From so many people on, the same finding is one card."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """One finding, with the way to put it right. `procedure` is the label of the one that it is about."""

    check: Check
    url: str
    action: str
    what: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a deadline that has passed, and the labels of the procedures of which it is true."""

    procedures: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One card: a finding, and the same finding about other people.

    One late day makes many findings: they are one card with a `title` of its own and the `consequences`,
    each with its procedures.
    """

    first: CheckView
    others: tuple[CheckView, ...] = ()
    title: str = ""
    consequences: tuple[Consequence, ...] = ()

    @property
    def all(self) -> tuple[CheckView, ...]:
        """All findings of the card."""
        return (self.first, *self.others)


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One procedure with its box for today. `elsewhere`: the other authority that takes it; no box then."""

    key: str
    label: str
    people: str
    due: str
    late: bool
    desk: str
    line: str
    checked: bool
    at_home: bool
    elsewhere: str = ""

    @property
    def filed_today(self) -> bool:
        """Whether it is filed here and now."""
        return self.checked and not self.at_home and not self.elsewhere


def check_view(sheet: Sheet, check: Check) -> CheckView:
    """One finding, with the answer that puts it right."""
    finding = check.finding
    items = [key for key in finding.items if key in sheet.pack.vocabulary]
    plain = [key for key in items if sheet.pack.vocabulary[key].derived is None]
    own = [key for key in plain if key.startswith("person.") == (finding.person is not None)]
    if finding.person is not None and finding.person not in sheet.facts.persons():
        own = []
    procedure = sheet.pack.procedures.get(finding.procedure or "")
    about = "" if procedure is None else procedure.label
    if not own:
        return CheckView(check, "", "", procedure=about)
    label = sheet.pack.vocabulary[own[0]].label
    whose = "" if finding.person is None else f"{called(sheet, finding.person)}："
    url = item_url(sheet, own[0], finding.person)
    return CheckView(check, url, f"{label}を直す", whose + label, about)


def check_cards(checks: Iterable[CheckView]) -> tuple[CheckCard, ...]:
    """The findings as cards, in their order.

    What is found of many people alike is one card, and so are all deadlines that ran from one day and have
    passed: the visitor is asked once why they come late.
    """
    alike: dict[tuple[object, ...], list[CheckView]] = {}
    for one in checks:
        alike.setdefault(_kind(one.check), []).append(one)
    return tuple(card for found in alike.values() for card in _cards(found))


def _kind(check: Check) -> tuple[object, ...]:
    finding = check.finding
    if finding.code == DEADLINE_PASSED:
        return (finding.code, finding.counted_from, check.must)
    return (finding.code, finding.procedure, finding.items, check.must)


def _cards(alike: Sequence[CheckView]) -> Iterable[CheckCard]:
    first, *others = alike
    begins = first.check.finding.counted_from
    if others and begins is not None:
        day = f"{begins.year}年{begins.month}月{begins.day}日"
        title = f"{day}から数える期限を過ぎたものが、{len(alike)}件あります。"
        return [CheckCard(first, tuple(others), title, tuple(_consequences(alike)))]
    if len(alike) >= MANY_ALIKE:
        return [CheckCard(first, tuple(others))]
    return map(CheckCard, alike)


def _consequences(late: Sequence[CheckView]) -> Iterable[Consequence]:
    """What follows, each once, in the order of the findings."""
    procedures: dict[str, dict[str, None]] = {}
    for one in late:
        procedures.setdefault(one.check.finding.remedy, {})[one.procedure] = None
    for remedy, labels in procedures.items():
        yield Consequence(tuple(labels), remedy)


def _until(last: date, today: date) -> str:
    """12月5日まで; with its year where that is another one: a claim after a death may take five."""
    year = "" if last.year == today.year else f"{last.year}年"
    return f"{year}{last.month}月{last.day}日まで"


def procedure_lines(plan: Plan, chosen: Sequence[str] | None) -> tuple[ProcedureLine, ...]:
    """The procedures that are needed, in walking order."""
    lines: list[ProcedureLine] = []
    for line in plan.lines:
        entry = line.entries[0]
        at_home = all(one.at_home for one in line.entries)
        role = plan.pack.desk_roles[line.procedure.desk]
        persons = [for_staff(one) for one in line.person_labels if one != "世帯"]
        lines.append(
            ProcedureLine(
                key=line.procedure.key,
                label=line.procedure.label,
                people=some(persons),
                due="" if line.deadline is None else _until(line.deadline.date, plan.facts.today),
                late=line.late,
                desk=entry.desk.counter if entry.desk is not None else "",
                line=(entry.desk.line or "none") if entry.desk is not None else "none",
                checked=chosen is None or line.procedure.key in chosen,
                at_home=at_home,
                elsewhere=role.label if role.outside else "",
            )
        )
    return tuple(lines)
