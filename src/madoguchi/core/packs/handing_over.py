"""How what was accepted reaches the core system: the method, and the input screen that somebody fills in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath

Report = Callable[[ValuePath, str, str], None]
"""Tells a problem: where in the procedure, what, and what to do."""


class HandoverMethod(StrEnum):
    """The way of a procedure's data into the core system, chosen per procedure and municipality."""

    FILE = "file"
    BULK_FILE = "bulk_file"
    TRANSCRIPTION = "transcription"
    ROBOT = "robot"
    SCREEN_IMPORT = "screen_import"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]

    @property
    def by_people(self) -> bool:
        """Whether a member of staff brings it over, and says when it is done."""
        return self in (HandoverMethod.TRANSCRIPTION, HandoverMethod.SCREEN_IMPORT)


_LABELS = {
    HandoverMethod.FILE: "1件ごとのファイル",
    HandoverMethod.BULK_FILE: "一括ファイル",
    HandoverMethod.TRANSCRIPTION: "画面への転記",
    HandoverMethod.ROBOT: "ロボット入力",
    HandoverMethod.SCREEN_IMPORT: "入力画面の読み取り",
}


class WrittenAs(StrEnum):
    """In what form a core system's input screen takes a value."""

    TEXT = "text"
    DIGITS = "digits"
    ERA_DIGITS = "era_digits"
    HALF_WIDTH_KANA = "half_width_kana"
    CODE = "code"


class Verb(StrEnum):
    """What a robot does in one step. `SUBMIT` is the press that registers: what cannot be undone."""

    OPEN = "open"
    SEE = "see"
    NUMBER = "number"
    FIELDS = "fields"
    SAME = "same"
    PRESS = "press"
    SUBMIT = "submit"
    USER = "user"
    PASSWORD = "password"  # noqa: S105 - the name of a step


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of an input screen. `input` is its name on the screen; `{row}` in it is the person's row."""

    item: str
    label: str
    written_as: WrittenAs = WrittenAs.TEXT
    input: str = ""


@dataclass(frozen=True, slots=True)
class RobotStep:
    """One step: `argument` is a path, a text that must be seen, or the name of a field or button."""

    verb: Verb
    argument: str


class NamedBy(StrEnum):
    """By what a screen says which field is which."""

    CELL = "cell"
    """The cell of a table, or the term of a list, before it."""
    LABEL = "label"
    ARIA_LABEL = "aria_label"
    NAME = "name"
    """The attribute `name`, where nothing is to be seen."""


@dataclass(frozen=True, slots=True)
class RobotSignIn:
    """How a robot signs in; then either `done` or `refused` is to be seen. Who it is, the settings say."""

    steps: tuple[RobotStep, ...]
    done: str
    refused: str


@dataclass(frozen=True, slots=True)
class RobotScript:
    """How a robot looks a record up (`find`; then either `found` or `absent` is to be seen) and enters it.

    `receipt` names the field of the last screen that holds the core system's number. Screens that want a
    sign-in have `sign_in`, done first. `named_by` is by what fields are found.
    """

    find: tuple[RobotStep, ...]
    found: str
    absent: str
    enter: tuple[RobotStep, ...]
    receipt: str
    sign_in: RobotSignIn | None = None
    named_by: tuple[NamedBy, ...] = tuple(NamedBy)


@dataclass(frozen=True, slots=True)
class EntryScreen:
    """An input screen of a core system: its fields in the screen's order, and how a robot works it.

    `rows` is how many people one screen takes.
    """

    key: str
    label: str
    fields: tuple[EntryField, ...]
    rows: int = 1
    robot: RobotScript | None = None


def target_of(raw: object) -> str | None:
    """What the core system receives, from the short or the long form of `handover`."""
    if isinstance(raw, Mapping):
        return str(raw["to"])
    return None if raw is None else str(raw)


def method_of(raw: object) -> HandoverMethod:
    """The method; the short form means a file per record."""
    return HandoverMethod(raw.get("method", "file")) if isinstance(raw, Mapping) else HandoverMethod.FILE


def screen_of(
    raw: object, asks: tuple[str, ...], screens: Mapping[str, EntryScreen], report: Report
) -> EntryScreen | None:
    """The input screen that a procedure names; tells what keeps its method from working."""
    if not isinstance(raw, Mapping):
        return None
    method, name = method_of(raw), raw.get("screen")
    if name is None:
        if method is HandoverMethod.ROBOT:
            report(
                ("handover",),
                "ロボット入力（method: robot）に、入力画面（screen）が書かれていません。",
                "screen: に entry_screens のファイルの名前を書いてください。",
            )
        return None
    screen = screens.get(name)
    if screen is None:
        report(
            ("handover", "screen"),
            f"screen の「{name}」という入力画面は entry_screens にありません。",
            did_you_mean(name, screens) or f"entry_screens/{name}.yaml を作ってください。",
        )
        return None
    if method in (HandoverMethod.FILE, HandoverMethod.BULK_FILE):
        report(
            ("handover", "screen"),
            f"ファイルで渡す方法（method: {method}）では、入力画面（screen）は使われません。",
            "screen の行を消すか、method を transcription、robot、screen_import のどれかにしてください。",
        )
    if method is HandoverMethod.ROBOT and screen.robot is None:
        report(
            ("handover", "screen"),
            f"入力画面「{name}」には、ロボットの手順（robot）がありません。",
            f"entry_screens/{name}.yaml に robot を足すか、method を transcription にしてください。",
        )
    for field in screen.fields:
        if field.item not in asks:
            report(
                ("handover", "screen"),
                f"入力画面「{name}」の「{field.label}」（{field.item}）は、この手続きではたずねません。",
                f"asks に {field.item} を足すか、別の入力画面にしてください。",
            )
    return screen
