"""Scenarios: families and what the plan must say about them. They are tests that staff can read and write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.problems import PackProblem, did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.core.vocabulary import MEMBERS, AnswersError, Facts, facts_from_json

if TYPE_CHECKING:
    from madoguchi.core.packs.packs import Packs


@dataclass(frozen=True, slots=True)
class ExpectedEntry:
    """One line of a scenario's `plan.includes`; fields that are None are not compared."""

    procedure: str
    person: str | int | None = None
    deadline: date | None = None
    late: bool | None = None
    desk: str | None = None
    at_home: bool | None = None
    status: str | None = None
    brings: tuple[str, ...] = ()
    """Things to bring that must be named for it; `brings_not` must not be."""
    brings_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A family and what the plan must say. `answers` has the JSON form that `facts_from_json` reads."""

    title: str
    municipality: str
    today: date
    event: str
    answers: Mapping[str, Any]
    includes: tuple[ExpectedEntry, ...] = ()
    excludes: tuple[str, ...] = ()
    story: str | None = None
    next_question: str | None = None
    finished: bool | None = None
    counters: tuple[int, int] | None = None
    """How many counters one by one, and how many with the one-stop counter."""
    journey: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    line: int = 1


def facts_of(scenario: Scenario, packs: Packs) -> Facts:
    """The facts of a scenario: what its event sets, and its answers. Raises AnswersError."""
    sets = packs.events[scenario.event].sets
    return facts_from_json({**sets, **scenario.answers}, packs.vocabulary, scenario.today)


def person_number(scenario: Scenario, person: str | int) -> int | None:
    """The number of a member, given as number or as name; None when the answers have no such member."""
    members = scenario.answers.get(MEMBERS) or ()
    if isinstance(person, int):
        return person if 0 <= person < len(members) else None
    names = [member.get("name", member.get("person.name")) for member in members]
    return names.index(person) if person in names else None


def scenarios_from(files: PackFiles) -> Iterator[Scenario]:
    """All scenarios of the pack, in the order of files and lines."""
    for file in files.of("scenario").values():
        for place, raw in _entries(file):
            yield _scenario(raw, file, place)


def check_scenarios(files: PackFiles, packs: Packs) -> None:
    """Reports what a scenario names and the pack does not have."""
    for file in files.of("scenario").values():
        for place, raw in _entries(file):
            for path, message, remedy in _problems(_scenario(raw, file, place), raw, packs):
                whole = (*place, *path)
                files.problems.append(PackProblem(file.name, file.line(whole), message, remedy))


def _problems(
    scenario: Scenario, raw: Mapping[str, Any], packs: Packs
) -> Iterator[tuple[ValuePath, str, str]]:
    if scenario.municipality not in packs.municipalities:
        remedy = did_you_mean(scenario.municipality, packs.municipalities)
        yield ("municipality",), f"市町村「{scenario.municipality}」のパックがありません。", remedy
        return
    if scenario.event not in packs.events:
        yield (
            ("event",),
            f"「{scenario.event}」というできごとはありません。",
            did_you_mean(scenario.event, packs.events),
        )
        return
    try:
        facts_of(scenario, packs)
    except AnswersError as error:
        yield _place_of(error, scenario.answers), f"answers の{error}", ""
        return
    procedures = packs.for_municipality(scenario.municipality, scenario.today).procedures
    named: list[tuple[ValuePath, str]] = [
        (("plan", "includes", number, "procedure"), entry.procedure)
        for number, entry in enumerate(scenario.includes)
    ]
    named += [(("plan", "excludes", number), key) for number, key in enumerate(scenario.excludes)]
    for path, key in named:
        if key not in procedures:
            yield path, f"手続き「{key}」はこの市町村にありません。", did_you_mean(key, procedures)
    for number, entry in enumerate(scenario.includes):
        if entry.person is not None and person_number(scenario, entry.person) is None:
            yield (
                ("plan", "includes", number, "person"),
                f"「{entry.person}」という人は answers の members にいません。",
                "members の name と同じ書き方にするか、0から数えた番号を書いてください。",
            )


def _place_of(error: AnswersError, answers: Mapping[str, Any]) -> ValuePath:
    if error.person is None:
        return ("answers", error.item)
    place: ValuePath = ("answers", MEMBERS, error.person)
    member = answers[MEMBERS][error.person]
    short = error.item.removeprefix("person.")
    return (*place, short if isinstance(member, Mapping) and short in member else error.item)


def _entries(file: YamlFile) -> Iterator[tuple[ValuePath, Mapping[str, Any]]]:
    if isinstance(file.value, list):
        for number, raw in enumerate(file.value):
            yield (number,), raw
    else:
        yield (), file.value


def _scenario(raw: Mapping[str, Any], file: YamlFile, place: ValuePath) -> Scenario:
    plan = raw["plan"]
    counters = plan.get("counters")
    return Scenario(
        title=raw["scenario"],
        municipality=raw["municipality"],
        today=date.fromisoformat(raw["today"]),
        event=raw["event"],
        answers=raw["answers"],
        includes=tuple(_expected(entry) for entry in plan.get("includes", ())),
        excludes=tuple(plan.get("excludes", ())),
        story=raw.get("story"),
        next_question=plan.get("next_question"),
        finished=plan.get("finished"),
        counters=None if counters is None else (counters["each"], counters["remaining"]),
        journey=raw.get("journey", {}),
        file=file.name,
        line=file.line(place),
    )


def _expected(raw: Mapping[str, Any]) -> ExpectedEntry:
    deadline = raw.get("deadline")
    return ExpectedEntry(
        procedure=raw["procedure"],
        person=raw.get("person"),
        deadline=None if deadline is None else date.fromisoformat(deadline),
        late=raw.get("late"),
        desk=raw.get("desk"),
        at_home=raw.get("at_home"),
        status=raw.get("status"),
        brings=tuple(raw.get("brings", ())),
        brings_not=tuple(raw.get("brings_not", ())),
    )
