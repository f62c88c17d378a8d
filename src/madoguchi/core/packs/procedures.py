"""Makes a Procedure from its merged values, and checks that every name it uses exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from madoguchi.core.conditions import ConditionError, Expression, Kind
from madoguchi.core.packs.compiling import Compiler, condition_problem, source_of
from madoguchi.core.packs.handing_over import EntryScreen, method_of, screen_of, target_of
from madoguchi.core.packs.merging import Locator, Resolved
from madoguchi.core.packs.model import (
    Attach,
    Bring,
    Channel,
    Check,
    Concerns,
    DeadlineRule,
    DeadlineUnit,
    DeskRole,
    DocumentDefinition,
    Fee,
    FirstDay,
    Flow,
    HistoryEntry,
    IfHoliday,
    InForce,
    InPerson,
    ItemToBring,
    Procedure,
    Severity,
    Source,
    Who,
)
from madoguchi.core.packs.model.flows import BY_HAND
from madoguchi.core.packs.problems import PackProblem, did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath
from madoguchi.core.vocabulary import Scope, Vocabulary

_EXAMPLE_FIELDS = frozenset(known.name for known in fields(Procedure)) | {"all"}


@dataclass(slots=True)
class Surroundings:
    """What a procedure may refer to, and where its problems are collected."""

    vocabulary: Vocabulary
    compiler: Compiler
    desk_roles: Mapping[str, DeskRole]
    items_to_bring: Mapping[str, ItemToBring]
    documents: Mapping[str, DocumentDefinition]
    entry_screens: Mapping[str, EntryScreen]
    flows: Mapping[str, Flow] = field(default_factory=dict)
    all_flow: bool = False
    """Whether every procedure of an own desk must have a flow or say that it goes by hand."""
    problems: list[PackProblem] = field(default_factory=list)


def sources_from(raw: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    """The sources of a file; `raw` fits the schema."""
    return tuple(
        Source(one["title"], one["at"], date.fromisoformat(one["read"]), one["verified"], one.get("note"))
        for one in raw
    )


class ProcedureBuilder:
    """Builds one procedure; with a problem it still goes on, so that all problems are told at once."""

    def __init__(self, key: str, resolved: Resolved, locator: Locator, around: Surroundings) -> None:
        self.key = key
        self.raw: Mapping[str, Any] = resolved.value
        self._resolved = resolved
        self._locator = locator
        self._around = around
        self._failed = False

    def build(self, *, added: bool = False) -> Procedure | None:
        """The procedure, or None after a problem."""
        raw = self.raw
        concerns = Concerns(raw["concerns"])
        scope = Scope.PERSON if concerns is Concerns.PERSON else Scope.CASE
        applies_when = self._expression(("applies_when",), scope)
        deadline = self._deadline(scope)
        bring = self._bring(scope, concerns)
        checks = self._checks(scope)
        fee = self._fee(scope)
        at_home = raw.get("at_home", False)
        home = at_home if isinstance(at_home, bool) else self._expression(("at_home",), scope)
        in_person = self._in_person(scope)
        self._names(raw)
        screen = screen_of(
            raw.get("handover"), tuple(raw.get("asks", ())), self._around.entry_screens, self._problem
        )
        if self._failed or applies_when is None or home is None:
            return None
        procedure = Procedure(
            key=self.key,
            label=raw["label"],
            summary=raw.get("summary"),
            law=raw.get("law"),
            sources=sources_from(raw["sources"]),
            concerns=concerns,
            applies_when=applies_when,
            deadline=deadline,
            channels=tuple(Channel(channel) for channel in raw["channels"]),
            desk=raw["desk"],
            bring=bring,
            asks=tuple(raw.get("asks", ())),
            asks_online=tuple(raw.get("asks_online", ())),
            prefill=tuple(raw.get("prefill", ())),
            checks=checks,
            fee=fee,
            document=raw.get("document"),
            flow=None if raw.get("flow") == BY_HAND else raw.get("flow"),
            handover=target_of(raw.get("handover")),
            handover_method=method_of(raw.get("handover")),
            entry_screen=screen,
            minutes=raw.get("minutes", 10),
            at_home=home,
            in_person=in_person,
            discreet_label=raw.get("discreet_label"),
            order=raw.get("order", 100),
            history=tuple(
                HistoryEntry(date.fromisoformat(entry["from"]), entry["what"], entry.get("source"))
                for entry in raw.get("history", ())
            ),
            in_force=_in_force(raw.get("in_force", {})),
            added=added,
            example=frozenset(raw.get("example", ())),
            origin=self._locator(())[0],
        )
        return procedure if self._is_discreet_enough(procedure) else None

    def _is_discreet_enough(self, procedure: Procedure) -> bool:
        """Whether nothing on the plan betrays the answer to a discreet item; else a problem."""
        if procedure.discreet_label is not None:
            return True
        vocabulary = self._around.vocabulary
        read = {key for condition in procedure.conditions for key in condition.depends_on}
        found = next((key for key in sorted(read) if key in vocabulary and vocabulary[key].discreet), None)
        if found is None:
            return True
        self._problem(
            ("applies_when",),
            f"人に知られたくない項目「{found}」（discreet: true）で決まるのに、discreet_label がありません。",
            "紙や画面に出してもよい呼び名を書いてください（例: discreet_label: 窓口でうかがうこと）。",
        )
        return False

    def _deadline(self, scope: Scope) -> DeadlineRule | None:
        raw = self.raw.get("deadline")
        if raw is None:
            return None
        after = self._expression(("deadline", "after"), scope, Kind.DATE)
        if after is None:
            return None
        count, _, unit = raw["within"].rpartition(" ")
        return DeadlineRule(
            unit=DeadlineUnit(unit),
            count=int(count) if count else None,
            after=after,
            first_day=FirstDay(raw.get("first_day", "excluded")),
            if_holiday=IfHoliday(raw.get("if_holiday", "next_working_day")),
            basis=raw.get("basis"),
            if_late=raw.get("if_late"),
        )

    def _bring(self, scope: Scope, concerns: Concerns) -> tuple[Bring, ...]:
        lines = []
        for number, raw in enumerate(self.raw.get("bring", ())):
            place: ValuePath = ("bring", number)
            if raw["what"] not in self._around.items_to_bring:
                self._problem(
                    (*place, "what"),
                    f"bring の「{raw['what']}」は items_to_bring.yaml にありません。",
                    did_you_mean(raw["what"], self._around.items_to_bring)
                    or "items_to_bring.yaml に足してください。",
                )
            who = Who(raw.get("who", "applicant"))
            if who is Who.PERSON and concerns is Concerns.HOUSEHOLD:
                self._problem(
                    (*place, "who"),
                    "世帯の手続き（concerns: household）の持ち物に who: person は使えません。",
                    "全員のものなら everyone、届け出る人のものなら applicant と書いてください。",
                )
            each = Scope.PERSON if who in (Who.EVERYONE, Who.PERSON) else scope
            when, attach_when = (
                self._expression((*place, name), each) if name in raw else None
                for name in ("when", "attach_when")
            )
            if "attach_when" in raw and "attach" not in raw:
                self._problem(
                    (*place, "attach_when"),
                    "attach_when だけがあり、attach がありません。",
                    "かならず送る書類なら attach: must、あれば送る書類なら attach: may を書いてください。",
                )
            attach = Attach(raw.get("attach", "no"))
            lines.append(Bring(raw["what"], who, when, raw.get("note"), attach, attach_when))
        return tuple(lines)

    def _checks(self, scope: Scope) -> tuple[Check, ...]:
        checks = []
        for number, raw in enumerate(self.raw.get("checks", ())):
            place: ValuePath = ("checks", number)
            if ("unless" in raw) == ("when" in raw):
                self._problem(
                    place,
                    "check には unless か when のどちらか一方が要ります。",
                    "正しいときの条件なら unless、誤りのときの条件なら when に書いてください。",
                )
            conditions = {
                name: self._expression((*place, name), scope) for name in ("unless", "when") if name in raw
            }
            self._items((*place, "items"), "checks の items", raw.get("items", ()))
            severity = Severity(raw.get("severity", "must"))
            items = tuple(raw.get("items", ()))
            checks.append(
                Check(
                    raw["say"],
                    severity,
                    items=items,
                    tell=raw.get("tell", ""),
                    only_online=raw.get("only") == "online",
                    **conditions,
                )
            )
        return tuple(checks)

    def _in_person(self, scope: Scope) -> InPerson | None:
        raw = self.raw.get("in_person", True)
        if raw is False:
            self._can_be_taken()
        if isinstance(raw, bool):
            return InPerson() if raw else None
        when = self._expression(("in_person", "when"), scope) if "when" in raw else None
        return InPerson(raw["why"], when)

    def _can_be_taken(self) -> None:
        """A counter can take for another desk only what that desk then has in hand."""
        desk = self._around.desk_roles.get(self.raw["desk"])
        if desk is not None and desk.outside:
            self._problem(
                ("in_person",),
                f"in_person: false ですが、desk の「{desk.key}」（{desk.label}）は市町村の外の窓口です。",
                "この行を消してください。役場の窓口では代わりに受け付けられません。",
            )
        elif not self.raw.get("asks"):
            self._problem(
                ("in_person",),
                "in_person: false ですが、asks がないため、担当の窓口に何も届きません。",
                "担当の窓口が要る項目を asks に書くか、この行を消してください。",
            )

    def _fee(self, scope: Scope) -> Fee | None:
        raw = self.raw.get("fee")
        if raw is None:
            return None
        when = self._expression(("fee", "when"), scope) if "when" in raw else None
        # An amount that begins later than today is no fee yet.
        if "amount" not in raw:
            return None
        example = bool({"fee", "all"} & set(self.raw.get("example", ())))
        return Fee(raw["amount"], when, raw.get("note"), example)

    def _names(self, raw: Mapping[str, Any]) -> None:
        """Names of other things in the pack, and dates in order."""
        around = self._around
        self._items(("asks",), "asks", raw.get("asks", ()))
        self._items(("asks_online",), "asks_online", raw.get("asks_online", ()))
        self._prefilled(raw.get("prefill", ()), (*raw.get("asks", ()), *raw.get("asks_online", ())))
        if raw["desk"] not in around.desk_roles:
            self._problem(
                ("desk",),
                f"desk の「{raw['desk']}」という窓口の役割は roles.yaml の desk_roles にありません。",
                did_you_mean(raw["desk"], around.desk_roles),
            )
        document = raw.get("document")
        if document is not None and document not in around.documents:
            self._problem(
                ("document",),
                f"document の「{document}」という書類は documents にありません。",
                did_you_mean(document, around.documents),
            )
        self._follows(raw.get("flow"), raw["desk"])
        for number, name in enumerate(raw.get("example", ())):
            if name not in _EXAMPLE_FIELDS:
                self._problem(
                    ("example", number),
                    f"example の「{name}」という欄は手続きにありません。",
                    did_you_mean(name, _EXAMPLE_FIELDS),
                )
        self._ascending(("history",), "history", [entry["from"] for entry in raw.get("history", ())])
        in_force = _in_force(raw.get("in_force", {}))
        if in_force.begins and in_force.ends and in_force.ends < in_force.begins:
            self._problem(
                ("in_force", "until"),
                "in_force の until が from より前の日です。",
                "2つの日付を確かめてください。",
            )

    def _follows(self, flow: str | None, desk: str) -> None:
        """The flow is there, and nobody forgot it."""
        around = self._around
        if flow is None:
            role = around.desk_roles.get(desk)
            if around.all_flow and role is not None and not role.outside:
                self._problem(
                    ("flow",),
                    f"手続き「{self.raw['label']}」の流れが決まっていません。",
                    "flows の flow.yaml の procedures に足すか、flow: に流れのキーを書いてください。"
                    f"人が手で進める手続きなら flow: {BY_HAND} と書いてください。",
                )
        elif flow != BY_HAND and flow not in around.flows:
            self._problem(
                ("flow",),
                f"flow の「{flow}」という流れは flows にありません。",
                did_you_mean(flow, [*around.flows, BY_HAND]),
            )

    def _items(self, place: ValuePath, name: str, keys: Iterable[str]) -> None:
        for number, key in enumerate(keys):
            if key not in self._around.vocabulary:
                self._problem(
                    (*place, number),
                    f"{name} の「{key}」という項目は語彙にありません。",
                    did_you_mean(key, self._around.vocabulary),
                )
            elif self._around.vocabulary[key].derived is not None and name in ("asks", "asks_online"):
                self._problem(
                    (*place, number),
                    f"{name} の「{key}」はほかの項目から計算する項目なので、たずねられません。",
                    "もとになる項目を書いてください。",
                )

    def _prefilled(self, keys: Iterable[str], asked: Collection[str]) -> None:
        """The office tells nobody more than the form needs."""
        for number, key in enumerate(keys):
            if key not in asked:
                self._problem(
                    ("prefill", number),
                    f"prefill の「{key}」は、この手続きの asks にありません。",
                    did_you_mean(key, asked)
                    or "役所から呼び出せるのは、その手続きでたずねる項目だけです。どちらかを直してください。",
                )

    def _ascending(self, place: ValuePath, name: str, days: list[str]) -> None:
        for number in range(1, len(days)):
            if days[number] <= days[number - 1]:
                self._problem(
                    (*place, number, "from"),
                    f"{name} の日付が古い順に並んでいません（{days[number - 1]} の次に {days[number]}）。",
                    "古いものから順に、同じ日は1つだけ書いてください。",
                )

    def _expression(self, place: ValuePath, scope: Scope, kind: Kind = Kind.BOOLEAN) -> Expression | None:
        value: Any = self.raw
        for part in place:
            value = value[part]
        compiled = self._around.compiler.compile(source_of(value), scope, kind)
        if isinstance(compiled, ConditionError):
            file, line = self._locator.text_line(self._resolved.original(place))
            name = ".".join(str(part) for part in place if not isinstance(part, int))
            self._around.problems.append(condition_problem(compiled, name, file, line))
            self._failed = True
            return None
        return compiled

    def _problem(self, place: ValuePath, message: str, remedy: str) -> None:
        self._failed = True
        file, line = self._locator(self._resolved.original(place))
        self._around.problems.append(PackProblem(file, line, message, remedy))


def _in_force(raw: Mapping[str, str]) -> InForce:
    begins, ends = raw.get("from"), raw.get("until")
    return InForce(date.fromisoformat(begins) if begins else None, date.fromisoformat(ends) if ends else None)
