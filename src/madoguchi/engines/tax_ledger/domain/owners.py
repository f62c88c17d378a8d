"""The owners of a ledger, found by the name and the address that a notice writes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader, Nearness
from madoguchi.engines.tax_ledger.domain.assets import Owner
from madoguchi.engines.tax_ledger.domain.namesakes import NameCounts
from madoguchi.lib.japanese.companies import corporate_key
from madoguchi.lib.japanese.name_keys import name_key, unordered_name_key
from madoguchi.lib.japanese.owners import OwnerKind, OwnerName, read_owners
from madoguchi.lib.japanese.text import is_kana

_RISKY = re.compile(
    "亡|故|死亡|持分|分の|相続|代表|管理|外|他|及|並|こと|様|殿|会|社|法人|組合|公|国|県|市|町|村|[^\\w\\s]|[㈱-㊿]"
)
"""What makes a name more than a family and a given name."""
_BETWEEN_ADDRESSES = re.compile(r"[;；、\n]")
_RISKY_IN_LEDGER = re.compile(r"[亡故]|会社|法人|[^\w\s]|[㈱-㊿]")
_FORMER = re.compile(
    r"[（(]?\s*(?:旧住所|前住所|従前の住所|転居前の?住所|登記上の住所|登記簿上の住所)\s*[:：]?\s*"
    r"(?P<former>[^（()）]{3,200})[）)]?\s*$"
)
_SEVERAL_WORDS = re.compile(r"[\s・]")
_MARK = "〓"
_CODE = re.compile(r"MJ\d{6}")
_DEAD_MARK = re.compile(r"死亡|[（(【\[]\s*[亡故]\s*[）)】\]]|^\s*[亡故](?=\s|\S{3})")


class NameLevel(IntEnum):
    """How far two names agree."""

    OTHER = 0
    CLOSE = 1
    """One character differs: a slip of the pen, or a relative."""
    READ_ALIKE = 2
    """Only the kana agree."""
    SAME = 3


class Written(NamedTuple):
    """A person or corporation as a notice writes it; `keys` are compared, the first is that of the name."""

    name: str
    address: str
    keys: tuple[str, ...]
    kana: bool
    corporate: bool
    dead: bool
    """The notice says that the person is dead (亡佐藤太郎)."""
    former: str = ""
    """Where the person lived before, where the notice adds that to the address."""
    codes: tuple[str, ...] = ()
    """Codes (MJ012345) that say which characters stand where 〓 is written."""


class WrittenOwners(NamedTuple):
    """All who are written in one cell; `problem` is what cannot be right about them, in Japanese."""

    people: tuple[Written, ...]
    problem: str = ""
    share: Fraction | None = None
    """What their shares add up to, where any is written."""


def read_written(name: str, address: str) -> WrittenOwners:
    """The owners of a notice, ready to be compared; several where they are joint owners."""
    parts = _read_names(name)
    if len(parts.people) > 1:
        addresses = [one.strip() for one in _BETWEEN_ADDRESSES.split(address)]
        if len(addresses) == len(parts.people):
            people = zip(parts.people, addresses, strict=True)
            return parts._replace(people=tuple(_living_at(one, own) for one, own in people))
    return WrittenOwners(tuple(_living_at(one, address) for one in parts.people), parts.problem, parts.share)


def _living_at(person: Written, address: str) -> Written:
    found = _FORMER.search(address) if "住所" in address else None
    if found is None:
        return person._replace(address=address)
    return person._replace(address=address[: found.start()].strip(), former=found["former"].strip())


@lru_cache(maxsize=100_000)
def _read_names(name: str) -> WrittenOwners:
    if not name.strip():
        return WrittenOwners(())
    if _RISKY.search(name) is None and len(name) < 16 and not name.isascii():
        kana = is_kana(name)
        keys = (name_key(name), *_keys_of_words(name)) if kana else (name_key(name),)
        return WrittenOwners((Written(name, "", keys, kana, False, False),))
    joint = read_owners(name, divide=False)
    people = tuple(_as_written(one) for one in joint.owners if one.name)
    problem = joint.problems[0] if joint.problems else ""
    if joint.others is not None and not problem:
        problem = "ほかの所有者の名前が書かれていません（外何名）。"
    return WrittenOwners(people, problem, joint.total_share or None)


def _as_written(owner: OwnerName) -> Written:
    keys = owner.keys
    if owner.name.isascii():
        keys = (unordered_name_key(owner.name), *keys)
    elif is_kana(owner.name):
        keys = (*keys, *_keys_of_words(owner.name))
    corporate = owner.kind in (OwnerKind.CORPORATION, OwnerKind.GROUP)
    codes = tuple(one for one in owner.notes if _CODE.fullmatch(one))
    return Written(owner.name, "", keys, is_kana(owner.name), corporate, owner.deceased, codes=codes)


def _keys_of_words(name: str) -> tuple[str, ...]:
    """For ジョン・スミス and スミス ジョン, which are one name in two orders."""
    return (unordered_name_key(name),) if _SEVERAL_WORDS.search(name.strip()) else ()


class OwnerBook:
    """Owners by name, by kana, by the numbers of their address; an index is made when it is first needed."""

    def __init__(self, owners: Iterable[Owner], reader: AddressReader) -> None:
        self.reader = reader
        self.owners: dict[str, Owner] = {}
        self._by_name: dict[str, str | list[str]] = {}
        for owner in owners:
            self.owners[owner.owner_id] = owner
            for key in own_keys(owner):
                _put(self._by_name, key, owner.owner_id)

    def get(self, owner_id: str) -> Owner | None:
        """The owner, or None where the file has none of this id."""
        return self.owners.get(owner_id)

    @cached_property
    def share_of_namesakes(self) -> float:
        """How many of the owners share their name with another: how much a name alone can say."""
        shared = sum(len(ids) for ids in self._by_name.values() if isinstance(ids, list))
        return shared / len(self.owners) if self.owners else 0.0

    def namesakes(self, written: Written) -> list[str]:
        """Owners of this name, and where it is written in kana those who read so."""
        found = [owner_id for key in written.keys for owner_id in _all(self._by_name, key)]
        if written.kana:
            found += _all(self._by_kana, written.keys[0])
        return list(dict.fromkeys(found))

    def at_this_number(self, written: Written) -> Iterator[Owner]:
        """Owners whose address ends in the same numbers, whatever the town."""
        numbers = self.reader.place(written.address).numbers[:2]
        if numbers:
            for owner_id in _all(self._by_numbers, numbers):
                yield self.owners[owner_id]

    def name_level(self, written: Written, owner: Owner) -> NameLevel:
        """How far the written name is that of an owner."""
        keys = own_keys(owner)
        if not written.keys or not keys:
            return NameLevel.OTHER
        if any(key in keys for key in written.keys):
            # 〓 stands for any character: only its code says that it is the same one.
            known = _MARK not in written.keys[0] or (bool(written.codes) and written.codes == _codes(owner))
            return NameLevel.SAME if known else NameLevel.CLOSE
        if owner.name_kana and written.kana and name_key(owner.name_kana) == written.keys[0]:
            return NameLevel.READ_ALIKE
        one, other = keys[0], written.keys[0]
        long_enough = min(len(one), len(other)) >= 3
        if long_enough and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1:
            return NameLevel.CLOSE
        return NameLevel.OTHER

    def nearness(self, written: Written, owner: Owner) -> Nearness:
        """How near the written address is to that of an owner; one from before a move counts as well."""
        near = self.reader.compare(written.address, owner.address)
        return max(near, self.reader.compare(written.former, owner.address)) if written.former else near

    def prepare(self) -> None:
        """Make every index now; before processes are started that should share them."""
        _ = self._by_kana, self._by_numbers, self.share_of_namesakes, self.name_counts

    @cached_property
    def name_counts(self) -> NameCounts:
        """How common the names of the ledger are."""
        return NameCounts(self.owners.values())

    @cached_property
    def _by_kana(self) -> dict[str, str | list[str]]:
        found: dict[str, str | list[str]] = {}
        for owner in self.owners.values():
            if owner.name_kana:
                _put(found, name_key(owner.name_kana), owner.owner_id)
        return found

    @cached_property
    def _by_numbers(self) -> dict[tuple[int, ...], list[str]]:
        found: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for owner in self.owners.values():
            numbers = self.reader.numbers(owner.address)[:2]
            if numbers:
                found[numbers].append(owner.owner_id)
        return dict(found)


def own_keys(owner: Owner) -> tuple[str, ...]:
    """The keys of an owner's name: as the ledger writes it, and other names that it gives."""
    if owner.corporate_name:
        return (corporate_key(owner.corporate_name),)
    name = f"{owner.family_name} {owner.given_name}"
    if _RISKY_IN_LEDGER.search(name) is None and not name.isascii():
        return (name_key(name), *_keys_of_words(name)) if is_kana(name) else (name_key(name),)
    return _read_names(name).people[0].keys if name.strip() else ()


def _codes(owner: Owner) -> tuple[str, ...]:
    people = _read_names(owner.corporate_name or f"{owner.family_name}{owner.given_name}").people
    return people[0].codes if people else ()


def is_dead(owner: Owner) -> bool:
    """Whether the ledger says in any way that the owner is dead."""
    if owner.died:
        return True
    return any(
        _DEAD_MARK.search(text) is not None
        for text in (owner.family_name, owner.given_name, owner.address)
        if "亡" in text or "故" in text
    )


def _put(index: dict[str, str | list[str]], key: str, owner_id: str) -> None:
    known = index.get(key)
    if known is None:
        index[key] = owner_id
    elif isinstance(known, list):
        known.append(owner_id)
    else:
        index[key] = [known, owner_id]


def _all(index: Mapping[Any, str | list[str]], key: object) -> list[str]:
    known = index.get(key)
    if known is None:
        return []
    return list(known) if isinstance(known, list) else [known]
