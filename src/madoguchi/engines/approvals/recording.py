"""The row of a document locked, and one line more in its story."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from madoguchi.core.actions import Context
from madoguchi.engines.approvals.domain.authority import Warrant
from madoguchi.engines.approvals.domain.progress import open_steps
from madoguchi.engines.approvals.domain.states import ActKind, State, Way
from madoguchi.engines.approvals.errors import (
    AlreadyDecidedError,
    DocumentNotFoundError,
    NotCirculatingError,
    NotYoursError,
    StaleVersionError,
)
from madoguchi.engines.approvals.models import Act, Document, Place, Version


def locked(uuid: UUID) -> Document:
    """The document, its row locked until the transaction ends. Raises DocumentNotFoundError."""
    document = Document.objects.select_for_update().filter(uuid=uuid).first()
    if document is None:
        raise DocumentNotFoundError
    return document


def locked_own(context: Context, uuid: UUID) -> Document:
    """As `locked`, for its drafter alone. Raises NotYoursError too."""
    document = locked(uuid)
    if document.drafter_id != context.actor.id:
        raise NotYoursError
    return document


def circulating(document: Document, version: int | None = None) -> None:
    """Raises AlreadyDecidedError, NotCirculatingError, and StaleVersionError where another version goes round
    than the one that was seen.
    """
    if document.where is State.DECIDED:
        raise AlreadyDecidedError
    if version is not None and document.version != version:
        raise StaleVersionError
    if document.where is not State.CIRCULATING:
        raise NotCirculatingError


def places_of(document: Document) -> list[Place]:
    """The places of the version that goes round, in order."""
    return list(Place.objects.filter(document=document, version=document.version).order_by("stage", "order"))


def open_next(context: Context, places: list[Place]) -> None:
    """Open what comes next, close what does not, and save both. `places` are all of the version."""
    now = {(step.stage, step.order) for step in open_steps([place.step for place in places])}
    for place in places:
        is_open = (place.stage, place.order) in now
        if is_open != place.is_open:
            place.is_open, place.opened_at = is_open, context.now if is_open else place.opened_at
            place.save(update_fields=["is_open", "opened_at"])


def close_all(places: list[Place]) -> None:
    """Nobody's turn any more."""
    Place.objects.filter(pk__in=[place.pk for place in places if place.is_open]).update(is_open=False)


def record(
    context: Context,
    document: Document,
    kind: ActKind,
    comment: str = "",
    *,
    place: Place | None = None,
    warrant: Warrant | None = None,
    for_name: str = "",
    **details: Any,
) -> Act:
    """Write one line of the story, with the hash of the version that it is about."""
    acted_for = warrant is not None and warrant.way is not Way.OWN
    hashes = Version.objects.filter(document=document, number=document.version)
    return Act.objects.create(
        municipality_code=context.municipality_code,
        document=document,
        version=document.version,
        version_hash=hashes.values_list("sha256", flat=True).first() or "",
        kind=kind.value,
        stage=place.stage if place else None,
        position_label=place.position_label if place else "",
        desk_name=place.desk_name if place else "",
        actor_id=context.actor.id,
        actor_name=context.actor.told_name,
        way=warrant.way.value if warrant else "",
        for_id=warrant.acting_for if warrant and acted_for else "",
        for_name=for_name,
        comment=comment,
        at=context.now,
        details=details,
    )
