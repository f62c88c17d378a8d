"""What the applicant reads in the マイナポータル: one word for the whole, and what the desks have written."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.portal.api import record_report
from madoguchi.journeys.online_application.domain.states import LONGEST_MESSAGE, Standing


def report(context: Context, number: str, standing: Standing) -> None:
    """Promise to tell the portal where the application with this 受付番号 of the portal stands."""
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    message = "\n".join(dict.fromkeys(_lines(standing, pack)))[:LONGEST_MESSAGE]
    record_report(context, number, standing.overall.value, message)


def _lines(standing: Standing, pack: MunicipalityPack) -> Iterator[str]:
    """What was written to the applicant, the procedure before it where there are several."""
    for case in standing.cases:
        if case.message:
            procedure = pack.procedures.get(case.procedure)
            label = procedure.resident_label if procedure and len(standing.cases) > 1 else ""
            yield f"{label}：{case.message}" if label else case.message
    asked = [one.item for one in standing.fields_to_correct]
    labels = dict.fromkeys(pack.vocabulary[item].label for item in asked if item in pack.vocabulary)
    if labels:
        yield f"直すところ：{'、'.join(labels)}"
    if standing.files_wanted:
        yield f"出していただく書類：{'、'.join(standing.files_wanted)}"
    for message in standing.messages:
        yield message.text
