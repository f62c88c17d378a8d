"""What a desk has granted goes to the core system, as what the counter accepts does."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from madoguchi.core.actions import Context, Event, run, subscribe
from madoguchi.core.clock import TOKYO
from madoguchi.engines.cases.api import AddNote, Case, CaseStep, Channel
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, record_handovers
from madoguchi.journeys.online_application.models import Application, SignedVersion
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.opening import SYSTEM

NOT_HANDED_OVER = (
    "基幹システムに引き渡していません。この案件と同じ内容の、署名された申請が見つかりませんでした。"
    "内容を確かめて、基幹システムには職員が入力してください。"
)


@subscribe("cases.decided")
@subscribe("cases.finished")
def _granted(context: Context, event: Event) -> None:
    """Record the hand-over of a case that came online, once, in the desk's own transaction.

    The counter hands over when it accepts, since somebody has looked at the papers; here the desk is the
    first who looks, so it is handed over with the decision, or with the end where there was none. Handed over
    is what this desk has decided: a correction that came since for another desk changes nothing here. Where
    that was never signed, the desk reads so in its story, and the step itself stands.
    """
    uuid = UUID(event.subject.removeprefix("case:"))
    case = Case.objects.filter(uuid=uuid, channel=Channel.ONLINE.value).first()
    if case is None or case.source_uuid is None:
        return
    application = Application.objects.filter(uuid=case.source_uuid).first()
    if application is None:
        return
    # The same case always makes the same key: decided and then finished, it is handed over once.
    key = uuid5(application.uuid, str(case.uuid))
    if HandoverRecord.objects.filter(uuid=key).exists():
        return
    for version, found in _readable_versions(context, application):
        procedure = found.pack.procedures.get(case.procedure_key)
        if procedure is not None and procedure.handover is None:
            return
        if procedure is None or found.answers_of(procedure.key, case.person_index) != case.data:
            continue
        payload = {
            "procedure": procedure.key,
            "persons": None if case.person_index is None else [case.person_index],
            "filed_on": version.verified_at.astimezone(TOKYO).date().isoformat(),
            "answers": found.answers,
        }
        record_handovers(context, [NewHandover.of(procedure, payload, key)])
        return
    as_system = Context(context.municipality_code, SYSTEM, context.now, "基幹システムへの引き渡し")
    run(AddNote(), as_system, CaseStep(case.uuid, NOT_HANDED_OVER))


def _readable_versions(context: Context, application: Application) -> Iterator[tuple[SignedVersion, Filed]]:
    """What was signed and taken, the newest first, read with the packs of its day."""
    for version in SignedVersion.objects.filter(application=application, taken=True).order_by("-number"):
        try:
            yield version, filed(context.municipality_code, version.content, version.verified_at)
        except NotFiledError:
            continue
