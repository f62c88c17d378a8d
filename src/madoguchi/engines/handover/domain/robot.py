"""A robot at a core system's screen: what it does, what it takes for a surprise, and when it may press.

The press that registers is the one step that cannot be undone. Before it stands a permit, given once for each
record and written down for good; after it the robot only looks, and never presses again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from madoguchi.core.packs import RobotScript, RobotStep, Verb
from madoguchi.engines.handover.domain.entries import EntrySheet
from madoguchi.engines.handover.domain.parcels import RobotOutcome

LONGEST_RECEIPT = 60
_PICTURED = {
    Verb.SEE: "「{argument}」の画面",
    Verb.FIELDS: "入力したところ",
    Verb.SAME: "確かめたところ",
    Verb.SUBMIT: "「{argument}」を押したところ",
}
"""The steps that leave a picture, and what it is called."""

_WHAT_BARS = (
    "何も入力していません。情報担当が、ロボットの利用者名とパスワード（MADOGUCHI_ENTRY_SCREENS_USER など）"
    "と、基幹システムの側で止められていないかを確かめてから、「いま引き渡す」を押してください。"
)


class RobotUnavailableError(Exception):
    """ロボット入力の部品がありません。情報担当が「pip install 'madoguchi[robot]'」と
    「playwright install chromium」を実行するか、MADOGUCHI_ROBOT_BROWSER に Chromium の場所を書いて
    ください。そのあと、自動でもう一度試みます。
    """


class ScreenUnreachableError(Exception):
    """基幹システムの画面につながりません。自動でもう一度試みます。"""


class SurpriseError(Exception):
    """基幹システムの画面が、手順と違います。"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom the robot signs in as. Never in a pack, a log or a picture."""

    user: str
    password: str = field(repr=False)


