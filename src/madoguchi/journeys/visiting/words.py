"""What the kiosk and the paper say, for translators (`packs/common/languages/*/interface/visiting.po`).

The pages are of the staff site, which speaks Japanese; these words speak what the visitor has chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from madoguchi.core.clock import TOKYO, today
from madoguchi.core.languages import Texts, say, say_short_date, spoken, translatable
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.api import CLOSING_WORDS
from madoguchi.journeys.visiting.domain.appointments import Coming
from madoguchi.journeys.visiting.domain.codes import Shown

WORDS: Final[Mapping[str, str]] = {
    "choose": translatable("ご用件を選んでください"),
    "choose_purpose": translatable("用件を選ぶ"),
    "choose_language": translatable("ことばを選ぶ"),
    "has_code": translatable("予約や申請のQRコードをお持ちの方"),
    "hold_code": translatable("QRコードを読み取り機にかざしてください"),
    "hold_to_camera": translatable("QRコードをカメラにかざしてください"),
    "camera": translatable("カメラで読み取る"),
    "camera_stop": translatable("カメラを止める"),
    "camera_refused": translatable(
        "カメラを使えません。予約の番号を入れるか、近くの職員に声をかけてください。"
    ),
    "type_code": translatable("予約の番号を入れる"),
    "reading": translatable("読み取っています"),
    "unsure": translatable("わからないときは、近くの職員に声をかけてください。"),
    "nobody_waits": translatable("すぐにご案内できます"),
    "closed": translatable("いまは受付の時間ではありません"),
    "closed_what": translatable("お急ぎのときは、近くの職員に声をかけてください。"),
    "back": translatable("はじめに戻る"),
    "your_number": translatable("あなたの番号"),
    "called_by_number": translatable("この番号でお呼びします。番号が呼ばれるまで、お待ちください。"),
    "called": translatable("いま、お呼びしています"),
    "over": translatable("この番号の受付は終わっています"),
    "paper": translatable("紙で受け取る"),
    "paper_again": translatable("もう一度印刷する"),
    "paper_by_itself": translatable("何も押さないと、紙の番号札が出ます。"),
    "phone": translatable("スマートフォンで受け取る"),
    "phone_how": translatable("スマートフォンのカメラで読み取ると、順番と待ち時間がわかります。"),
    "printing": translatable("印刷しています"),
    "take_paper": translatable("番号札をお取りください"),
    "no_paper": translatable(
        "いまは紙が出ません。スマートフォンで受け取るか、番号を覚えて、係の人に声をかけてください。"
    ),
    "no_paper_first": translatable(
        "いまは紙の番号札が出ません。スマートフォンで受け取るか、番号を覚えてください。"
    ),
    "kept": translatable("番号は取れています。順番は変わりません。"),
    "again": translatable("この番号札は、もう受け取っています。同じ番号でお待ちください。"),
    "done": translatable("これで終わり"),
    "code_title": translatable("予約の番号を入れてください"),
    "code_help": translatable("予約の確認のメールや紙に書いてある、文字と数字です。"),
    "code_label": translatable("予約の番号"),
    "erase": translatable("1文字消す"),
    "enter": translatable("この番号で受付する"),
    "applied": translatable("申請コードを読み取りました"),
    "applied_choose": translatable("ご用件を選んでください。入力が済んでいるので、短い列でお呼びします。"),
    "as_walk_in": translatable("予約なしの番号札を取る"),
    "offline": translatable("つながりません"),
    "offline_what": translatable(
        "すぐにつなぎ直します。お急ぎの方は、近くの職員から番号札を受け取ってください。"
    ),
    "failed": translatable("番号札を取れませんでした"),
    "failed_what": translatable("もう一度押してください。続くときは、近くの職員に声をかけてください。"),
    "bring_phone": translatable("画面の番号を写真にとっておくこともできます。"),
    "late": translatable("予約の時間を過ぎているので、予約のない方と同じ順番でお呼びします。"),
    "start_again": translatable("あと{seconds}秒で、はじめの画面に戻ります"),
    "more_time": translatable("もう少し見る"),
    "next_counter": translatable("つぎに：{counter}"),
    "waiting_area": translatable("番号札の受付"),
    "can_do_now": translatable("いまできること"),
    "numbers_over": translatable("今日の番号は終わりました"),
    "booking_phone": translatable("スマートフォンで読み取ると、予約のページが開きます。"),
}
"""By the names that the pages use."""

_PROBLEMS: Final[Mapping[Shown | Coming, tuple[str, str]]] = {
    Shown.OTHER_PART: (
        translatable("1枚目のコードを読み取ってください"),
        translatable("このコードは何枚かに分かれています。「1／」で始まる番号のコードをかざしてください。"),
    ),
    Shown.UNREADABLE: (
        translatable("コードを読み取れませんでした"),
        translatable("画面を明るくして、コード全体をもう一度かざしてください。"),
    ),
    Shown.ELSEWHERE: (
        translatable("ほかの市町村のコードです"),
        translatable("ここでは使えません。どの市町村に届け出るかを、近くの職員に聞いてください。"),
    ),
    Shown.EXPIRED: (
        translatable("コードの期限が過ぎています"),
        translatable(
            "スマートフォンで作り直すか、ご用件を選んで番号札を取ってください。窓口で続けられます。"
        ),
    ),
    Shown.UNKNOWN: (
        translatable("このコードは、ここでは使えません"),
        translatable("予約か申請のコードをかざすか、ご用件を選んで番号札を取ってください。"),
    ),
    Shown.BOOKING: (
        translatable("予約が見つかりません"),
        translatable(
            "番号をもう一度確かめてください。わからないときは、ご用件を選んで番号札を取ってください。"
        ),
    ),
    Shown.TICKET: (
        translatable("この番号札は、今日のものではありません"),
        translatable("ご用件を選んで、新しい番号札を取ってください。"),
    ),
    Coming.EARLY: (
        translatable("まだ受付の時間ではありません"),
        translatable("ご予約は{time}です。{opens}から受付できます。それまで、お待ちください。"),
    ),
    Coming.ANOTHER_DAY: (
        translatable("ご予約は今日ではありません"),
        translatable(
            "ご予約は{day}の{time}です。その日にもう一度お越しください。今日のご用件なら、番号札を取ってください。"
        ),
    ),
    Coming.DAY_PASSED: (
        translatable("ご予約の日は過ぎています"),
        translatable("ご予約は{day}の{time}でした。ご用件を選んで、番号札を取ってください。"),
    ),
    Coming.ELSEWHERE: (
        translatable("ご予約の場所は、ここではありません"),
        translatable("{place}で{moment}のご予約です。場所がわからないときは、近くの職員に聞いてください。"),
    ),
    Coming.OVER: (
        translatable("この予約は取り消されています"),
        translatable("ご用件を選んで、番号札を取ってください。"),
    ),
}


def words() -> dict[str, str]:
    """All words in the language that is spoken now, by their names."""
    texts = spoken()
    return {name: texts.say(text) for name, text in WORDS.items()}


def say_problem(problem: Shown | Coming, **values: object) -> tuple[str, str]:
    """What is wrong with a code, and what to do now."""
    heading, what = _PROBLEMS[problem]
    return spoken().say(heading), spoken().say(what, **values)


def say_time(moment: datetime) -> str:
    """The time of day: 10:30."""
    local = moment.astimezone(TOKYO)
    return f"{local.hour}:{local.minute:02}"


def say_opening(moment: datetime | None) -> str:
    """When it opens; empty where nobody knows."""
    if moment is None:
        return ""
    local = moment.astimezone(TOKYO)
    if local.date() == today():
        return say("今日の{time}から受け付けます。", time=say_time(moment))
    return say("次の受付は、{day}の{time}からです。", day=say_short_date(local.date()), time=say_time(moment))


def say_waiting(count: int) -> str:
    """How many wait."""
    return say("待っている人 {count}人", count=count)


def say_before(count: int) -> str:
    """How many are called before one."""
    return say("あなたの前に{count}人", count=count) if count else say("あなたの前には、だれもいません")


def say_taken(moment: datetime) -> str:
    """When the number was taken, as it stands on the paper."""
    local = moment.astimezone(TOKYO)
    return f"{say_short_date(local.date())} {say_time(moment)}"


def is_spoken(texts: Texts, hall: Hall) -> bool:
    """Whether the kiosk of a hall can speak a language without falling back to Japanese anywhere.

    A counter without a translation keeps the name that stands over it.
    """
    said = (*WORDS.values(), *CLOSING_WORDS, *(text for pair in _PROBLEMS.values() for text in pair))
    told = [hall.name, *(one.label for one in hall.purposes.values())]
    return not texts.missing((*said, *told))
