"""The verbs of the effects engine."""

from madoguchi.engines.effects.actions.sharing import ShareWork, closed_year, share_now

__all__ = ["ShareWork", "closed_year", "share_now"]
