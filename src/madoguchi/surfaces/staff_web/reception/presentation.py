"""A desk as its clerk sees it: words for what stands in the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, Packs
from madoguchi.engines.reception.api import (
    CLOSE_REASONS,
    FINISH_REASONS,
    HOLD_REASONS,
    DeskView,
    EventKind,
    LastDone,
    Line,
    TicketStatus,
    reason_label,
)

STATUS_BADGES: Mapping[TicketStatus, str] = {
    TicketStatus.CALLED: "warning",
    TicketStatus.SERVING: "success",
    TicketStatus.HELD: "",
    TicketStatus.ABSENT: "error",
}
_UNDO = {
    EventKind.CALLED: "を呼んだ",
    EventKind.BEGAN: "の対応を始めた",
    EventKind.HELD: "を保留にした",
    EventKind.ABSENT: "を不在にした",
    EventKind.BROUGHT_BACK: "を待ちに戻した",
    EventKind.TRANSFERRED: "をほかの窓口へ送った",
    EventKind.FINISHED: "を終わりにした",
    EventKind.LEFT: "を取り消した",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before something is done: its verb, its heading, and reasons by key."""

    verb: str
    title: str
    reasons: tuple[tuple[str, str], ...]


QUESTIONS: Mapping[str, Asked] = {
    "hold": Asked("hold", "保留にする", (*HOLD_REASONS.items(), ("", "理由を残さない"))),
    "finish": Asked(
        "finish",
        "途中で終わる",
        tuple((key, label) for key, label in FINISH_REASONS.items() if key),
    ),
    "close": Asked(
        "close",
        "席を閉じる",
        tuple((key, label) for key, label in CLOSE_REASONS.items() if key != "day_end"),
    ),
}


def undo_words(last: LastDone) -> str:
    """What is taken back: 「A012を呼んだ」."""
    return f"{last.number}{_UNDO.get(last.kind, 'の操作')}"


def language_label(packs: Packs, code: str) -> str:
    """The language of whoever comes, in itself; empty for Japanese."""
    return next((one.label for one in packs.languages if one.code == code and code != "ja"), "")


def then_words(hall: Hall, line: Line) -> str:
    """Where the person goes on: 「国保・年金 → 介護」; empty where nothing follows."""
    return " → ".join(hall.counters[key].label for key in line.ticket.then if key in hall.counters)


def aside_words(line: Line) -> str:
    """Why somebody is not in the line: 「保留（書類を書いている）」."""
    said = reason_label(line.ticket.reason)
    return f"{line.ticket.state.label}（{said}）" if said else line.ticket.state.label


def hours_words(view: DeskView) -> str:
    """That the hall is closed now, and why; empty while it is open."""
    hours, now = view.hall.hours, view.at
    if hours.is_open(now):
        return ""
    spans = hours.spans_on(now.date())
    if not spans:
        return f"きょうは{hours.reason_closed(now.date())}で、待合は休みです。"
    return f"いまは受付の時間ではありません（きょうは {'、'.join(map(str, spans))}）。"


def late_words(view: DeskView) -> tuple[str, str]:
    """Who waits here is called only past closing: how many, and what to do; empty where nobody is."""
    late, hall = view.late, view.hall
    if late is None:
        return "", ""
    time = f"{late.closes:%-H:%M}"
    if view.at >= late.closes:
        still = "番号のある方は、このあとも呼ぶことになっています。"
        ask = "このあとも呼ぶかを責任者に確かめ、待っている方に伝えてください。"
        said = f"受付は{time}に終わりました。まだ{len(view.queue)}人が待っています"
        return said, still if hall.served_past_closing else ask
    counts = [f"{time}を過ぎて呼ぶ見込みの方が{late.likely}人"] if late.likely else []
    counts += [f"{time}を過ぎるかもしれない方が{late.possible}人"] if late.possible else []
    what = "席を増やせるか相談し、待っている方に予約か別の日を案内してください。"
    served = f"番号のある方は、{time}のあとも呼ぶことになっています。"
    unsaid = f"{time}のあとに呼ぶかは、責任者に確かめてください。"
    return (
        f"{'、'.join(counts)}います（{late.first}から）",
        what + (served if hall.served_past_closing else unsaid),
    )


def minutes_since(moment: datetime | None, now: datetime) -> int:
    """Whole minutes from a moment until now, never less than none."""
    return max(0, int((now - moment.astimezone(TOKYO)).total_seconds() // 60)) if moment else 0
