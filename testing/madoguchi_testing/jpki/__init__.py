"""A certification authority and cards for tests and the demo, with the profile of the real ones.

Nothing of it is believed by an installation whose trust anchors do not name it, and its certificates
carry the
policy of cards for tests.
"""

from madoguchi_testing.jpki.authority import Authority, IssuedCard, demo_authority
from madoguchi_testing.jpki.holders import Holder, holder_of
from madoguchi_testing.jpki.profile import Changes
from madoguchi_testing.jpki.simulated_card import SimulatedCard
from madoguchi_testing.jpki.software_card import SoftwareCard, SoftwareCardUnreadable

__all__ = [
    "Authority",
    "Changes",
    "Holder",
    "IssuedCard",
    "SimulatedCard",
    "SoftwareCard",
    "SoftwareCardUnreadable",
    "demo_authority",
    "holder_of",
]
