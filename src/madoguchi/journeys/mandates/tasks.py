"""The job of the journey: two applications for the same person tell each other's desk."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.engines.cases.api import AddNote, Case, CaseStep
from madoguchi.journeys.mandates.reading import cases_alike, representation_of_case

QUEUE = "mandates"
_RETRY = RetryStrategy(max_attempts=10, exponential_wait=5)
_SAID = (
    "同じ方の同じ申請かもしれない案件が、もう1件あります（受付番号 {number}、申請した方：{who}）。"
    "見比べて、どちらを進めるか決めてください。進めないほうは「取下げ」に理由を書いて終えます。"
)


@app.task(name="mandates.note_alike", queue=QUEUE, retry=_RETRY)
def note_alike(municipality_code: str, case: str) -> None:
    """Write into the stories of both that there is another one. Only earlier ones are looked for: of two
    that come at once, the later one finds the other.
    """
    with tenancy.municipality(municipality_code):
        found = Case.objects.filter(uuid=UUID(case)).first()
        if found is None:
            return
        others = cases_alike(found, before=True)
        said = [(found.uuid, _said(one)) for one in others] + [(one.uuid, _said(found)) for one in others]
    context = Context(municipality_code, Actor.system("mandates"), purpose="同じ申請の確認")
    for uuid, text in said:
        run(AddNote(), context, CaseStep(uuid, text))


def _said(case: Case) -> str:
    acting = representation_of_case(case)
    who = "本人か家族" if acting is None else acting.office or acting.name or "代わりの人"
    return _SAID.format(number=case.number_text, who=who)
