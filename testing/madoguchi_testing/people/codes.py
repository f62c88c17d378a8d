"""Sealed codes of scenarios, made at once instead of page by page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.packs import Packs, Scenario, facts_of
from madoguchi.engines.forms.api import SealedContent, seal_content


def sealed_code(packs: Packs, scenario: Scenario, *, minutes_of_writing: int = 12) -> str:
    """The text of the code that the family of a scenario brings; needs the municipality's public key."""
    pack = packs.for_municipality(scenario.municipality)
    content = SealedContent(
        event=scenario.event,
        facts=facts_of(scenario, packs),
        chosen=None,
        journey_id=uuid4(),
        started_at=clock.now() - timedelta(minutes=minutes_of_writing),
        finished_at=clock.now(),
        pack_fingerprint=pack.fingerprint,
    )
    expires_at = clock.now() + timedelta(days=settings.MADOGUCHI_CODE_DAYS)
    return seal_content(pack, content, expires_at=expires_at).text
