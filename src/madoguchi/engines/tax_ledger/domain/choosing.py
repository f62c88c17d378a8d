"""Who is meant: the present owner of an asset; for a new owner one of the ledger, or nobody yet.

A name alone never decides. How much it can say is read off the ledger itself (`namesakes`): one more 佐藤清
is to be expected; the second of a name that chance would hardly put there twice has moved, maybe, and
somebody looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader, Nearness
from madoguchi.engines.tax_ledger.domain.assets import Owner
from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER
from madoguchi.engines.tax_ledger.domain.namesakes import (
    FOR_PEOPLE,
    OF_HOUSEHOLD,
    OTHER_MUNICIPALITY,
    OUTSIDE,
    OUTSIDE_BESIDE,
    SAME_MUNICIPALITY,
)
from madoguchi.engines.tax_ledger.domain.owners import NameLevel, OwnerBook, Written, is_dead
from madoguchi.lib.japanese.name_keys import name_key
from madoguchi.lib.japanese.text import is_kana

_VERY_COMMON_NAME = 10
_NAMES_SAY_LITTLE = 0.25
"""Share of the owners that have a namesake; from here on one of many in the same town is no hint."""


class Says(IntEnum):
    """What a notice says of the owners of an asset."""

    OTHER = 0
    OPEN = 1
    """Nothing is written."""
    CLOSE = 2
    """The address agrees and the name does but for a character, and the ledger knows nobody of that name."""
    NAME = 3
    """The name agrees; the address is another one (they move) or not written."""
    FULL = 4


class Present(NamedTuple):
    """How far written people are the owners of an asset, who of them, and what is doubtful (in Japanese)."""

    says: Says
    owner_ids: tuple[str, ...] = ()
    why: str = ""


class Choice(NamedTuple):
    """Who a written person is. `owner_id` is a proposal unless `sure`."""

    owner_id: str
    sure: bool
    score: float
    why: str
    dead: bool = False


class Moved(NamedTuple):
    """An owner whose new address stands in another notice of the batch (住所変更)."""

    owner_id: str
    keys: tuple[str, ...]
    address: str


def owners_of(owner_ids: str, book: OwnerBook) -> list[Owner]:
    """The owners of an asset whom the ledger knows."""
    ids = (one.strip() for one in owner_ids.replace("；", ";").split(";"))
    return [owner for one in ids if one and (owner := book.get(one)) is not None]


def present_owners(people: Sequence[Written], owners: Sequence[Owner], book: OwnerBook) -> Present:
    """Whether all written people are owners of the asset."""
    if not people:
        return Present(Says.OPEN)
    said = Says.FULL
    ids: list[str] = []
    reasons: list[str] = []
    for written in people:
        one = _present(written, owners, book)
        said = min(said, one.says)
        ids += one.owner_ids
        if one.why:
            reasons.append(one.why)
    return Present(said, tuple(dict.fromkeys(ids)), "".join(dict.fromkeys(reasons)))


def _present(written: Written, owners: Sequence[Owner], book: OwnerBook) -> Present:
    graded = [(book.name_level(written, owner), book.nearness(written, owner), owner) for owner in owners]
    named = [one for one in graded if one[0] >= NameLevel.READ_ALIKE]
    if not named:
        close = [one for one in graded if one[0] is NameLevel.CLOSE and one[1] >= Nearness.NEAR]
        if len(close) == 1 and not book.namesakes(written) and _same_but_family(written, close[0][2]):
            return Present(Says.CLOSE, (close[0][2].owner_id,), "氏名が1文字ちがいます。")
        if close:
            return Present(Says.OTHER, (), "住所は合いますが、氏名が1文字ちがいます（親子かもしれません）。")
        return Present(Says.OTHER, (), "台帳の所有者と氏名がちがいます。")
    if len(named) > 1:
        nearest = [one for one in named if one[1] is Nearness.SAME]
        if len(nearest) != 1:
            return Present(Says.OTHER, (), "同じ氏名の所有者が2人います。")
        named = nearest
    _, near, owner = named[0]
    if near >= Nearness.NEAR:
        return Present(Says.FULL, (owner.owner_id,))
    if near is not Nearness.OPEN:
        mine = {one.owner_id for one in owners}
        for other in book.namesakes(written):
            if other not in mine and book.nearness(written, book.owners[other]) is Nearness.SAME:
                return Present(Says.OTHER, (), "その住所には、同じ氏名の別の宛名があります。")
    return Present(Says.NAME, (owner.owner_id,))


def _same_but_family(written: Written, owner: Owner) -> bool:
    """Whether the differing character is not in the given name: fathers and sons differ there."""
    given = name_key(owner.given_name)
    return bool(owner.corporate_name) or (bool(given) and written.keys[0].endswith(given))


def choose(
    written: Written,
    present: Sequence[Owner],
    book: OwnerBook,
    codes: Iterable[str],
    givers: Collection[str] = (),
    moved: Sequence[Moved] = (),
) -> Choice:
    """Who a new owner is; `present` are the owners of the asset, `codes` the municipalities of the ledger.

    `givers` are those who give the asset away: nobody sells to himself, so a name that is nearly theirs is a
    relative's. `moved` are owners whose new address another notice tells.
    """
    if written.dead:
        return Choice("", False, 0.0, "新しい所有者は亡くなっています。", dead=True)
    graded = [(book.nearness(written, book.owners[one]), one) for one in book.namesakes(written)]
    same = [one for near, one in graded if near is Nearness.SAME]
    if not same:
        same = [one for near, one in graded if near is Nearness.NEAR]
        exact = False
    else:
        exact = True
    if not same:
        same = [one.owner_id for one in moved if is_at_new_address(written, one, book.reader)]
    if len(same) > 1:
        return Choice(same[0], False, 0.5, "氏名と住所が同じ宛名が2つ以上あります。")
    if same and book.name_level(written, book.owners[same[0]]) is NameLevel.CLOSE:
        return Choice(same[0], False, 0.5, "氏名の外字（〓）が同じ字か分かりません。")
    if same:
        return _known(same[0], exact, book)
    if not written.address.strip():
        return _without_address(graded, present, book)
    if graded:
        return _namesakes(written, graded, present, book, set(codes), givers)
    return _similar(written, book, givers) or Choice(NEW_OWNER, True, 0.9995, "")


def is_at_new_address(written: Written, moved: Moved, reader: AddressReader) -> bool:
    """Whether a written person is an owner at the new address."""
    named = any(key in moved.keys for key in written.keys)
    return named and reader.compare(written.address, moved.address) is Nearness.SAME


def _known(owner_id: str, exact: bool, book: OwnerBook) -> Choice:
    if is_dead(book.owners[owner_id]):
        return Choice(owner_id, False, 0.5, "新しい所有者の宛名は、亡くなった方です。", dead=True)
    return Choice(owner_id, True, 0.9999 if exact else 0.9991, "")


def _without_address(graded: list[tuple[Nearness, str]], present: Sequence[Owner], book: OwnerBook) -> Choice:
    ids = [one for _, one in graded]
    mine = [owner.owner_id for owner in present if owner.owner_id in ids]
    if len(mine) == 1 and len(ids) == 1:
        return _known(mine[0], False, book)
    return Choice(ids[0] if len(ids) == 1 else "", False, 0.4, "新しい所有者の住所が書かれていません。")


def _namesakes(
    written: Written,
    graded: list[tuple[Nearness, str]],
    present: Sequence[Owner],
    book: OwnerBook,
    codes: set[str],
    givers: Collection[str],
) -> Choice:
    """Namesakes at other addresses: somebody else, or one of them who has moved."""
    count = len(graded)
    proposal = max(graded)[1]
    if any(owner.owner_id == one for owner in present for _, one in graded):
        return Choice(proposal, False, 0.6, "同じ氏名の共有者がいますが、住所がちがいます。")
    if written.kana:
        return Choice(proposal, False, 0.4, "氏名がかなだけで、同じ読みの別の住所の宛名があります。")
    numbers = book.reader.place(written.address).numbers
    if any(
        book.reader.place(book.owners[one].address).numbers == numbers and sum(numbers) > 20
        for _, one in graded
    ):
        return Choice(proposal, False, 0.5, "番地が同じで町名のちがう、同じ氏名の宛名があります。")
    in_town = any(near is Nearness.TOWN for near, _ in graded)
    if in_town and not (count >= _VERY_COMMON_NAME and book.share_of_namesakes >= _NAMES_SAY_LITTLE):
        return Choice(proposal, False, 0.5, "同じ町に、同じ氏名の宛名があります。")
    of_household = any(
        _is_of_household(written, owner, book) for owner in present if owner.owner_id in givers
    )
    owners = [book.owners[one] for _, one in graded]
    likely = _weight_of_place(written, owners, book, codes, of_household=of_household)
    if likely * book.name_counts.surprise(owners[0], count) < FOR_PEOPLE:
        return _similar(written, book, givers) or Choice(NEW_OWNER, True, 0.9990, "")
    return Choice(proposal, False, 0.5, "別の住所に、同じ氏名の宛名があります（転居したかもしれません）。")


def _weight_of_place(
    written: Written, owners: Sequence[Owner], book: OwnerBook, codes: set[str], *, of_household: bool
) -> float:
    """How far the address of a new owner speaks for one of these who has moved."""
    if of_household:
        return OF_HOUSEHOLD
    code = book.reader.place(written.address).code
    same = bool(code) and any(book.reader.place(one.address).code == code for one in owners)
    if code and code not in codes:
        return OUTSIDE_BESIDE if same else OUTSIDE
    return SAME_MUNICIPALITY if same else OTHER_MUNICIPALITY


def _is_of_household(written: Written, owner: Owner, book: OwnerBook) -> bool:
    """Whether somebody lives with an owner of the same family name: husband, wife, child, parent."""
    family = name_key(owner.family_name)
    if not family or owner.corporate_name or not written.keys[0].startswith(family):
        return False
    return book.nearness(written, owner) is Nearness.SAME


def _similar(written: Written, book: OwnerBook, givers: Collection[str]) -> Choice | None:
    """Somebody with nearly this name at this address: a slip of the pen, or a relative."""
    for owner in book.at_this_number(written):
        if owner.owner_id in givers:
            continue
        close = book.name_level(
            written, owner
        ) is NameLevel.CLOSE and not book.name_counts.is_another_given_name(written.keys[0], owner)
        unread = not owner.corporate_name and not written.corporate and (
            not owner.name_kana if written.kana else is_kana(owner.family_name + owner.given_name)
        )  # fmt: skip
        if (close or unread) and book.nearness(written, owner) >= Nearness.NEAR:
            if close:
                return Choice(owner.owner_id, False, 0.5, "その住所に、1文字ちがう氏名の宛名があります。")
            said = "通知か宛名の氏名がかなだけで、読みを比べられません。"
            return Choice(owner.owner_id, False, 0.4, said)
    return None
