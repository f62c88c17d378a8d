"""The letters to the doctor: asking for an opinion, reminding of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.assessments.api import Opinion, opinion_view
from madoguchi.engines.documents.api import Circumstances, Letter, LetterSection, letter, render
from madoguchi.lib.japanese.dates import format_both

PRINT: Final = "documents.print"
_REQUEST, _REMINDER = "doctor_opinion_request", "doctor_opinion_reminder"


def letter_pdf(context: Context, opinion_uuid: UUID, *, reminder: bool = False) -> bytes:
    """The letter as PDF. Raises OpinionNotFoundError, NotYourAssessmentError, NotAllowedError."""
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    opinion, assessment, _ = opinion_view(context, opinion_uuid)
    key = _REMINDER if reminder else _REQUEST
    content = _content(pack, opinion, assessment.desk, reminder=reminder)
    request = letter(pack, key, content, Circumstances(clock.today(), reference=str(opinion.uuid)[:8]))
    with tenancy.municipality(context.municipality_code):
        record_reading(context, "assessments.letter", f"opinion:{opinion.uuid}")
    return render(pack, request.key, request.data)


def _content(pack: MunicipalityPack, opinion: Opinion, desk_role: str, *, reminder: bool) -> Letter:
    doctor, municipality = opinion.doctor, pack.municipality
    desk = pack.desks.get(desk_role)
    asked = format_both(opinion.requested_on)
    opening = (
        (
            f"{asked}に次の方の主治医意見書の作成をお願いしましたが、まだ届いておりません。",
            "お忙しいところ恐れ入りますが、ご確認のうえ、お送りくださいますようお願いします。",
            "すでにお送りいただいている場合は、ご容赦ください。",
        )
        if reminder
        else (
            "次の方から要介護認定の申請がありました。",
            "主治医意見書の作成をお願いします。期限までに、下の連絡先へお送りください。",
        )
    )
    return Letter(
        recipient=[doctor.clinic, f"{doctor.department}　{doctor.name}　先生".strip("　")],
        sender=[f"{municipality.name}長"],
        opening=opening,
        sections=[
            LetterSection(
                heading="意見書をお願いする方",
                lines=[
                    ("氏名", f"{opinion.person_name}（{opinion.person_kana}）".replace("（）", "")),
                    ("生年月日", opinion.person_birth),
                    ("住所", opinion.person_address),
                ],
            ),
            LetterSection(
                heading="期限と送り先",
                lines=[
                    ("依頼日", asked),
                    ("期限", format_both(opinion.due)),
                    ("送り先", f"{municipality.name} {desk.name}" if desk else municipality.name),
                    ("電話番号", (desk.telephone if desk else None) or municipality.telephone or ""),
                    ("整理番号", str(opinion.uuid)[:8]),
                ],
            ),
        ],
        notes=["意見書の内容は、要介護認定の審査と、同意がある場合の介護サービス計画の作成だけに使います。"],
    )
