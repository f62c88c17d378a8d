"""A question as a page: cards for one person, boxes for several, or a row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from madoguchi.core.languages import say, spoken, translatable
from madoguchi.core.vocabulary import YOU, Item, ItemType
from madoguchi.engines.forms.api import NO, UNSURE, YES, FormGroup, can_be_unsure
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.presentation.fields import Choice, FieldView, field_view, forgiving_dates

NOBODY = "nobody"
ANSWER = "answer"
ZERO = "-zero"
"""Ending of the name of the box that says 0 in words."""
THE_REST = "the-rest"
_NONE = "none"
"""The code that means 「どれでもない」 where an item has one; the vocabulary always calls it so."""
_ONE_OR_THE_OTHER = 2

_WHO_MISSING = translatable("選んでください。いないときは「だれもいません」を選んでください。")
_NUMBER_AND_ZERO = translatable("数を入れるか、「{zero}」を選ぶか、どちらか一つにしてください。")
_WHO_BOTH = translatable("「だれもいません」か「わからない」を選ぶときは、ほかの印を外してください。")


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question page. `kind`: choices, who, per_person or field."""

    kind: str
    number: int
    heading: str
    why: str
    help: str
    about: str = ""
    field: FieldView | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[FieldView, ...] = ()
    can_not_know: bool = False
    unsure: bool = False
    nobody: bool = False
    the_rest: str = ""
    zero: str = ""
    """The answer 0 in words, as a card of its own: 「飼っていません」."""
    has_none: bool = False
    error: str = ""
    problems: tuple[FieldProblem, ...] = ()

    @property
    def apart(self) -> str:
        """The value of the box that stands apart because the others exclude it: 「どれも当てはまらない」.

        Empty where there is none.
        """
        several = self.field is not None and self.field.multiple
        return _NONE if several and any(one.value == _NONE for one in self.choices) else ""

    @property
    def described_by(self) -> str:
        """The ids of the lines that explain the question, for assistive technology."""
        ids = [("question-why", self.why), ("question-help", self.help), ("answer-error", self.error)]
        return " ".join(identifier for identifier, text in ids if text)


def kind_of(item: Item, persons: int) -> str:
    """How the question is put to so many persons (0 or 1: not a question about several)."""
    if persons > 1:
        return "who" if item.type is ItemType.BOOLEAN else "per_person"
    return "choices" if item.type in (ItemType.BOOLEAN, ItemType.CODE) else "field"


def ordinary_answer(item: Item) -> tuple[str, str]:
    """What one tick may answer for everybody who is left: code and label, or two empty texts.

    Only where the vocabulary puts it first: 「受けていない」 before the care levels, the usual one of two.
    """
    if item.type is not ItemType.CODE or not item.choices:
        return "", ""
    code, label = next(iter(item.choices.items()))
    return (code, label) if code == _NONE or len(item.choices) == _ONE_OR_THE_OTHER else ("", "")


def zero_of(item: Item) -> str:
    """The answer 0 in words where the vocabulary has one, else empty."""
    return str(item.options.get("zero", "")) if item.type is ItemType.INTEGER else ""


def question_view(
    item: Item,
    group: FormGroup,
    people: Sequence[str],
    *,
    number: int,
    raw: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> QuestionView:
    """The page of a question. `people` are the labels of those whom it is about, as in `group.fields`."""
    errors = errors or {}
    kind = kind_of(item, len(people))
    fields = [
        field_view(one, raw=raw, error=errors.get(one.id, ""), in_form=kind == "per_person")
        for one in group.fields
    ]
    problems = [FieldProblem(field.focus_id, field.error) for field in fields if field.error]
    view = QuestionView(
        kind=kind,
        number=number,
        heading=item.question or item.label,
        why=item.why,
        help=fields[0].help if kind == "field" and fields else item.help,
        about=people[0] if len(people) == 1 and people[0] != spoken().say(YOU) else "",
        can_not_know=can_be_unsure(item),
        unsure=bool(fields) and all(field.unsure for field in fields),
    )
    if kind == "who":
        return _who(view, fields, people, raw, errors.get(ANSWER, ""))
    if kind == "per_person":
        rows = tuple(
            replace(field, label=person, help="") for person, field in zip(people, fields, strict=True)
        )
        _, label = ordinary_answer(item)
        told = tuple(
            FieldProblem(row.focus_id, say("{person}：{problem}", person=row.label, problem=row.error))
            for row in rows
            if row.error
        )
        return replace(view, rows=rows, the_rest=label, problems=told)
    (field,) = fields
    zero = zero_of(item)
    has_none = bool(zero) and (bool(raw.get(f"{field.id}{ZERO}")) if raw is not None else field.value == "0")
    if has_none and raw is None:
        field = replace(field, value="")
    return replace(
        view,
        field=field,
        choices=field.choices,
        zero=zero,
        has_none=has_none,
        error=field.error,
        problems=tuple(problems),
    )


def _who(
    view: QuestionView,
    fields: Sequence[FieldView],
    people: Sequence[str],
    raw: Mapping[str, str] | None,
    error: str,
) -> QuestionView:
    choices = tuple(
        Choice(
            f"{field.id}-box",
            field.id,
            person,
            any(one.checked and one.value == YES for one in field.choices),
        )
        for field, person in zip(fields, people, strict=True)
    )
    answered_no = bool(fields) and all(
        any(one.checked and one.value == NO for one in field.choices) for field in fields
    )
    nobody = raw.get(ANSWER) == NOBODY if raw is not None else answered_no
    unsure = raw.get(ANSWER) == UNSURE if raw is not None else view.unsure
    problems = (FieldProblem(choices[0].id, error),) if error else ()
    return replace(view, choices=choices, nobody=nobody, unsure=unsure, error=error, problems=problems)


def meant(
    item: Item, group: FormGroup, posted: Mapping[str, str], answers: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What the page posted beyond its fields, under their names, and errors of the page itself.

    Every field of the question is mentioned afterwards, so that an empty one is an error and not "unchanged".
    `answers` are all values of the input `answer` (nobody, dont_know) of a page with boxes.
    """
    kind = kind_of(item, len(group.fields))
    if kind == "who":
        return _meant_by_boxes(group, posted, answers)
    said = forgiving_dates(posted)
    for field in group.fields:
        if zero_of(item) and posted.get(f"{field.id}{ZERO}"):
            if posted.get(field.id, "").strip() not in ("", "0"):
                return said, {field.id: spoken().say(_NUMBER_AND_ZERO, zero=zero_of(item))}
            said[field.id] = "0"
        if not any(name == field.id or name.startswith(f"{field.id}-") for name in [*said, *posted]):
            said[field.id] = ""
        typed = said.get(field.id) or posted.get(field.id, "")
        if kind == "per_person" and posted.get(THE_REST) and not typed.strip():
            said[field.id] = ordinary_answer(item)[0]
    return said, {}


def _meant_by_boxes(
    group: FormGroup, posted: Mapping[str, str], answers: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    ticked = [field for field in group.fields if posted.get(field.id)]
    if UNSURE in answers and not ticked and NOBODY not in answers:
        return {field.id: UNSURE for field in group.fields}, {}
    if NOBODY in answers and not ticked and UNSURE not in answers:
        return {field.id: NO for field in group.fields}, {}
    said = {field.id: YES if field in ticked else NO for field in group.fields}
    if ticked and not answers:
        return said, {}
    said[ANSWER] = answers[0] if answers else ""
    return said, {ANSWER: spoken().say(_WHO_BOTH if answers else _WHO_MISSING)}
