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
    AT_ONE_HOUSE,
    address_level,
    birth_level,
    compare,
    name_levels,
    sex_level,
)
from madoguchi.engines.matching.domain.deciding import Scored, decide, weight_of
from madoguchi.engines.matching.domain.levels import level
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
    family_key,
    given_key,
)
from madoguchi.lib.garbage import without_looking_for_garbage

LARGEST_BLOCK = 3_000
"""A key that more people share tells nobody from another: it is not looked up while another key is there."""

MOST_COMPARED = 16
"""Candidates of a query that are compared in full."""

Rows = NDArray[np.int32]
Floats = NDArray[np.float64]
T = TypeVar("T", bound=Hashable)


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

    def pairs(self) -> float:
        """How many pairs of rows have one key."""
        sizes = np.diff(self._begins).astype(np.float64)
        return float((sizes * (sizes - 1) / 2).sum())

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
        with without_looking_for_garbage():
            for person in people:
                self._add(self.preparer.person(person))
            for values in (self._names, self._births, self._addresses, self._sexes):
                values.close()
            self._is_corporate = np.zeros(len(self.keys), dtype=np.bool_)
            self._is_corporate[list(self._corporate)] = True
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
        rows = self.candidates(person)
        rows = rows[self._is_corporate[rows] == person.is_corporate]
        if without is not None:
            rows = rows[rows != without]
        scored = self._scored(person, rows) if len(rows) else []
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

    def share_of_pairs(self, table: str) -> float:
        """The share of all pairs of the register that have one key: `birth`, `house`."""
        size = len(self.keys)
        return self._indexes[table].pairs() / max(size * (size - 1) / 2, 1)

    def house_of(self, row: int) -> list[int]:
        """The rows of everybody in the house of a row; empty where no house is known."""
        rows = self._indexes["house"].rows(self._addresses.of(row).house)
        return [] if rows is None else rows.tolist()

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

    def _scored(self, left: Prepared, rows: Rows) -> list[Scored]:
        """The best candidates, compared in full; everybody else is weighed by value and left."""
        totals = self._weigh(left, rows)
        if len(rows) > MOST_COMPARED:
            best = np.argpartition(-totals, MOST_COMPARED)[:MOST_COMPARED]
            rows = rows[best]
        found = []
        for row in rows.tolist():
            right = self.person(row)
            levels = compare(left, right)
            found.append(Scored(weight_of(left, right, levels, self.weights), right, levels))
        return found

    def _weigh(self, left: Prepared, rows: Rows) -> Floats:
        """The weight of each row. Values that several rows share are compared once."""
        if left.is_corporate:
            corporate = ((self.person(row), row) for row in rows.tolist())
            return np.asarray(
                [weight_of(left, one, compare(left, one), self.weights) for one, _ in corporate]
            )
        bits = self.weights.bits
        names = _by_value(self._names, rows, lambda value: self._weigh_name(left.name, value))
        births = _by_value(
            self._births, rows, lambda value: (bits[Field.BIRTH][birth_level(left.birth, value)],)
        )
        sexes = _by_value(self._sexes, rows, lambda value: (bits[Field.SEX][sex_level(left.sex, value)],))
        addresses = _by_value(self._addresses, rows, lambda value: self._weigh_address(left, value))
        family, given, given_at_home, one_family = names.T
        address, one_house = addresses.T
        if self._formers:
            self._weigh_former(left, rows, address, one_house)
        home = (one_family * one_house) > 0
        at_home = bits[Field.ADDRESS]["home"] + given_at_home
        total: Floats = np.where(home, at_home, family + given + address) + births[:, 0] + sexes[:, 0]
        return total

    def _weigh_name(self, left: NameForm, right: NameForm) -> tuple[float, float, float, float]:
        """Bits of family and given name, of the given name at home, and whether the family may be one."""
        family, given = name_levels(left, right)
        bits = self._bits(Field.GIVEN, given, given_key(right))
        return (
            self._bits(Field.FAMILY, family, family_key(right)),
            bits,
            self.weights.bits_at_home[given] if self.weights.at_home else bits,
            float(family in AT_ONE_HOUSE),
        )

    def _bits(self, field: Field, key: str, value: str) -> float:
        bits = self.weights.bits[field][key]
        common = self.weights.commonness.get(field)
        return bits + common.bits(value) if common and level(field, key).by_frequency else bits

    def _weigh_address(self, left: Prepared, right: AddressForm) -> tuple[float, float]:
        key = address_level(left.address, right, left.former_houses)
        return self.weights.bits[Field.ADDRESS][key], float(key == "number")

    def _weigh_former(self, left: Prepared, rows: Rows, address: Floats, one_house: Floats) -> None:
        """Puts right, in place, who of the rows had another house before."""
        for place, row in enumerate(rows.tolist()):
            formers = self._formers.get(row)
            if formers:
                key = address_level(left.address, self._addresses.of(row), left.former_houses, formers)
                address[place] = self.weights.bits[Field.ADDRESS][key]
                one_house[place] = float(key == "number")


def _by_value(values: _Values[T], rows: Rows, weigh: Callable[[T], tuple[float, ...]]) -> Floats:
    """A line of figures for each row; rows of one value have one line, worked out once."""
    codes, places = np.unique(values.codes[rows], return_inverse=True)
    lines: Floats = np.asarray([weigh(values.values[code]) for code in codes.tolist()])
    return lines[places]


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
