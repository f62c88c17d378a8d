"""Which asset and which owner a notice means, and whether that is sure.

A notice is sure when place and lot lead to one asset, what else it says of the asset (area, floors) does not
speak against it, the people of the notice are owners of it, and a new owner is one 宛名 or clearly none.
Everything else is for people, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.checking import faults, is_before, read_day
from madoguchi.engines.tax_ledger.domain.choosing import (
    Choice,
    Moved,
    Present,
    Says,
    choose,
    owners_of,
    present_owners,
)
from madoguchi.engines.tax_ledger.domain.comparing import (
    NOTHING_CHANGES,
    PLACE_SCORES,
    Compared,
    area_of,
    evidence_of,
    said_of,
    structures,
)
from madoguchi.engines.tax_ledger.domain.deciding import Agreement, Evidence, Outcome, Status
from madoguchi.engines.tax_ledger.domain.index import Candidate, LedgerIndex, PlaceLevel, Site
from madoguchi.engines.tax_ledger.domain.notices import Event, Kind, Notice
from madoguchi.engines.tax_ledger.domain.owners import Written, is_dead, read_written
from madoguchi.lib.japanese.lots import lot_key, read_lots
from madoguchi.lib.japanese.name_keys import name_key

_MOST_CANDIDATES = 5


def match_notice(notice: Notice, ledger: LedgerIndex, *, explained: bool = True) -> Outcome:
    """What one notice means, whatever came before it; `explained`: with the evidence field by field."""
    wrong = faults(notice)
    if wrong:
        first = wrong[0]
        said = "".join(fault.what for fault in wrong)
        return Outcome(
            notice.notice_id, Status.REVIEW, "", "", 0.0, said, column=first.column, remedy=first.remedy
        )
    site = ledger.site(notice.location)
    if site.elsewhere:
        return Outcome(
            notice.notice_id, Status.UNMATCHED, "", "", 0.0, f"別の市町村の所在です（{site.elsewhere}）。",
            column="location", remedy="その市町村に送られるはずの通知です。法務局に伝えてください。",
        )  # fmt: skip
    return _Matching(notice, ledger, site, explained=explained).outcome()


def match_after(
    notice: Notice, ledger: LedgerIndex, before: Sequence[Notice] = (), moved: Sequence[Moved] = ()
) -> Outcome:
    """What a notice means once others of its batch are known.

    `before` are earlier notices by which the asset changed hands, `moved` owners whose new address another
    notice tells.
    """
    return _Matching(notice, ledger, ledger.site(notice.location), before, moved).outcome()


class _Matching:
    """One notice against the ledger; `before` are earlier notices by which the asset changed hands."""

    def __init__(
        self,
        notice: Notice,
        ledger: LedgerIndex,
        site: Site,
        before: Sequence[Notice] = (),
        moved: Sequence[Moved] = (),
        *,
        explained: bool = True,
    ) -> None:
        self.explained = explained
        self.by_lot = False
        self.notice = notice
        self.ledger = ledger
        self.book = ledger.owners
        self.site = site
        self.before = before
        self.moved = moved
        self.new = read_written(notice.owner_name, notice.owner_address).people
        self.previous = read_written(notice.previous_owner_name, notice.previous_owner_address).people
        self.lots = _lot_keys(notice.lot_number.strip() or site.lot)

    def outcome(self) -> Outcome:
        """What the notice means."""
        match self.notice.event:
            case Event.BUILT:
                return self._built()
            case Event.TRANSFER:
                return self._transfer()
            case Event.NEW_ADDRESS | Event.NEW_NAME:
                return self._same_owner(self._owner_who_changed)
            case _:
                return self._same_owner(self._owner_as_written)

    # --- assets ------------------------------------------------------------------------------------

    def _candidates(self) -> list[Candidate]:
        if self.notice.kind == Kind.LAND:
            return self.ledger.lands(self.site, self.lots[0]) if self.lots else []
        number = lot_key(self.notice.building_number) if self.notice.building_number.strip() else ""
        found = self.ledger.houses(self.site, number) if number else []
        if found or not self.lots:
            return found
        # The number is not written on one of the sides: the house of the lot, where there is one.
        self.by_lot = True
        on_lot = self.ledger.houses_on(self.site, self.lots[0])
        return [one for one in on_lot if not number or not one.asset.building_number]

    def _compared(self, people_of: Callable[[Sequence[Owner]], Present]) -> list[Compared]:
        """All candidates, the best first."""
        candidates = self._candidates()
        found = []
        for asset, level in candidates:
            owners = owners_of(asset.owner_ids, self.book)
            area = area_of(self.notice, asset)
            if self.by_lot and structures(self.notice, asset) is Agreement.OTHER:
                area = Agreement.OTHER
            found.append(
                Compared(asset, level, area, people_of(owners), tuple(owners), alone=len(candidates) == 1)
            )
        return sorted(found, key=lambda one: one.rank, reverse=True)

    def _doubt_among(self, compared: list[Compared]) -> str:
        """Why the best candidate cannot be told from the others; empty where it can."""
        best = compared[0]
        rivals = [
            one for one in compared[1:]
            if one.level is not PlaceLevel.OTHER and (one.is_sure or one.present.says >= Says.CLOSE)
        ]  # fmt: skip
        for rival in rivals:
            if best.level is PlaceLevel.WHOLE and rival.level < PlaceLevel.WHOLE and self._names_hamlet(best):
                continue
            if best.area is Agreement.SAME and rival.area is Agreement.OTHER:
                continue
            return "同じ所在・地番の資産が2つ以上あり、どれか決められません。"
        return ""

    def _names_hamlet(self, best: Compared) -> bool:
        return bool(best.asset.koaza) or all(not rest for _, _, rest, _ in self.site.readings)

    def _nothing(self) -> Outcome:
        what = "家屋" if self.notice.kind == Kind.HOUSE else "土地"
        if not self.site.readings:
            said = "所在の町名が台帳にありません。"
        else:
            said = f"この所在・地番の{what}は台帳にありません。"
        hint = self._split_from()
        if hint is not None:
            return self._result(
                Status.REVIEW,
                hint.asset_id,
                "",
                0.3,
                "分筆か合筆の前後の地番かもしれません。",
                (),
                [hint.asset_id],
            )
        return self._result(Status.UNMATCHED, "", "", 0.0, said, ())

    def _split_from(self) -> Asset | None:
        """For 分筆: the lot without its last branch, which the new lot came from."""
        if self.notice.event != Event.SPLIT or not self.lots or "-" not in self.lots[0]:
            return None
        found = self.ledger.lands(self.site, self.lots[0].rpartition("-")[0])
        return found[0].asset if found and found[0].level >= PlaceLevel.PART else None

    # --- events ------------------------------------------------------------------------------------

    def _transfer(self) -> Outcome:
        compared = self._compared(lambda owners: self._previous_owners(owners))
        if not compared:
            return self._nothing()
        best = compared[0]
        doubts = self._doubts_of_asset(best, compared, "前の所有者")
        givers = best.present.owner_ids
        choices = [
            choose(one, best.owners, self.book, self.ledger.codes, givers, self.moved) for one in self.new
        ]
        if not choices:
            doubts.append("新しい所有者が書かれていません。")
        doubts += [choice.why for choice in choices if not choice.sure]
        if not self.before and any(choice.owner_id in best.present.owner_ids for choice in choices):
            doubts.append("新しい所有者は、もう台帳の所有者です。")
        if self._gave_away_when_dead(best):
            doubts.insert(0, "前の所有者は、原因の日より前に亡くなっています。")
            return self._decided(best, compared, choices, doubts, column="previous_owner_name")
        if any(choice.dead for choice in choices):
            return self._decided(best, compared, choices, doubts, column="owner_name")
        return self._decided(best, compared, choices, doubts)

    def _previous_owners(self, owners: Sequence[Owner]) -> Present:
        said = present_owners(self.previous, owners, self.book)
        if said.says >= Says.NAME or not self.before:
            return said
        # Who got the asset in an earlier notice of the batch stands in for the owners of the ledger.
        heirs = [
            _as_owner(one) for notice in self.before
            for one in read_written(notice.owner_name, notice.owner_address).people
        ]  # fmt: skip
        return present_owners(self.previous, [*owners, *heirs], self.book)

    def _gave_away_when_dead(self, best: Compared) -> bool:
        """Heirs are written with the day of the death as cause; whoever died before that cannot give."""
        died = [one.died for one in best.owners if one.owner_id in best.present.owner_ids and one.died]
        if not died:
            return False
        cause = read_day(self.notice.cause_date) if self.notice.cause_date else None
        days = [day for text in died if (day := read_day(text)) is not None]
        if cause is None or len(days) < len(died):
            return True
        return any(is_before(day, cause) for day in days)

    def _same_owner(self, people_of: Callable[[Sequence[Owner]], Present]) -> Outcome:
        compared = self._compared(people_of)
        if not compared:
            return self._nothing()
        best = compared[0]
        doubts = self._doubts_of_asset(best, compared, "所有者")
        if self.notice.event == Event.MERGE and len(self.lots) > 1:
            doubts += self._doubts_of_merged(best)
        ids = best.present.owner_ids
        if best.present.says is Says.OPEN:
            ids = tuple(owner.owner_id for owner in best.owners)
        choices = [Choice(one, True, 0.9999, "") for one in ids]
        if not choices:
            doubts.append("台帳に所有者がいません。" if not best.owners else "")
        dead = [one for one in best.owners if one.owner_id in ids and is_dead(one)]
        if dead:
            doubts.append("宛名の所有者は亡くなっています。")
            return self._decided(best, compared, choices, doubts, column="owner_name")
        return self._decided(best, compared, choices, doubts)

    def _owner_as_written(self, owners: Sequence[Owner]) -> Present:
        return present_owners(self.new or self.previous, owners, self.book)

    def _owner_who_changed(self, owners: Sequence[Owner]) -> Present:
        """住所変更 and 氏名変更: the owner by what did not change."""
        notice = self.notice
        tried = []
        for name in dict.fromkeys((notice.previous_owner_name, notice.owner_name)):
            for address in dict.fromkeys((notice.previous_owner_address, notice.owner_address)):
                people = read_written(name, address).people
                if people:
                    tried.append(present_owners(people, owners, self.book))
        best = max(
            tried, key=lambda one: one.says, default=Present(Says.OTHER, (), "所有者が書かれていません。")
        )
        if best.says >= Says.NAME or notice.event != Event.NEW_NAME or notice.previous_owner_name.strip():
            return best
        return self._same_given_name(owners) or best

    def _same_given_name(self, owners: Sequence[Owner]) -> Present | None:
        """A new family name, and the old one not written: given name and address of one owner agree."""
        if len(self.new) != 1:
            return None
        found = [
            owner for owner in owners
            if len(name_key(owner.given_name)) >= 1
            and self.new[0].keys[0].endswith(name_key(owner.given_name))
            and self.ledger.reader.compare(self.new[0].address, owner.address).name == "SAME"
        ]  # fmt: skip
        return Present(Says.NAME, (found[0].owner_id,)) if len(found) == 1 else None

    def _doubts_of_merged(self, best: Compared) -> list[str]:
        """合筆 of several lots that the notice names: each must be there, and of the same owners."""
        mine = sorted(best.asset.owner_ids.split(";"))
        for lot in self.lots[1:]:
            found = [one.asset for one in self.ledger.lands(self.site, lot) if one.level >= PlaceLevel.PART]
            if not any(sorted(one.owner_ids.split(";")) == mine for one in found):
                return ["合筆する地番に、台帳にないか所有者のちがうものがあります。"]
        return []

    def _built(self) -> Outcome:
        """A new house: no asset yet; where it stands and whose it is must be known."""
        lots = self.lots or _lot_keys(self.notice.building_number)
        parcels = self.ledger.lands(self.site, lots[0]) if lots else []
        owners: list[Owner] = []
        for parcel in parcels:
            if parcel.level >= PlaceLevel.PART and not parcel.asset.closed:
                owners += owners_of(parcel.asset.owner_ids, self.book)
        doubts = []
        if not parcels or parcels[0].level is PlaceLevel.OTHER:
            doubts.append("建っている土地が台帳にありません。")
        elif parcels[0].asset.closed:
            doubts.append(f"建っている土地は台帳で閉じています（{parcels[0].asset.closed}）。")
        number = lot_key(self.notice.building_number) if self.notice.building_number.strip() else ""
        there = self.ledger.houses(self.site, number) if number else []
        if any(one.level >= PlaceLevel.PART and not one.asset.closed for one in there):
            doubts.append("同じ家屋番号の家屋が、もう台帳にあります。")
        if not self.new:
            doubts.append("所有者が書かれていません。")
        choices = [choose(one, owners, self.book, self.ledger.codes, (), self.moved) for one in self.new]
        doubts += [choice.why for choice in choices if not choice.sure]
        score = min((choice.score for choice in choices), default=0.0)
        level = parcels[0].level if parcels else PlaceLevel.OTHER
        reason = "".join(doubts) or "土地と所有者が分かりました。評価が要ります。"
        return self._result(
            Status.REVIEW if doubts else Status.MATCHED, "",
            ";".join(choice.owner_id for choice in choices if choice.owner_id),
            score * PLACE_SCORES[level] * (0.5 if doubts else 1.0), reason, (),
            [one.asset.asset_id for one in parcels],
            column="owner_name" if any(choice.dead for choice in choices) else "",
        )  # fmt: skip

    # --- outcome -----------------------------------------------------------------------------------

    def _doubts_of_asset(self, best: Compared, compared: list[Compared], whom: str) -> list[str]:
        doubts = []
        if best.asset.closed:
            doubts.append(f"この資産は台帳で閉じています（{best.asset.closed}）。")
        among = self._doubt_among(compared)
        if among:
            doubts.append(among)
        says = best.present.says
        # Who gives something away has to be written; for the other events the ledger's own owner will do.
        unsaid = says is Says.OPEN and self.notice.event == Event.TRANSFER
        if best.is_sure and not unsaid:
            return doubts
        if best.level is PlaceLevel.OTHER:
            doubts.append("小字が台帳とちがいます。")
        elif best.level is PlaceLevel.SLIP:
            doubts.append("町名か小字が台帳と少しちがいます。")
        if best.area is Agreement.OTHER and self.notice.event in NOTHING_CHANGES:
            doubts.append("面積が台帳とちがいます。")
        if says is Says.OPEN:
            doubts.append(f"{whom}が通知に書かれていません。")
        elif says <= Says.CLOSE:
            doubts.append(f"{whom}：{best.present.why}")
        return doubts or ["資産を決めるには、合うところが足りません。"]

    def _decided(
        self,
        best: Compared,
        compared: list[Compared],
        choices: Sequence[Choice],
        doubts: list[str],
        column: str = "",
    ) -> Outcome:
        doubts = [doubt for doubt in doubts if doubt]
        if best.asset.closed and not column:
            column = "lot_number"
        owner_score = min((choice.score for choice in choices), default=0.5)
        score = best.score * owner_score * (0.6 if doubts else 1.0)
        reason = "".join(dict.fromkeys(doubts)) or said_of(best)
        return self._result(
            Status.REVIEW if doubts else Status.MATCHED,
            best.asset.asset_id,
            ";".join(dict.fromkeys(choice.owner_id for choice in choices if choice.owner_id)),
            score,
            reason,
            evidence_of(self.notice, best) if self.explained else (),
            [one.asset.asset_id for one in compared],
            column=column,
        )

    def _result(
        self,
        status: Status,
        asset_id: str,
        owner_id: str,
        score: float,
        reason: str,
        evidence: tuple[Evidence, ...],
        candidates: Sequence[str] = (),
        column: str = "",
    ) -> Outcome:
        remedy = "台帳と通知のどちらが正しいかを確かめてください。" if column else ""
        return Outcome(
            self.notice.notice_id, status, asset_id, owner_id, round(score, 4), reason, evidence,
            tuple(candidates[:_MOST_CANDIDATES]), column, remedy,
        )  # fmt: skip


def _as_owner(written: Written) -> Owner:
    return Owner("", written.name, "", "", "", written.address, "")


@lru_cache(maxsize=100_000)
def _lot_keys(text: str) -> list[str]:
    if not text.strip():
        return []
    lots = read_lots(text)
    return [lot.key for lot in lots] if len(lots) > 1 else [lot_key(text)]
