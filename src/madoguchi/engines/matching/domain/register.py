"""A register in memory: candidates by exact keys, compared value by value, a verdict.

Values that many people share (a name, a date, a house) are kept and compared once. A query looks up its name,
reading, birth date, house and a few likely slips of them; everybody found is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from madoguchi.engines.matching.domain.comparing import (
    address_level,
    at_home,
    birth_level,
    compare,
    name_levels,
    sex_level,
)
from madoguchi.engines.matching.domain.deciding import Scored, decide, weight_of
from madoguchi.engines.matching.domain.model import Answer, Field, Person, Reason, Verdict
from madoguchi.engines.matching.domain.preparing import (
    AddressForm,
    BirthForm,
    NameForm,
    Prepared,
    Preparer,
)
from madoguchi.engines.matching.domain.weights import (
    Weights,
    commonness_of,
    default_weights,
)

LARGEST_BLOCK = 3_000
"""A key that more people share tells nobody from another: it is not looked up while another key is there."""

Rows = NDArray[np.int32]
T = TypeVar("T", bound=Hashable)
R = TypeVar("R")


class _Index:
    """Rows by key, in two arrays: all rows in the order of their keys, and where each key begins."""

    def __init__(self, keys: Iterable[tuple[str, int]]) -> None:
        codes: dict[str, int] = {}
        numbers: list[int] = []
        rows: list[int] = []
        for key, row in keys:
            numbers.append(codes.setdefault(key, len(codes)))
            rows.append(row)
        by_code = np.asarray(numbers, dtype=np.int32)
        order = np.argsort(by_code, kind="stable")
        self._codes = codes
        self._rows: Rows = np.asarray(rows, dtype=np.int32)[order]
        self._begins: Rows = np.searchsorted(by_code[order], np.arange(len(codes) + 1)).astype(np.int32)

    def rows(self, key: str) -> Rows | None:
        """The rows of a key, or None."""
        code = self._codes.get(key)
        if code is None:
            return None
        return self._rows[self._begins[code] : self._begins[code + 1]]


class _Values(Generic[T]):
    """Different values, and which one each row has."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._codes: dict[T, int] = {}
        self._of_rows: list[int] = []
        self.codes: Rows = np.empty(0, dtype=np.int32)

    def add(self, value: T) -> None:
        """The value of the next row."""
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
        self._of_rows.append(code)

    def close(self) -> None:
        """No more rows come: keep what a query needs."""
        self.codes = np.asarray(self._of_rows, dtype=np.int32)
        self._of_rows, self._codes = [], {}

    def of(self, row: int) -> T:
        """The value of a row."""
        value: T = self.values[int(self.codes[row])]
        return value


class _Key(NamedTuple):
    """One way to find candidates."""

    table: str
    key: str


