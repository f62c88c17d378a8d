"""The マイナポータル as a test sees it: residents apply there, and the office asks it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.integration.journeys.online_application.office import HERE, Office

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import Case
from madoguchi.engines.portal import api as portal
from madoguchi.engines.portal.domain.payloads import read_application
from madoguchi.journeys.online_application.models import Application, SignedVersion
from madoguchi.journeys.online_application.office.portal.receiving import take
from madoguchi.lib.jpki import Purpose, ReadCertificate
from madoguchi_testing.portal import PortalStandIn, Submitted

PORTAL = Actor.system("portal")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class Portal:
    """The stand-in, and an office that asks it."""

    stand_in: PortalStandIn
    office: Office
    folder: Path

    def data(self, **changes: Any) -> dict[str, Any]:
        """An application of the family's first person for its youngest; `changes` replace its parts."""
        first, last = self.office.family.residents[0], self.office.family.residents[-1]
        read = ReadCertificate.read(self.office.card.certificates[Purpose.SIGNING])
        return {
            "signature": {"serial": read.identity.serial_text, "issuer": read.identity.issuer},
            "applicant": {
                "name": f"{first.family_name} {first.given_name}",
                "birth": first.birth_date.isoformat(),
                "sex": "1" if first.sex == "male" else "2",
            },
            "children": [
                {"name": f"{last.family_name} {last.given_name}", "birth": last.birth_date.isoformat()}
            ],
        } | changes

    def submits(self, number: str, data: dict[str, Any] | None = None, **more: Any) -> None:
        """The resident applies in the portal."""
        files = more.pop("files", [("母子手帳.pdf", PDF)])
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("application.json", json.dumps(data or self.data(), ensure_ascii=False))
            for name, content in files:
                archive.writestr(name, content)
        moment = clock.now() - timedelta(minutes=5)
        self.stand_in.submit(Submitted(number, "07202", moment, whole.getvalue(), **more))

    def round(self) -> portal.RoundDone:
        """A round of the worker, and the deliveries that it promises."""
        described, file = portal.portal_format(), portal.portal_file()
        assert described is not None
        assert file is not None
        with portal.PortalClient(described, file.parent, HERE) as client:
            done = portal.round_at(HERE, client)
        with tenancy.municipality(HERE):
            waiting = portal.PortalArrival.objects.exclude(status=portal.PortalStatus.DELIVERED)
            numbers = list(waiting.values_list("number", flat=True))
        for number in numbers:
            self.deliver(number)
        return done

    def deliver(self, number: str) -> None:
        """What the worker does with the promise to deliver a number."""
        run(portal.DeliverPortalApplication(), Context(HERE, PORTAL), number)

    def application(self, number: str) -> Application:
        """The application that this number of the portal belongs to."""
        with tenancy.municipality(HERE):
            return SignedVersion.objects.select_related("application").get(portal_number=number).application

    def cases(self, number: str) -> list[Case]:
        """Its cases."""
        with tenancy.municipality(HERE):
            return list(Case.objects.filter(source_uuid=self.application(number).uuid).order_by("id"))

    def again(self, number: str) -> Application:
        """The same application is given to its receiver once more, as after a restore of a backup."""
        described = portal.portal_format()
        assert described is not None
        there = self.stand_in.applications[number]
        kind = described.application(there.procedure)
        assert kind is not None
        given = read_application(there.content, kind, number=number, received_at=there.accepted_at)
        take(Context(HERE, PORTAL), given)
        return self.application(number)

    def told(self, number: str) -> tuple[str, str]:
        """The word and the text that the applicant reads in the portal, after a round."""
        self.round()
        there = self.stand_in.applications[number]
        return there.status, there.notes[-1] if there.notes else ""

    def applied(self, number: str, data: dict[str, Any] | None = None, **more: Any) -> Application:
        """An application that has come in."""
        self.submits(number, data, **more)
        self.round()
        return self.application(number)
