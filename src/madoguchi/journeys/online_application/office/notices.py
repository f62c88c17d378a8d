"""E-mail notices: that something has changed, and nothing of what. The job is part of the transaction."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core import tenancy
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.models import Application

_TEXT = """{place}から、オンライン申請の状況が変わったことをお知らせします。

申請番号　{number}

{where}
申請番号と、申請のときにお渡しした確認コードが要ります。

このメールには、個人の情報を書いていません。リンクを押して暗証番号を入れるようお願いすることもありません。
お心当たりがないときは、このメールを消してください。

{place}　電話 {telephone}
"""
_WHERE = "内容は、次のページで「申請の状況を見る」を選ぶと分かります。\n{address}"
_ANYWHERE = "内容は、{place}の手続きのページで「申請の状況を見る」を選ぶと分かります。"

TASK = "online_application.send_notice"
QUEUE = "notices"


def notify(municipality_code: str, application: UUID) -> None:
    """Promise a notice, unless one waits already: several changes at once are one e-mail."""
    lock = f"{TASK}:{municipality_code}:{application}"
    try:
        with transaction.atomic():
            app.configure_task(TASK, queue=QUEUE, queueing_lock=lock).defer(
                municipality_code=municipality_code, application=str(application)
            )
    except AlreadyEnqueued:
        pass


def send_notice(municipality_code: str, application: UUID) -> None:
    """Send a notice to the address that the applicant gave; nothing where there is none any more.

    It names the municipality and the 申請番号, which says nothing by itself; no procedure, no state, no name.
    Raises what the mail server's library raises.
    """
    with tenancy.municipality(municipality_code):
        found = Application.objects.filter(uuid=application).values_list("mail", flat=True).first()
    if not found:
        return
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code)
    place = pack.municipality
    address = f"{settings.MADOGUCHI_PUBLIC_URL.rstrip('/')}/" if settings.MADOGUCHI_PUBLIC_URL else ""
    send_mail(
        subject=f"【{place.name}】オンライン申請についてお知らせがあります",
        message=_TEXT.format(
            place=place.name,
            number=application_number(application),
            where=_WHERE.format(address=address) if address else _ANYWHERE.format(place=place.name),
            telephone=place.telephone,
        ),
        from_email=settings.MADOGUCHI_MAIL_FROM,
        recipient_list=[found],
    )
