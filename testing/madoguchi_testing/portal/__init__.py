"""A stand-in for the マイナポータル's interface for municipalities: for tests and demo, of our own making."""

from madoguchi_testing.portal.stand_in import PortalStandIn, Submitted

__all__ = ["PortalStandIn", "Submitted"]
