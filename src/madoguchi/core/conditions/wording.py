"""Japanese for the parts of an expression: terms, comparisons, and how phrases join into a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.conditions.spans import Span
from madoguchi.core.vocabulary import UNKNOWN, Item

_OPPOSITES: dict[str, nodes.ComparisonOperator] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
_MIRRORED: dict[str, nodes.ComparisonOperator] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_DATE_WORDS = {"<": "より前", "<=": "以前", ">": "より後", ">=": "以後", "==": "と同じ日", "!=": "と違う日"}
_UNITS = {"days": "日", "months": "か月", "years": "年"}
_VERB_ENDINGS = tuple("るいたうくすつむぬぶ")
_CONNECTING = (
    ("していない", "しておらず"),
    ("ていない", "ておらず"),
    ("いない", "おらず"),
    ("分からない", "分からず"),
    ("らない", "らず"),
    ("ない", "なく"),
    ("ている", "ていて"),
    ("いる", "いて"),
    ("ある", "あり"),
    ("来る", "来て"),
    ("まる", "まり"),
    ("する", "し"),
    ("した", "して"),
    ("きた", "きて"),
    ("来た", "来て"),
    ("いく", "いき"),
    ("行く", "行き"),
    ("取る", "取り"),
    ("れる", "れて"),
    ("える", "えて"),
    ("める", "めて"),
    ("ける", "けて"),
    ("った", "って"),
    ("っ越す", "っ越し"),
)


def opposite(operator: nodes.ComparisonOperator) -> nodes.ComparisonOperator:
    """The comparison that holds when this one does not."""
    return _OPPOSITES[operator]


def mirrored(operator: nodes.ComparisonOperator) -> nodes.ComparisonOperator:
    """The comparison with its sides exchanged."""
    return _MIRRORED[operator]


def day_text(day: date, today: date | None = None) -> str:
    """A date for a sentence: the year is left out when it is this year."""
    if today is not None and day.year == today.year:
        return f"{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def value_text(value: Any, item: Item | None = None, today: date | None = None) -> str:
    """A value for a sentence: code labels, dates, numbers with their unit, intervals with 「から」."""
    if value is UNKNOWN:
        return "不明"
    if isinstance(value, Span):
        if isinstance(value.low, date):
            return f"{day_text(value.low)}から{day_text(value.high)}までの間"
        return f"{value.low}〜{value.high}{unit_of(item)}"
    if isinstance(value, date):
        return day_text(value, today)
    return item.label_of(value) if item is not None else f"{value}"


def unit_of(item: Item | None) -> str:
    """The counter word of an item's numbers."""
    return item.unit if item is not None else ""


def item_of(node: nodes.Node) -> Item | None:
    """The item of which a term speaks, when it is one."""
    match node:
        case nodes.ItemNode(item=item) | nodes.DerivedNode(item=item):
            return item
    return None


def term_unit(node: nodes.Node) -> str:
    """The unit of a numeric term."""
    item = item_of(node)
    if item is not None and item.unit:
        return item.unit
    match node:
        case nodes.Age():
            return "歳"
        case nodes.DerivedNode(inner=inner):
            return term_unit(inner)
        case nodes.Aggregate(name="count"):
            return "人"
        case nodes.DaysBetween():
            return "日"
        case nodes.FiscalYear():
            return "年度"
        case nodes.Aggregate(term=term):
            return term_unit(term)
    return ""


def term_text(node: nodes.Node) -> str:  # noqa: C901 - one branch per node
    """What a term is, in words: 「引越しの日の14日後」."""
    match node:
        case nodes.ItemNode(item=item) | nodes.DerivedNode(item=item):
            return item.label
        case nodes.Today():
            return "きょう"
        case nodes.Literal(value=value):
            return value_text(value)
        case nodes.Shift(day=day, unit=unit, amount=amount):
            return f"{term_text(day)}の{abs(amount)}{_UNITS[unit]}{'後' if amount >= 0 else '前'}"
        case nodes.Age(on=on):
            return "年齢" if isinstance(on, nodes.Today) else f"{term_text(on)}の年齢"
        case nodes.DaysBetween(later=later, earlier=earlier):
            return f"{term_text(earlier)}から{term_text(later)}までの日数"
        case nodes.FiscalYear(day=day):
            return f"{term_text(day)}の年度"
        case nodes.NextWorkingDay(day=day):
            return f"{term_text(day)}（閉庁日なら次の開庁日）"
        case nodes.Aggregate(name="count", term=nodes.Literal()):
            return "世帯の人数"
        case nodes.Aggregate(name="count", term=term):
            return f"{condition_text(term)}方の人数"
        case nodes.Aggregate(name=name, term=term):
            return {"sum": "{}の合計", "min": "{}の最小", "max": "{}の最大"}.get(name, "{}").format(
                term_text(term)
            )
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return f"{term_text(left)}{operator.replace('*', '×')}{term_text(right)}"
        case nodes.Extreme(name=name, operands=operands):
            words = "と".join(term_text(operand) for operand in operands)
            return f"{words}のうち{'小さい' if name == 'min' else '大きい'}ほう"
        case nodes.Choose(then=then):
            return term_text(then)
    return condition_text(node)