class Register:
    """People in memory, asked one at a time.

    >>> register = Register([Person("1", "渡邉 髙志", "ワタナベ タカシ", municipality_code="")])
    >>> register.answer(Person("?", "渡辺高志")).matches[0].key
    '1'
    """

    def __init__(
        self,
        people: Iterable[Person],
        weights: Weights | None = None,
        *,
        preparer: Preparer | None = None,
    ) -> None:
        """Prepares everybody; 239,190 people take some seconds. How common names are is counted here."""
        people = people if isinstance(people, Sequence) else list(people)
        self.preparer = preparer or Preparer()
        self.preparer.meet(people)
        self.keys: list[str] = []
        self._names: _Values[NameForm] = _Values()
        self._births: _Values[BirthForm] = _Values()
        self._addresses: _Values[AddressForm] = _Values()
        self._sexes: _Values[str] = _Values()
        self._corporate: dict[int, Prepared] = {}
        self._formers: dict[int, tuple[str, ...]] = {}
        for person in people:
            self._add(self.preparer.person(person))
        for values in (self._names, self._births, self._addresses, self._sexes):
            values.close()
        self._indexes = self._index()
        own = commonness_of(self.person(row) for row in range(len(self.keys)))
        self.weights = (weights or default_weights()).with_commonness(own)

    def __len__(self) -> int:
        return len(self.keys)

    def answer(self, person: Person) -> Answer:
        """Who of the register the person is. Never raises for what a record says."""
        return self.answer_prepared(self.preparer.person(person))

    def answer_prepared(self, person: Prepared, *, without: int | None = None) -> Answer:
        """As `answer`, for a prepared person; the row `without` is left out (the person's own)."""
        if not self.keys:
            return Answer(Verdict.NONE, (), Reason.NOBODY, "台帳にだれも登録されていません。")
        scored = list(self._scored(person, self.candidates(person), without))
        return decide(person, scored, self.weights, len(self.keys))

    def person(self, row: int) -> Prepared:
        """The person of a row, put together again."""
        corporate = self._corporate.get(row)
        if corporate is not None:
            return corporate
        return Prepared(
            self.keys[row], self._names.of(row), self._births.of(row), self._addresses.of(row),
            self._formers.get(row, ()), self._sexes.of(row), "", "",
        )  # fmt: skip

    def candidates(self, person: Prepared) -> Rows:
        """The rows that share a key with the person."""
        found: list[Rows] = []
        large: list[Rows] = []
        for index, key in _keys_sought(person):
            rows = self._indexes[index].rows(key)
            if rows is not None:
                (found if len(rows) <= LARGEST_BLOCK else large).append(rows)
        if not found and large:
            found = [min(large, key=len)]
        if not found:
            return np.empty(0, dtype=np.int32)
        return np.unique(np.concatenate(found)) if len(found) > 1 else found[0]

    def _add(self, person: Prepared) -> None:
        row = len(self.keys)
        self.keys.append(person.key)
        self._names.add(person.name)
        self._births.add(person.birth)
        self._addresses.add(person.address)
        self._sexes.add(person.sex)
        if person.is_corporate:
            self._corporate[row] = person
        if person.former_houses:
            self._formers[row] = person.former_houses

    def _index(self) -> dict[str, _Index]:
        gathered: dict[str, list[tuple[str, int]]] = {name: [] for name in _INDEXES}
        for row in range(len(self.keys)):
            for index, key in _keys_kept(self.person(row)):
                gathered[index].append((key, row))
        return {name: _Index(keys) for name, keys in gathered.items()}

    def _scored(self, left: Prepared, rows: Rows, without: int | None) -> Iterator[Scored]:
        """Each candidate with its levels; values that several share are compared once."""
        names = _Once(self._names, lambda value: name_levels(left.name, value))
        births = _Once(self._births, lambda value: birth_level(left.birth, value))
        sexes = _Once(self._sexes, lambda value: sex_level(left.sex, value))
        plain = _Once(self._addresses, lambda value: address_level(left.address, value, left.former_houses))
        for row in rows.tolist():
            if row == without:
                continue
            right = self.person(row)
            if left.is_corporate or right.is_corporate:
                if left.is_corporate and right.is_corporate:
                    levels = compare(left, right)
                    yield Scored(weight_of(left, right, levels, self.weights), right, levels)
                continue
            family, given = names.of(row)
            address = (
                address_level(left.address, right.address, left.former_houses, right.former_houses)
                if right.former_houses
                else plain.of(row)
            )
            levels = {
                Field.FAMILY: family,
                Field.GIVEN: given,
                Field.BIRTH: births.of(row),
                Field.ADDRESS: at_home(address, family),
                Field.SEX: sexes.of(row),
            }
            yield Scored(weight_of(left, right, levels, self.weights), right, levels)


class _Once(Generic[T, R]):
    """A comparison with the value of a row, worked out once for each value."""

    def __init__(self, values: _Values[T], function: Callable[[T], R]) -> None:
        self._values = values
        self._function = function
        self._known: dict[int, R] = {}

    def of(self, row: int) -> R:
        code = int(self._values.codes[row])
        known = self._known.get(code)
        if known is None:
            known = self._known[code] = self._function(self._values.values[code])
        return known


_INDEXES = ("name", "reading", "birth", "house", "given_in_town", "corporate")


def _keys_kept(person: Prepared) -> Iterator[_Key]:
    """Under which keys a person of the register is found."""
    if person.is_corporate:
        yield _Key("corporate", person.corporate)
        if person.address.house:
            yield _Key("house", person.address.house)
        return
    name = person.name
    if name.whole:
        yield _Key("name", name.whole)
        for family in name.former:
            yield _Key("name", family + name.given)
    if name.whole_kana:
        yield _Key("reading", name.whole_kana)
    if person.birth.western:
        yield _Key("birth", person.birth.western)
    if person.address.house:
        yield _Key("house", person.address.house)
    for house in person.former_houses:
        yield _Key("house", house)
    given = name.given or name.given_kana
    if given and person.address.place:
        yield _Key("given_in_town", f"{given}|{person.address.place}")


def _keys_sought(person: Prepared) -> Iterator[_Key]:
    """Under which keys the person may be kept: the same ones, and what slips make of them."""
    yield from _keys_kept(person)
    if person.is_corporate:
        return
    name, birth = person.name, person.birth.western
    if name.given and name.family:
        yield _Key("name", name.given + name.family)
    if not birth:
        return
    if not birth.endswith("00"):
        yield _Key("birth", birth[:6] + "00")
        yield _Key("birth", birth[:4] + birth[6:] + birth[4:6])
    yield _Key("birth", birth[:4] + "0000")
