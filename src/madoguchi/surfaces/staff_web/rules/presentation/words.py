"""A procedure in words that a clerk reads, field by field, from the compiled rules themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.core.conditions import Expression, Outline, outline, term_words
from madoguchi.core.conditions.wording import condition_text
from madoguchi.core.packs import (
    Bring,
    Check,
    DeadlineRule,
    DeadlineUnit,
    Fee,
    FirstDay,
    IfHoliday,
    InPerson,
    Packs,
    Procedure,
)
from madoguchi.core.packs.field_words import FIELDS, VALUE_WORDS
from madoguchi.core.packs.side_by_side import COMPARED, value_of
from madoguchi.lib.japanese.dates import format_both

_NOTHING = "なし"


@dataclass(frozen=True, slots=True)
class Said:
    """One field in words: lines, or a condition as an outline. `example`: not from a source."""

    name: str
    label: str
    lines: tuple[str, ...] = ()
    rule: Outline | None = None
    example: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing of it."""
        return self.lines == (_NOTHING,)


class RuleWords:
    """Says fields of procedures with the names that the packs give to things."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def all_of(self, procedure: Procedure) -> dict[str, Said]:
        """Every field that can be compared, by name."""
        return {name: self.said(procedure, name) for name in COMPARED}

    def said(self, procedure: Procedure, name: str) -> Said:
        """One field. A field that says nothing says 「なし」."""
        value, rule = value_of(procedure, name), None
        lines: tuple[str, ...]
        if isinstance(value, Expression):
            rule, lines = outline(value), ()
        else:
            lines = tuple(self._lines(procedure, name)) or (_NOTHING,)
        return Said(name, FIELDS.get(name, name), lines, rule, procedure.is_example(name))

    def choice(self, flow: str, option: str, chosen: str | None = None) -> Said:
        """What a municipality chose of an option of a flow; the default where nothing was chosen."""
        known = self._packs.flows[flow].options[option]
        return Said(f"option.{option}", known.label, (known.choices[chosen or known.default],))

    def _lines(self, procedure: Procedure, name: str) -> Iterable[str]:  # noqa: C901 - one case per field
        packs = self._packs
        match name:
            case "deadline":
                return () if procedure.deadline is None else _deadline(procedure.deadline)
            case "bring":
                return (self._bring(one) for one in procedure.bring)
            case "desk":
                return (packs.desk_roles[procedure.desk].label,)
            case "channels":
                return ("、".join(VALUE_WORDS[one] for one in procedure.channels),)
            case "fee":
                return () if procedure.fee is None else _fee(procedure.fee)
            case "asks" | "asks_online" | "prefill":
                asked: tuple[str, ...] = getattr(procedure, name)
                said = "、".join(packs.vocabulary[key].label for key in asked)
                return (said,) if said else ()
            case "checks":
                return (_check(one) for one in procedure.checks)
            case "document":
                return () if procedure.document is None else (packs.documents[procedure.document].label,)
            case "flow":
                known = self._packs.flows
                return ("手で進める" if procedure.flow is None else known[procedure.flow].label,)
            case "history":
                return (f"{format_both(one.begins)}から：{one.what}" for one in procedure.history)
            case "in_force":
                begins, ends = procedure.in_force.begins, procedure.in_force.ends
                said = (f"{format_both(begins)}から" if begins else "") + (
                    f"{format_both(ends)}まで" if ends else ""
                )
                return (said,) if said else ()
            case "minutes":
                return (f"{procedure.minutes}分",)
            case "at_home":
                return ("できる" if procedure.at_home else "できない",)
            case "in_person":
                return (_in_person(procedure.in_person),)
        value = value_of(procedure, name)
        return () if value is None else (VALUE_WORDS.get(str(value), str(value)),)

    def _bring(self, bring: Bring) -> str:
        item = self._packs.items_to_bring[bring.what]
        said = f"{item.label}（{_whose(bring)}）"
        return f"{said} {bring.note}" if bring.note else said


def _whose(bring: Bring) -> str:
    who = {"person": "その人", "household": "世帯で1つ"}.get(bring.who, VALUE_WORDS[bring.who])
    if bring.when is None:
        return who
    condition = condition_text(bring.when.node)
    return f"{who}、{condition}とき"


def _in_person(needed: InPerson | None) -> str:
    if needed is None:
        return "ない（まとめて受け付ける窓口でできる）"
    when = "" if needed.when is None else f"（{condition_text(needed.when.node)}とき）"
    return f"ある{when}{f' {needed.why}' if needed.why else ''}"


def _deadline(rule: DeadlineRule) -> Iterable[str]:
    after = term_words(rule.after)
    if rule.unit is DeadlineUnit.ON_THE_DAY:
        yield f"{after}の当日"
    elif rule.unit is DeadlineUnit.BEFORE:
        yield f"{after}まで（その日より前）"
    else:
        unit = "日" if rule.unit is DeadlineUnit.DAYS else "か月"
        first = "当日は数えない" if rule.first_day is FirstDay.EXCLUDED else "当日も数える"
        yield f"{after}から{rule.count}{unit}以内（{first}）"
    moved = rule.if_holiday is IfHoliday.NEXT_WORKING_DAY
    yield f"最後の日が休みなら、{'次の開庁日まで' if moved else 'のびない'}"
    if rule.basis:
        yield f"根拠：{rule.basis}"
    if rule.if_late:
        yield f"遅れたとき：{rule.if_late}"


def _fee(fee: Fee) -> Iterable[str]:
    amount = f"{fee.amount:,}円" if fee.amount else "無料"
    yield f"{amount} {fee.note}" if fee.note else amount
    if fee.when is not None:
        yield f"{condition_text(fee.when.node)}とき"


def _check(check: Check) -> str:
    return f"{check.say}（{VALUE_WORDS[check.severity]}）"