class Screen(Protocol):
    """A core system's screen in a browser. Names are those that people see: of fields, of buttons."""

    def open(self, path: str) -> None:
        """Go to a path. Raises ScreenUnreachableError."""

    def sees(self, *texts: str) -> str:
        """The first of the texts that is to be seen as it stands, waiting a while; empty when none comes."""

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field. Raises SurpriseError where there is none."""

    def value_of(self, name: str) -> str:
        """What a field holds, or what is shown beside its name. Raises SurpriseError where there is none."""

    def press(self, name: str) -> None:
        """Press a button and wait for what follows. Raises SurpriseError, ScreenUnreachableError."""

    def picture(self) -> bytes:
        """The screen as it is, PNG; empty when there is none."""

    def close(self) -> None:
        """End the session."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: `receipt` is the core system's number, `message` for people."""

    outcome: RobotOutcome
    message: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Robot:
    """One run at one screen for one record.

    `permit()` is true at most once for a record, until a person gives it back; `pressed` says that an earlier
    run used it. `keep(step, picture)` puts a picture on record. `credentials` are needed where the script has
    a sign-in.
    """

    screen: Screen
    script: RobotScript
    sheet: EntrySheet
    number: str
    pressed: bool
    permit: Callable[[], bool]
    keep: Callable[[str, bytes], None]
    credentials: Credentials | None = None

    def work(self) -> Ended:
        """Look the record up; where it is absent and was never registered, enter it."""
        try:
            barred = self._sign_in()
            if barred:
                return Ended(RobotOutcome.BARRED, barred + _WHAT_BARS)
            found = self._find()
            if found is not None:
                return found
            before, after = self._parts()
            for step in before:
                self._do(step)
        except SurpriseError as surprise:
            return Ended(RobotOutcome.STOPPED, self._stopped(str(surprise)))
        except ScreenUnreachableError as error:
            return Ended(RobotOutcome.UNREACHABLE, str(error) or str(ScreenUnreachableError.__doc__))
        if not self.permit():
            return Ended(RobotOutcome.UNCERTAIN, "ほかのロボットが先に登録を押しました。")
        return self._register(after)

    def _sign_in(self) -> str:
        """Sign in where the screens want it; why that was not possible. Nothing of it is pictured."""
        sign_in = self.script.sign_in
        if sign_in is None:
            return ""
        try:
            for step in sign_in.steps:
                self._do(step, pictured=False)
            seen = self.screen.sees(sign_in.refused, sign_in.done)
        except SurpriseError as surprise:
            return str(surprise)
        if seen == sign_in.refused:
            return "基幹システムが、ロボットのサインインを断りました。"
        if not seen:
            return f"サインインのあとの「{sign_in.done}」も「{sign_in.refused}」も見つかりません。"
        return ""

    def _find(self) -> Ended | None:
        """What the core system says about the number; None when it may be entered now."""
        for step in self.script.find:
            self._do(step)
        seen = self.screen.sees(self.script.found, self.script.absent)
        if not seen:
            raise SurpriseError(
                f"探した結果の「{self.script.found}」も「{self.script.absent}」も見つかりません。"
            )
        if seen == self.script.found:
            receipt = self.screen.value_of(self.script.receipt)[:LONGEST_RECEIPT]
            self._picture(seen)
            return Ended(RobotOutcome.FOUND, receipt=receipt)
        if self.pressed:
            self._picture(seen)
            return Ended(
                RobotOutcome.UNCERTAIN,
                "登録を押しましたが、基幹システムにまだ見つかりません。二重に登録しないよう、入力はやり直していません。",
            )
        return None

    def _register(self, steps: Sequence[RobotStep]) -> Ended:
        """The press and what follows. Whatever goes wrong from here on, the core system may have it."""
        try:
            for step in steps:
                self._do(step)
            receipt = self.screen.value_of(self.script.receipt)[:LONGEST_RECEIPT]
        except (SurpriseError, ScreenUnreachableError) as error:
            return Ended(
                RobotOutcome.UNCERTAIN,
                self._stopped(f"登録を押したあと、終わったことを確かめられません。{error}"),
            )
        return Ended(RobotOutcome.ENTERED, receipt=receipt)

    def _parts(self) -> tuple[Sequence[RobotStep], Sequence[RobotStep]]:
        place = next(n for n, step in enumerate(self.script.enter) if step.verb is Verb.SUBMIT)
        return self.script.enter[:place], self.script.enter[place:]

    def _do(self, step: RobotStep, *, pictured: bool = True) -> None:
        match step.verb:
            case Verb.OPEN:
                self.screen.open(step.argument)
            case Verb.SEE:
                if not self.screen.sees(step.argument):
                    raise SurpriseError(f"画面に「{step.argument}」がありません。")
            case Verb.NUMBER:
                self.screen.fill(step.argument, self.number)
            case Verb.FIELDS:
                for entry in self.sheet.entries:
                    self.screen.fill(entry.input, entry.value)
                self._compare(
                    "欄「{name}」に、入れたとおりに入りません。長さや文字の種類を確かめてください。"
                )
            case Verb.SAME:
                self._compare("確かめの画面の「{name}」が、入れた内容と違います。")
            case Verb.USER if self.credentials is not None:
                self.screen.fill(step.argument, self.credentials.user)
            case Verb.PASSWORD if self.credentials is not None:
                self.screen.fill(step.argument, self.credentials.password)
            case Verb.PRESS | Verb.SUBMIT:
                self.screen.press(step.argument)
        if pictured and step.verb in _PICTURED:
            self._picture(_PICTURED[step.verb].format(argument=step.argument))

    def _compare(self, otherwise: str) -> None:
        for entry in self.sheet.entries:
            if self.screen.value_of(entry.input) != entry.value:
                # The name of the field and never its value: messages are read by people of other desks.
                raise SurpriseError(otherwise.format(name=entry.input))

    def _stopped(self, message: str) -> str:
        self._picture("止まったときの画面")
        return message

    def _picture(self, step: str) -> None:
        picture = self.screen.picture()
        if picture:
            self.keep(step[:100], picture)