def relation_text(operator: nodes.ComparisonOperator, right: nodes.Node, unit: str, item: Item | None) -> str:
    """What stands after the term: 「75歳以上」「きょうより前」「転入」."""
    if right.kind is Kind.DATE:
        return f"{term_text(right)}{_DATE_WORDS[operator]}"
    value = right.value if isinstance(right, nodes.Literal) else None
    text = f"{value}{unit}" if right.kind is Kind.NUMBER and value is not None else term_text(right)
    if item is not None and isinstance(value, str | bool):
        text = item.label_of(value)
    return {
        ">=": f"{text}以上",
        "<=": f"{text}以下",
        "<": f"{text}未満",
        ">": f"{text}を超える",
        "==": text,
        "!=": f"{text}以外",
    }[operator]


def condition_text(node: nodes.Node, holds: bool = True) -> str:
    """A condition as an attribute before a noun: 「年齢が18歳未満の」, 「手帳を持っている」."""
    return attributive(condition_phrase(node, holds))


def condition_phrase(node: nodes.Node, holds: bool = True) -> str:  # noqa: C901 - one branch per node
    """A condition as a phrase, without the values of anybody: 「年齢が18歳未満」."""
    match node:
        case nodes.Not(operand=operand):
            return condition_phrase(operand, not holds)
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            if isinstance(node, nodes.And) == holds:
                return join([condition_phrase(operand, holds) for operand in operands])
            return "、または".join(condition_phrase(operand, holds) for operand in operands)
        case nodes.ItemNode(item=item) | nodes.DerivedNode(item=item):
            return flag_text(item, holds)
        case nodes.Compare(operator=operator, left=nodes.Literal() as left, right=right) if not isinstance(
            right, nodes.Literal
        ):
            return condition_phrase(replace(node, operator=mirrored(operator), left=right, right=left), holds)
        case nodes.Compare(operator=operator, left=left, right=right):
            if isinstance(left, nodes.Literal | nodes.Today) and not isinstance(right, nodes.Literal):
                operator, left, right = mirrored(operator), right, left
            found = operator if holds else opposite(operator)
            subject = item_of(left)
            said = relation_text(found, right, term_unit(left), subject)
            if subject is not None and subject.type.value == "code" and found == "==":
                return code_text(subject, said, right.value if isinstance(right, nodes.Literal) else None)
            return f"{term_text(left)}が{said}"
        case nodes.In(element=element, options=options):
            subject = item_of(element)
            words = "・".join(value_text(option.value, subject) for option in options)
            words = words if holds else f"{words}以外"
            return code_text(subject, words) if subject is not None else f"{term_text(element)}が{words}"
        case nodes.Contains(codes=codes, code=code):
            label = value_text(code, item_of(codes))
            return f"「{label}」に当てはま{'る' if holds else 'らない'}"
        case nodes.Known(operand=operand):
            return f"{term_text(operand)}が{'分かっている' if holds else '分からない'}"
        case nodes.Aggregate(name="any", term=term):
            return f"{condition_text(term)}方が世帯に{'いる' if holds else 'いない'}"
        case nodes.Aggregate(name="all", term=term):
            if holds:
                return f"世帯の全員が{condition_phrase(term)}"
            return f"{condition_text(term, False)}方が世帯にいる"
        case nodes.Literal(value=value):
            return "いつも当てはまる" if value is holds else "いつも当てはまらない"
        case nodes.Choose(then=then, otherwise=otherwise):
            return f"{condition_phrase(then, holds)}、または{condition_phrase(otherwise, holds)}"
    return term_text(node)


def flag_text(item: Item, holds: bool) -> str:
    """A yes-or-no item as a phrase."""
    if holds:
        return item.says or f"{item.label}が「はい」"
    return item.says_not or f"{item.label}が「いいえ」"


def code_text(item: Item, value_label: str, code: object = None) -> str:
    """A code with its value as a phrase; the label is left out where the value already says it.

    `code` is the value itself where it is one: the vocabulary may have a phrase of its own for it.
    """
    if isinstance(code, str) and code in item.says_of:
        return item.says_of[code]
    if item.says:
        return item.says.replace("{value}", value_label).replace("{label}", item.label)
    if len(item.label) >= 3 and value_label.startswith(item.label[:3]):
        return value_label
    return f"{item.label}が{value_label}"


def is_verbal(phrase: str) -> bool:
    """Whether a phrase ends in a verb or adjective and so takes no 「の」 before a noun."""
    return phrase.endswith(_VERB_ENDINGS)


def attributive(phrase: str) -> str:
    """The phrase before a noun or 「ため」."""
    return phrase if is_verbal(phrase) else f"{phrase}の"


def connecting(phrase: str) -> str:
    """The phrase when another follows: 「75歳以上で」, 「手帳を持っていて」."""
    if not is_verbal(phrase):
        return f"{phrase}で"
    for ending, form in _CONNECTING:
        if phrase.endswith(ending):
            return phrase.removesuffix(ending) + form
    return f"{phrase}ことに加え"


def join(phrases: list[str]) -> str:
    """Phrases as one: all but the last in the connecting form."""
    return "、".join([*(connecting(phrase) for phrase in phrases[:-1]), phrases[-1]]) if phrases else ""
