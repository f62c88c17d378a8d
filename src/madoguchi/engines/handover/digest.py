"""The daily digest: how many hand-overs need people, in numbers only. No name, no key, nobody's procedure.

A mail leaves the office's machines and lies in many places; who wants to know more looks at the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Q

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_change
from madoguchi.engines.handover.comparing import agreements, newest_lists, seen_here_only
from madoguchi.engines.handover.domain.lists import Agreement
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import Batch, HandoverRecord
from madoguchi.engines.handover.per_municipality import by_municipality
from madoguchi.engines.handover.waiting import LATE, TO_ENTER, unanswered_at

ACTOR = Actor.system("handover")
_TROUBLE = (Agreement.MISSING, Agreement.REFUSED, Agreement.LATE, Agreement.TWICE, Agreement.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Digest:
    """The numbers of one municipality at a moment. `trouble` is how many things need somebody, each once:
    what failed may stand among the disagreements as well.
    """

    at: datetime
    failed: int
    unanswered: int
    to_enter: int
    broken_batches: int
    acknowledged: int
    disagreements: Mapping[Agreement, int]
    trouble: int


def digest_of(municipality_code: str, at: datetime | None = None) -> Digest:
    """The numbers now."""
    now = at or clock.now()
    with tenancy.municipality(municipality_code):
        counted = HandoverRecord.objects.aggregate(
            failed=Count("pk", filter=Q(status=Status.FAILED.value)),
            unanswered=Count("pk", filter=unanswered_at(now)),
            to_enter=Count("pk", filter=TO_ENTER),
            acknowledged=Count(
                "pk", filter=Q(status=Status.ACKNOWLEDGED.value, acknowledged_at__gte=now - LATE)
            ),
        )
        broken = Batch.objects.filter(answered_at=None).exclude(message="").count()
    found = dict.fromkeys(_TROUBLE, 0)
    trouble = counted["failed"] + counted["unanswered"] + broken
    for listed in newest_lists(municipality_code).values():
        numbers = agreements(listed)
        for one in _TROUBLE:
            found[one] += numbers[one]
        trouble += seen_here_only(listed, _TROUBLE, now - LATE)
    return Digest(now, broken_batches=broken, disagreements=found, trouble=trouble, **counted)


def digest_text(digest: Digest, name: str) -> tuple[str, str]:
    """Subject and body of the mail."""
    day = digest.at.astimezone(clock.TOKYO)
    subject = (
        f"【{name} 窓口】引き渡しで確かめることが{digest.trouble}件あります"
        if digest.trouble
        else f"【{name} 窓口】引き渡しに問題はありません"
    )
    lines = [
        f"{day.month}月{day.day}日 {day:%H:%M}の、基幹システムへの引き渡しの状況です。",
        "",
        f"引き渡せないもの　　　　　　　　　{digest.failed}件",
        f"1日たっても返事がないもの　　　　　{digest.unanswered}件",
        f"受領ファイルがそろわない一括ファイル　{digest.broken_batches}件",
        f"職員の入力を待っているもの　　　　　{digest.to_enter}件",
        f"この24時間に受領されたもの　　　　　{digest.acknowledged}件",
        "",
        "基幹システムの一覧との突き合わせ（新しい一覧で）",
        *(f"　{one.label}　{number}件" for one, number in digest.disagreements.items()),
        "",
        "くわしくは、職員のサイトの「引き渡し」を見てください。",
        "このメールには、個人の情報を書いていません。",
    ]
    return subject, "\n".join(lines)


def addresses_of(municipality_code: str) -> list[str]:
    """Who is told, from `MADOGUCHI_HANDOVER_DIGEST` (`072028=a@example.jp,b@example.jp;072087=…`)."""
    told = by_municipality(settings.MADOGUCHI_HANDOVER_DIGEST).get(municipality_code, "")
    return [address.strip() for address in told.split(",") if address.strip()]


def municipalities_told() -> list[str]:
    """The codes that `MADOGUCHI_HANDOVER_DIGEST` names, in its order."""
    return list(by_municipality(settings.MADOGUCHI_HANDOVER_DIGEST))


def send_digest(municipality_code: str, name: str) -> bool:
    """Send the digest to those who want it; false where nobody does. Raises OSError and SMTPException."""
    addresses = addresses_of(municipality_code)
    if not addresses:
        return False
    digest = digest_of(municipality_code)
    subject, body = digest_text(digest, name)
    EmailMessage(subject, body, settings.MADOGUCHI_MAIL_FROM, addresses).send()
    with tenancy.municipality(municipality_code):
        record_change(
            Context(municipality_code, ACTOR, digest.at, purpose="引き渡しの毎日の知らせ"),
            "handover.digest",
            "",
            {"failed": digest.failed, "trouble": digest.trouble},
        )
    return True
