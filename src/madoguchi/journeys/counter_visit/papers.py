"""The documents of a visit: printed before accepting for a signature on paper, kept after it as they were
made.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.documents.api import (
    Circumstances,
    RenderedDocument,
    Signature,
    brought_papers,
    documents_for,
    guide_slip_of,
    render_all,
)
from madoguchi.engines.navigator.api import make_plan
from madoguchi.journeys.counter_visit.domain.errors import VisitNotFoundError
from madoguchi.journeys.counter_visit.domain.identity import IdentityMethod
from madoguchi.journeys.counter_visit.models import Visit, VisitDocument, VisitState
from madoguchi.journeys.counter_visit.visits import facts_of, get_visit, lock_visit, pack_of

PRINT = "documents.print"


def circumstances_of(visit: Visit) -> Circumstances:
    """Dates, reference, identity check and signature as the forms print them."""
    strokes = visit.signature or []
    return Circumstances(
        printed_on=clock.today(),
        filed_on=visit.received_on,
        reference=visit.number_text,
        identity=(IdentityMethod(visit.identity_method).label,) if visit.identity_method else (),
        signature=Signature(tuple(tuple((x, y) for x, y in stroke) for stroke in strokes))
        if strokes
        else None,
    )


def rendered(visit: Visit) -> list[RenderedDocument]:
    """All papers of the visit as they are now: the forms, then the guide slip for the remaining counters."""
    pack, facts = pack_of(visit), facts_of(visit)
    plan = make_plan(pack, visit.event_key, facts)
    around = circumstances_of(visit)
    requests = documents_for(pack, plan, facts, around, chosen=visit.chosen)
    return render_all(pack, [*requests, guide_slip_of(pack, plan, around, done=visit.done_here)])


def print_papers(context: Context, uuid: UUID) -> list[RenderedDocument]:
    """The papers of an open visit, to be looked at or signed by hand; nothing is kept.

    Raises NotAllowedError, VisitNotFoundError.
    """
    _may_print(context)
    with tenancy.municipality(context.municipality_code):
        made = rendered(get_visit(uuid))
        # Last: writing into the audit log makes all others of the municipality wait until we are done.
        record_reading(context, "counter_visit.papers", f"visit:{uuid}")
        return made


def papers_to_sign(context: Context, uuid: UUID) -> list[RenderedDocument]:
    """Papers that somebody who is not here has to sign (委任状), filled in; empty where none is needed.

    Raises NotAllowedError, VisitNotFoundError.
    """
    _may_print(context)
    with tenancy.municipality(context.municipality_code):
        visit = get_visit(uuid)
        pack, facts = pack_of(visit), facts_of(visit)
        plan = make_plan(pack, visit.event_key, facts)
        around = circumstances_of(visit)
        made = render_all(pack, brought_papers(pack, plan, facts, around, chosen=visit.chosen))
        record_reading(context, "counter_visit.papers", f"visit:{uuid}")
        return made


def documents_of(context: Context, uuid: UUID, *, with_pdf: bool = True) -> tuple[VisitDocument, ...]:
    """The papers of an accepted visit, in order. Raises NotAllowedError, VisitNotFoundError.

    Without `with_pdf` for pages that only name them: a dozen papers are a megabyte.
    """
    _may_print(context)
    with tenancy.municipality(context.municipality_code):
        visit = get_visit(uuid)
        if visit.state != VisitState.ACCEPTED:
            return ()
        listed = () if with_pdf else tuple(_kept(visit).defer("pdf"))
        kept = listed or keep_papers(visit)
        # After the row's lock, like everywhere: two that take lock and log in another order stop each other.
        record_reading(context, "counter_visit.papers", f"visit:{uuid}")
        return kept


def document(context: Context, uuid: UUID) -> VisitDocument:
    """One kept paper with its PDF. Raises NotAllowedError, VisitNotFoundError."""
    _may_print(context)
    with tenancy.municipality(context.municipality_code):
        found = VisitDocument.objects.select_related("visit").filter(uuid=uuid).first()
        if found is None:
            raise VisitNotFoundError("この書類は見つかりません。受付の画面から開き直してください。")
        record_reading(
            context, "counter_visit.paper", f"visit:{found.visit.uuid}", {"document": found.document_key}
        )
        return found


def keep_papers(visit: Visit) -> tuple[VisitDocument, ...]:
    """Make and keep the papers of an accepted visit, once: whoever comes second finds what the first one
    made.

    To be called inside `tenancy.municipality(...)`.
    """
    kept = tuple(_kept(visit))
    if kept:
        return kept
    visit = lock_visit(visit.uuid)
    kept = tuple(_kept(visit))
    if kept:
        return kept
    made = [
        VisitDocument(
            municipality_code=visit.municipality_code,
            visit=visit,
            position=position,
            document_key=one.key,
            title=one.title,
            file_name=one.file_name,
            procedures=list(one.procedures),
            persons=list(one.persons),
            pdf=one.pdf,
            sha256=hashlib.sha256(one.pdf).hexdigest(),
            made_at=clock.now(),
        )
        for position, one in enumerate(rendered(visit))
    ]
    return tuple(VisitDocument.objects.bulk_create(made))


def _kept(visit: Visit) -> QuerySet[VisitDocument]:
    return VisitDocument.objects.filter(visit=visit).order_by("position")


def _may_print(context: Context) -> None:
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
