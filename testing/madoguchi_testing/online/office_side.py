"""What the office does with one application from home, played to the end. For the office zone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Municipality
from madoguchi.engines.cases.api import AcceptCase, Case, CaseStep, DecideCase, FinishCase, Status
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.journeys.online_application.office.api import Application
from madoguchi.lib.link_certificates import make_authority, make_office, make_server
from madoguchi_testing.core_system import CoreSystem, Ledger
from madoguchi_testing.jpki import Authority, IssuedCard, SoftwareCard, demo_authority
from madoguchi_testing.online.movers import Mover, cards_of, make_known
from madoguchi_testing.people.clerk import demo_actor

_STEPS = {Status.ARRIVED: AcceptCase, Status.ACCEPTED: DecideCase, Status.DECIDED: FinishCase}


@dataclass(frozen=True, slots=True)
class Handled:
    """Where one application stands in the office, in words for people."""

    reception: str
    state: str
    identified_by: str
    cases: tuple[str, ...]
    handovers: tuple[str, ...]


def link_certificates(host: str, codes: list[str]) -> None:
    """Make the certificates of the link that are missing."""
    folder = Path(settings.MADOGUCHI_LINK_DIRECTORY)
    if make_authority(folder):
        make_server(folder, [host])
        make_office(folder, codes)


def authority_of_cards() -> Authority:
    """The demo's authority, believed here from now on."""
    folder = Path(settings.VAR) / "jpki" / "demonstration-authority"
    return demo_authority(folder, Path(settings.MADOGUCHI_JPKI_ANCHORS))


def hand_out_cards(
    place: Municipality, movers: list[Mover], folder: Path, *, password: str, pin: str
) -> list[tuple[Path, IssuedCard]]:
    """New software cards for these people, whose numbers the register knows; older files are replaced."""
    cards = cards_of(movers, place, authority_of_cards())
    make_known(place.code, movers, cards)
    files = []
    for mover, card in zip(movers, cards, strict=True):
        file = folder / f"card-{mover.resident_number}.json"
        file.unlink(missing_ok=True)
        SoftwareCard.make(file, card, password=password, pin=pin)
        files.append(file)
    return list(zip(files, cards, strict=True))


def core_system() -> CoreSystem:
    """The stand-in at the hand-over folder of this zone."""
    ledger = Ledger(Path(settings.VAR) / "core_system.sqlite3")
    return CoreSystem(Path(settings.MADOGUCHI_HANDOVER_DIRECTORY), ledger)


def application_of(municipality_code: str, application: UUID) -> Application | None:
    """The application, once it has been received and opened."""
    with tenancy.municipality(municipality_code):
        return Application.objects.filter(uuid=application).first()


def decide(municipality_code: str, application: UUID) -> int:
    """A clerk accepts, grants and finishes its cases; how many there are."""
    actor = demo_actor(municipality_code, roles=("manager",), desks=("resident_register",))
    context = Context(municipality_code, actor, purpose="案件の処理")
    with tenancy.municipality(municipality_code):
        cases = list(Case.objects.filter(source_uuid=application))
    for case in cases:
        status = Status(case.status)
        while status in _STEPS:
            status = Status(run(_STEPS[status](), context, CaseStep(case.uuid)).status)
    return len(cases)


def handled(municipality_code: str, application: UUID) -> Handled:
    """How far it has come. Raises Application.DoesNotExist."""
    with tenancy.municipality(municipality_code):
        found = Application.objects.get(uuid=application)
        cases = list(Case.objects.filter(source_uuid=application))
        keys = [uuid5(application, str(one.uuid)) for one in cases]
        records = list(HandoverRecord.objects.filter(uuid__in=keys))
    return Handled(
        reception=found.number_text,
        state=found.get_state_display(),
        identified_by=found.get_identified_by_display(),
        cases=tuple(f"{one.procedure_label} {Status(one.status).label}" for one in cases),
        handovers=tuple(f"{one.target} {one.state.label}" for one in records),
    )
