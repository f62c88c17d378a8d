"""E-mail notices: that something has changed, and nothing of what. The job is part of the transaction.

They speak the language that the applicant read when they applied.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core import tenancy
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.online_application.domain.notices import write_notice
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.models import Application

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
        rows = Application.objects.filter(uuid=application).values_list("mail", "language")
        mail, language = rows.first() or ("", "")
    if not mail:
        return
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    place, site = packs.municipalities[municipality_code], settings.MADOGUCHI_PUBLIC_URL.rstrip("/")
    notice = write_notice(
        packs.texts(language) if language in {one.code for one in packs.languages} else None,
        place=place.name,
        telephone=place.telephone,
        number=application_number(application),
        address=f"{site}/{municipality_code}/" if site else "",
    )
    EmailMessage(
        notice.subject,
        notice.body,
        settings.MADOGUCHI_MAIL_FROM,
        [mail],
        headers={"Content-Language": notice.tag},
    ).send()
