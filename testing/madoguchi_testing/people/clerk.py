"""Somebody at the counter of one municipality."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.roles import permissions_of
from madoguchi.core.actions import Context, run
from madoguchi.journeys.counter_visit import api


def demo_actor(
    municipality_code: str,
    *,
    roles: Sequence[str] = ("counter_clerk",),
    desks: Sequence[str] = ("resident_register",),
) -> Actor:
    """A fictional member of staff with the permissions of these roles."""
    return Actor(
        kind="staff",
        id="staff:demo",
        municipality_code=municipality_code,
        display_name="窓口担当",
        permissions=permissions_of(roles),
        desks=tuple(desks),
    )


class Clerk:
    """Takes a visit from the scan to the acceptance, through the journey's door."""

    def __init__(self, municipality_code: str, actor: Actor | None = None) -> None:
        self.municipality_code = municipality_code
        self.actor = actor or demo_actor(municipality_code)

    @property
    def context(self) -> Context:
        """Who acts, now."""
        return Context(self.municipality_code, self.actor, now=clock.now(), purpose="窓口での受付")

    def scan(self, texts: Sequence[str]) -> api.Scanned:
        """Scan a code, or its parts. Raises what the journey raises."""
        return run(api.OpenFromCode(), self.context, api.Scan(texts))

    def identify(self, uuid: UUID, method: str = api.IdentityMethod.DRIVING_LICENCE) -> api.Visit:
        """Record how identity was checked."""
        return run(api.RecordIdentity(), self.context, api.IdentityRecord(uuid, method))

    def look(self, uuid: UUID) -> api.Sheet:
        """The sheet as it is on the screen now."""
        return api.open_sheet(self.context, uuid)

    def accept(self, uuid: UUID) -> api.Accepted:
        """Accept what is on the screen. Raises NotReadyError with what is left to do."""
        return self.accept_version(uuid, self.look(uuid).visit.version)

    def accept_version(self, uuid: UUID, version: int) -> api.Accepted:
        """Accept a version that was looked at before."""
        return run(api.Accept(), self.context, api.Acceptance(uuid, version))
