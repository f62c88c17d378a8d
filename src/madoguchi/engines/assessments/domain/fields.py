"""The fields of a filled-in form: answers, notes and the day, under one flat table of paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from madoguchi.core.packs import AssessmentForm, FormItem
from madoguchi.core.packs.model.assessments import NOTHING
from madoguchi.core.vocabulary import AnswersError, Facts, Value, value_from_json
from madoguchi.lib.japanese.text import TextError, clean_text

ANSWER, NOTE, DAY = "answer:", "note:", "day"
"""`answer:survey.walking`, `note:survey.walking`, and the day of the survey."""

LONGEST_NOTE = 2_000


class FieldRefusedError(ValueError):
    """この項目には書けない内容です。"""


def checked(form: AssessmentForm, path: str, value: object) -> Any:
    """The value as it is kept, in JSON; None takes an answer away. Raises FieldRefusedError."""
    if path == DAY:
        return _day(value)
    kind, key = _split(path)
    one = form.items.get(key)
    if one is None:
        raise FieldRefusedError("いまの調査票にない項目です。")
    if kind == NOTE:
        return _note(value)
    return None if value is None else _answer(one, value)


def label_of(form: AssessmentForm, path: str) -> str:
    """What a path is called: 「1-7 歩行」, 「1-7 歩行の特記事項」, 「調査日」."""
    if path == DAY:
        return "調査日"
    kind, _, key = path.partition(":")
    one = form.items.get(key)
    name = f"{one.number} {one.item.label}" if one is not None else key
    return f"{name}の特記事項" if kind + ":" == NOTE else name


def value_text(form: AssessmentForm, path: str, value: Any) -> str:
    """A value as people read it; empty for no answer. What the form does not know is shown as it came."""
    if value is None or value == "":
        return ""
    kind, _, key = path.partition(":")
    one = form.items.get(key)
    if kind + ":" != ANSWER or one is None:
        return str(value)
    return answer_text(one, value)


def answer_text(one: FormItem, value: Any) -> str:
    """An answer in words, with the number that it has on the form: 「3 できない」."""
    codes = value if isinstance(value, list | tuple) else [value]
    if not one.item.choices:
        return f"{value}{one.item.unit}"
    numbers = {key: number for number, key in enumerate(one.item.choices, start=1)}
    return "、".join(
        f"{numbers[code]} {one.item.choices[code]}" if code in numbers else str(code) for code in codes
    )


def answers_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by item key."""
    return {path.removeprefix(ANSWER): value for path, value in fields.items() if path.startswith(ANSWER)}


def notes_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The notes by item key."""
    return {path.removeprefix(NOTE): value for path, value in fields.items() if path.startswith(NOTE)}


def unanswered(form: AssessmentForm, answers: Mapping[str, Any]) -> list[FormItem]:
    """The items without an answer that a finished form has, in their order."""
    return [one for one in form if one.required and answers.get(one.item.key) in (None, "", [])]


def facts_of(forms: Iterable[tuple[AssessmentForm, Mapping[str, Any]]], today: date) -> Facts:
    """The answers to one or more forms as facts; what does not fit its item any more is left out."""
    case: dict[str, Value] = {}
    for form, answers in forms:
        for key, value in answers.items():
            one = form.items.get(key)
            if one is None or value is None:
                continue
            try:
                case[key] = value_from_json(one.item, value)
            except AnswersError:
                continue
    return Facts(case, members=None, today=today)


def _split(path: str) -> tuple[str, str]:
    for kind in (ANSWER, NOTE):
        if path.startswith(kind):
            return kind, path.removeprefix(kind)
    raise FieldRefusedError("いまの調査票にない項目です。")


def _day(value: object) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise FieldRefusedError("調査日は「2026-03-25」の形で、暦にある日にしてください。") from None


def _note(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_NOTE:
        raise FieldRefusedError(f"特記事項は{LONGEST_NOTE}文字までです。")
    try:
        return clean_text(value) or None
    except TextError as problem:
        raise FieldRefusedError(str(problem)) from None


def _answer(one: FormItem, value: object) -> Any:
    item = one.item
    if item.multiple:
        if isinstance(value, list) and not value:
            return None
        if isinstance(value, list) and NOTHING in value and len(value) > 1:
            raise FieldRefusedError("「ない」と、ほかの選択肢の両方が選ばれています。")
    elif isinstance(value, str) and not item.choices:
        limit = item.options.get("max_length")
        try:
            value = clean_text(value)
        except TextError as problem:
            raise FieldRefusedError(str(problem)) from None
        if isinstance(limit, int) and len(value) > limit:
            raise FieldRefusedError(f"{limit}文字までにしてください。")
        if not value:
            return None
        if "\n" in value:
            # One item of the vocabulary is one line; paragraphs become sentences.
            value = " ".join(value.split())
    try:
        value_from_json(item, value)
    except AnswersError as problem:
        raise FieldRefusedError(problem.message) from None
    if item.multiple and isinstance(value, list):
        return [key for key in item.choices if key in value]
    return value
