"""Who may act at a place: its holder, whoever acts for the holder, a deputy. Never the drafter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.core.packs import Position
from madoguchi.engines.approvals.domain.states import Way


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is asked. `desk` is a desk role, empty where there is one post for the municipality;
    `assigned` is the person who was named in its holder's place.
    """

    position: str
    desk: str = ""
    assigned: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away; `delegate` acts for them (empty: nobody), `reviewed`: they look at it afterwards."""

    delegate: str = ""
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Warrant:
    """In which way, and for whom (oneself, on one's own), somebody may act. `reviewed`: with 後閲."""

    way: Way
    acting_for: str
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Offices:
    """Who holds which post on one day, and who is away; people are references (`staff:12`).

    `holders` by position and desk (empty for the posts of the municipality), only of people who still work
    here.
    """

    positions: Mapping[str, Position] = field(default_factory=dict)
    holders: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    away: Mapping[str, Away] = field(default_factory=dict)

    def principals(self, post: Post) -> tuple[str, ...]:
        """Whose place it is; empty: nobody's, the post is vacant."""
        return (post.assigned,) if post.assigned else self.holders.get((post.position, post.desk), ())

    def warrant(self, actor: str, post: Post, drafter: str) -> Warrant | None:
        """The way in which the actor may act at the place today, or None.

        The drafter never may, in whatever way; and nobody may in the drafter's place.
        """
        if actor == drafter or not actor:
            return None
        principals = self.principals(post)
        if actor in principals:
            return Warrant(Way.OWN, actor)
        others = [one for one in principals if one != drafter]
        for one in others:
            absence = self.away.get(one)
            if absence is not None and absence.delegate == actor:
                return Warrant(Way.DELEGATED, one, absence.reviewed)
        if post.assigned or not others or len(others) < len(principals):
            return None
        if any(one not in self.away for one in principals):
            return None
        return Warrant(Way.DEPUTY, others[0], reviewed=True) if self._is_next(actor, post) else None

    @property
    def people(self) -> frozenset[str]:
        """All who hold a post or act for somebody."""
        return frozenset(one for holders in self.holders.values() for one in holders) | frozenset(
            absence.delegate for absence in self.away.values() if absence.delegate
        )

    def stands_in(self, actor: str) -> frozenset[str]:
        """Those who asked the actor to act for them."""
        return frozenset(one for one, absence in self.away.items() if absence.delegate == actor)

    def held_by(self, actor: str) -> frozenset[tuple[str, str]]:
        """The posts (position, desk) that the actor holds."""
        return frozenset(post for post, holders in self.holders.items() if actor in holders)

    def without_holder(self) -> frozenset[tuple[str, str]]:
        """The posts (position, desk) all of whose holders are away."""
        return frozenset(
            post
            for post, holders in self.holders.items()
            if holders and all(one in self.away for one in holders)
        )

    def _is_next(self, actor: str, post: Post) -> bool:
        """Whether the actor is the first deputy who is there."""
        position = self.positions.get(post.position)
        for deputy in position.deputies if position else ():
            known = self.positions.get(deputy)
            there = self.holders.get((deputy, post.desk if known is None or known.of_desk else ""), ())
            if actor in there:
                return True
            if any(one not in self.away for one in there):
                return False
        return False
