"""What stands in the way of a box, in words for the clerk who calls and for who looks after the machine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.clock import TOKYO
from madoguchi.core.database.room import room_of_database
from madoguchi.engines.reception.api import clock_went_back, hall_of_this_box, last_round, later_tickets
from madoguchi.lib.link_certificates import OFFICE, link_files

AWAY_AFTER: Final = timedelta(minutes=5)
"""A round is due each minute."""
CLOCK_TOLD: Final = timedelta(minutes=2)
LEAST_BYTES: Final = 500_000_000
"""With less room PostgreSQL may stop within the day."""
_CERTIFICATE_TOLD: Final = timedelta(days=30)
_MOST_NUMBERS: Final = 6


@dataclass(frozen=True, slots=True)
class Trouble:
    """`is_urgent`: something is lost or wrong if nobody acts now; otherwise the hall goes on as it is."""

    heading: str
    text: str
    is_urgent: bool = False


def troubles_here(code: str, hall: str) -> list[Trouble]:
    """Of this box, the urgent ones first; none at the centre."""
    if hall_of_this_box() != (code, hall):
        return []
    found = [
        *_with_the_centre(code, hall),
        *_with_the_clock(code, hall),
        *_on_the_disk(),
        *_of_the_certificate(),
    ]
    return sorted(found, key=lambda one: not one.is_urgent)


def _with_the_centre(code: str, hall: str) -> list[Trouble]:
    known = last_round(code, hall)
    if known is None:
        return []
    if known.refused:
        return [
            Trouble(
                "庁内が、この受付端末を受け付けません",
                f"{known.refused}ここで出した番号札は残っていますが、庁内には届きません。情報担当に知らせてください。",
                is_urgent=True,
            )
        ]
    if known.reached_at is None or clock.now() - known.reached_at > AWAY_AFTER:
        since = f"{_say(known.reached_at)}から、" if known.reached_at else ""
        return [
            Trouble(
                "庁内につながっていません",
                f"{since}庁内に知らせが届いていません。受付と呼び出しは、このまま続けられます。つながると、続きから届きます。",
            )
        ]
    return []


def _with_the_clock(code: str, hall: str) -> list[Trouble]:
    found = []
    known = last_round(code, hall)
    off = timedelta(seconds=known.clock_off) if known else timedelta(0)
    if known and abs(off) > CLOCK_TOLD:
        is_now = known.reached_at == known.tried_at
        seen, was = ("", "います") if is_now else ("最後に庁内につながったとき、", "いました")
        ahead = "進んで" if off > timedelta(0) else "遅れて"
        found.append(
            Trouble(
                "端末の時計が合っていません",
                f"{seen}庁内より{_length(abs(off))}{ahead}{was}。待ち時間と予約の順番がずれます。端末の時計を合わせてください。"
                "出した番号札は、そのまま使えます。",
                is_urgent=True,
            )
        )
    last = clock_went_back(code, hall)
    if last is not None:
        found.append(
            Trouble(
                "端末の時計が戻っています",
                f"いまは{_say(clock.now())}になっていますが、最後の番号札は{_say(last)}です。端末の日付と時刻を合わせてください。"
                "番号札と順番は残っています。",
                is_urgent=True,
            )
        )
    # Where this clock is behind the centre's, those numbers are right: whoever holds one needs no new one.
    for later in later_tickets(code, hall) if off >= -CLOCK_TOLD else []:
        shown = "、".join(later.numbers[:_MOST_NUMBERS])
        more = f"など{len(later.numbers)}枚" if len(later.numbers) > _MOST_NUMBERS else ""
        found.append(
            Trouble(
                f"{later.day.month}月{later.day.day}日の日付で出した番号札があります",
                f"時計が進んでいた間の番号札（{shown}{more}）は、この画面の順番に出ません。"
                "お持ちの方に声をかけて、新しい番号を出してください。",
                is_urgent=True,
            )
        )
    return found


def _on_the_disk() -> list[Trouble]:
    free = room_of_database()
    if free is None:
        free = shutil.disk_usage(settings.VAR).free
    if free >= LEAST_BYTES:
        return []
    return [
        Trouble(
            "端末のディスクが、もうすぐいっぱいです",
            f"残りは{free // 1_000_000}MBです。いっぱいになると番号札を出せません。"
            "情報担当に知らせてください。",
            is_urgent=True,
        )
    ]


def _of_the_certificate() -> list[Trouble]:
    ends = certificate_ends()
    if ends is None or ends - datetime.now(UTC) > _CERTIFICATE_TOLD:
        return []
    day = ends.astimezone(TOKYO)
    return [
        Trouble(
            "受付端末の証明書の期限が近づいています",
            f"{day.year}年{day.month}月{day.day}日を過ぎると、庁内につながりません。"
            "庁内で「madoguchi box make」をもう一度実行して、新しい証明書を入れてください。",
        )
    ]


def certificate_ends() -> datetime | None:
    """Until when the box's certificate holds (real time, UTC); None where there is none to read."""
    try:
        file = link_files(Path(settings.MADOGUCHI_LINK_DIRECTORY), OFFICE).certificate
        return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def _say(moment: datetime) -> str:
    local, today = moment.astimezone(TOKYO), clock.today()
    time = f"{local:%-H:%M}"
    if local.date() == today:
        return time
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {time}"


def _length(off: timedelta) -> str:
    minutes = round(off.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes}分"
    hours = round(minutes / 60)
    return f"約{hours}時間" if hours < 48 else f"約{round(hours / 24)}日"
