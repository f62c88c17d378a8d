"""Writes a ledger (assets.csv, owners.csv), notices (notices.csv) and what they mean (truth.csv)."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi_testing.ledgers.grounds import Ground, grounds
from madoguchi_testing.ledgers.mistakes import Writer, wide
from madoguchi_testing.ledgers.model import Draft, LedgerOrder, Thing
from madoguchi_testing.ledgers.people import Body, Population, in_old_kanji
from madoguchi_testing.ledgers.traps import TRAPS

WRITTEN_OWNER_COLUMNS = (*OWNER_COLUMNS, "died_on")
TRUTH_COLUMNS = ("notice_id", "expected", "asset_id", "owner_id", "case", "mistakes")

_EVENTS_OF_HOUSES = {"所有権移転": 60, "住所変更": 12, "氏名変更": 4, "滅失": 12, "新築": 12}
_EVENTS_OF_LAND = {
    "所有権移転": 66, "住所変更": 12, "氏名変更": 4, "地目変更": 7, "地積変更": 4, "分筆": 5, "合筆": 2,
}  # fmt: skip
_CATEGORIES = ("宅地", "田", "畑", "山林", "雑種地", "原野")
_USES = ("居宅", "物置", "店舗", "車庫", "共同住宅", "作業所")
_MATERIALS = ("木造", "木造", "木造", "鉄骨造", "鉄筋コンクリート造", "軽量鉄骨造")
_ROOFS = (
    ("かわらぶき", "瓦葺"),
    ("亜鉛メッキ鋼板ぶき", "亜鉛メッキ鋼板葺"),
    ("スレートぶき", "スレート葺"),
    ("陸屋根", "陸屋根"),
)


def write_ledger(order: LedgerOrder, folder: Path) -> dict[str, int]:
    """Write the four files; returns how many lines each has. Raises OSError, and ValueError for bad towns."""
    folder.mkdir(parents=True, exist_ok=True)
    maker = _Maker(order)
    maker.fill()
    drafts = maker.notices()
    _write(folder / "notices.csv", NOTICE_COLUMNS, (draft.row for draft in drafts))
    _write(folder / "truth.csv", TRUTH_COLUMNS, map(_truth, drafts))
    _write(folder / "assets.csv", ASSET_COLUMNS, maker.asset_rows())
    _write(folder / "owners.csv", WRITTEN_OWNER_COLUMNS, maker.owner_rows())
    return {"assets": len(maker.things), "owners": len(maker.bodies), "notices": len(drafts)}


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _truth(draft: Draft) -> dict[str, str]:
    return {
        "notice_id": draft.row["notice_id"], "expected": draft.expected, "asset_id": draft.asset_id,
        "owner_id": draft.owner_id, "case": draft.case, "mistakes": "・".join(dict.fromkeys(draft.mistakes)),
    }  # fmt: skip


def _building_number(parts: tuple[int, ...]) -> str:
    first, *rest = map(str, parts or ("",))
    return f"{first}番{'の'.join(rest)}" if rest else first


class _Maker:
    def __init__(self, order: LedgerOrder) -> None:
        self.order = order
        self.generator = random.Random(order.seed)
        self.grounds = grounds(order.municipalities, order.towns, self.generator)
        self.population = Population(self.grounds, self.generator)
        self.writer = Writer(self.generator)
        self.bodies: list[Body] = []
        self.families: list[list[int]] = []
        self.family_of: dict[int, int] = {}
        self.things: list[Thing] = []
        self.taken: set[tuple[str, str, str, tuple[int, ...]]] = set()
        self.written_names: set[tuple[str, str]] = set()

    # --- the ledger --------------------------------------------------------------------------------

    def fill(self) -> None:
        """Owners, then parcels and houses."""
        wanted = max(10, self.order.assets * 2 // 5)
        while len(self.bodies) < wanted:
            inside = self.generator.random() < 0.85
            first = self.population.somebody(inside=inside)
            family = [self._add(first)]
            if not first.corporate:
                others = self.generator.choices((0, 1, 2, 3), weights=(55, 25, 15, 5))[0]
                family += [self._add(self.population.relative(first)) for _ in range(others)]
            self.families.append(family)
            self.family_of.update(dict.fromkeys(family, len(self.families) - 1))
        while len(self.things) < self.order.assets:
            self._add_parcel()

    def _add(self, body: Body) -> int:
        self.bodies.append(body)
        return len(self.bodies) - 1

    def _owners(self) -> tuple[int, ...]:
        first = self.generator.randrange(len(self.bodies))
        if self.generator.random() < 0.92:
            return (first,)
        family = [one for one in self.families[self.family_of[first]] if one != first]
        other = family[0] if family else self.generator.randrange(len(self.bodies))
        return (first, other) if other != first else (first,)

    def _add_parcel(self) -> None:
        generator = self.generator
        ground = generator.choice(self.grounds.inside)
        hamlet = generator.choice(ground.hamlets) if ground.hamlets else ""
        first = generator.randint(1, 60 if ground.restarts else 1500)
        lot = (first, generator.randint(1, 40)) if generator.random() < 0.6 else (first,)
        key = (ground.code, ground.town, hamlet if ground.restarts else "", lot)
        if key in self.taken:
            lot = (first, generator.randint(41, 4000))
            key = (*key[:3], lot)
            if key in self.taken:
                return
        self.taken.add(key)
        owners = self._owners()
        area = f"{generator.randint(20, 3000)}.{generator.choice(('00', f'{generator.randint(0, 99):02d}'))}"
        self._put(
            Thing(
                "",
                False,
                ground,
                hamlet,
                lot,
                (),
                generator.choice(_CATEGORIES),
                area,
                ("", ("", ""), 0),
                (),
                owners,
            )
        )
        if generator.random() < 0.3:
            for number in range(1 + (generator.random() < 0.15)):
                self._add_house(ground, hamlet, lot, owners, number)

    def _add_house(
        self, ground: Ground, hamlet: str, lot: tuple[int, ...], owners: tuple[int, ...], number: int
    ) -> None:
        generator = self.generator
        storeys = generator.choices((1, 2, 3), weights=(30, 62, 8))[0]
        floors = tuple(f"{generator.randint(20, 140)}.{generator.randint(0, 99):02d}" for _ in range(storeys))
        structure = (generator.choice(_MATERIALS), generator.choice(_ROOFS), storeys)
        building = lot if not number else (*lot, number + 1)
        self._put(
            Thing(
                "",
                True,
                ground,
                hamlet,
                lot,
                building,
                generator.choice(_USES),
                "",
                structure,
                floors,
                owners,
            )
        )

    def _put(self, thing: Thing) -> None:
        thing.asset_id = f"{'H' if thing.house else 'L'}{len(self.things) + 1:07d}"
        self.things.append(thing)

    def asset_rows(self) -> Iterator[dict[str, str]]:
        """Assets as the ledger writes them: each municipality in its own way, and not always so."""
        generator = random.Random(self.order.seed + 1)
        writer = Writer(generator)
        styles: dict[str, tuple[bool, bool, bool]] = {}
        for thing in self.things:
            code = thing.ground.code
            style = styles.setdefault(
                code, (generator.random() < 0.5, generator.random() < 0.5, generator.random() < 0.3)
            )
            town = thing.ground.formal if style[0] != (generator.random() < 0.02) else thing.ground.town
            # A 小字 may be missing only where the lot is found without it.
            blank = generator.random() < 0.05 and not thing.ground.restarts
            hamlet = "" if blank or not thing.hamlet else f"字{thing.hamlet}" if style[1] else thing.hamlet
            material, roof, storeys = thing.structure
            yield {
                "asset_id": thing.asset_id, "kind": "家屋" if thing.house else "土地",
                "municipality_code": code[:5] if style[2] else code, "town": town, "koaza": hamlet,
                "lot": writer.lot(thing.lot) if generator.random() < 0.3 else "-".join(map(str, thing.lot)),
                "building_number": _building_number(thing.building),
                "land_category": "" if thing.house else thing.category, "area_m2": thing.area,
                "use": thing.category if thing.house else "",
                "structure": writer.structure(material, roof, storeys) if thing.house else "",
                "floor_areas": writer.floors(thing.floors) if thing.house else "",
                "owner_ids": ";".join(f"O{owner + 1:07d}" for owner in thing.owners),
            }  # fmt: skip

    def owner_rows(self) -> Iterator[dict[str, str]]:
        """Owners as the ledger writes them."""
        generator = random.Random(self.order.seed + 2)
        writer = Writer(generator)
        for number, body in enumerate(self.bodies):
            old = generator.random() < 0.03
            form = (
                {"株式会社": "㈱", "有限会社": "㈲"}.get(body.form, body.form)
                if generator.random() < 0.3
                else body.form
            )
            corporate = replace(body, form=form).name if body.corporate else ""
            yield {
                "owner_id": f"O{number + 1:07d}",
                "family_name": "" if body.corporate else in_old_kanji(body.family) if old else body.family,
                "given_name": "" if body.corporate else in_old_kanji(body.given) if old else body.given,
                "corporate_name": corporate,
                "name_kana": f"{body.family_kana} {body.given_kana}" if body.born else "",
                "address": writer.address(body.home, full=False),
                "birth_date": body.born.isoformat() if body.born else "", "died_on": body.died,
            }  # fmt: skip

    # --- notices -----------------------------------------------------------------------------------

    def notices(self) -> list[Draft]:
        """Notices, each about another asset but for a few that follow each other."""
        order, generator = self.order, self.generator
        chosen = generator.sample(range(len(self.things)), min(order.notices, len(self.things)))
        drafts: list[Draft] = []
        for number, place in enumerate(chosen, start=1):
            thing = self.things[place]
            self.writer.mistakes = []
            draft = self._notice(thing)
            if generator.random() < order.traps:
                draft = generator.choice(TRAPS)(self, thing, draft)
            draft.row["notice_id"] = f"N{number:07d}"
            draft.mistakes = self.writer.mistakes
            drafts.append(draft)
        dead = {f"O{number + 1:07d}" for number, body in enumerate(self.bodies) if body.died}
        for draft in drafts:
            if draft.expected == "matched" and dead & {draft.giver, draft.owner_id}:
                draft.expected, draft.case = "review", "宛名が死亡"
        generator.shuffle(drafts)
        return drafts

    def _notice(self, thing: Thing) -> Draft:
        events = _EVENTS_OF_HOUSES if thing.house else _EVENTS_OF_LAND
        event = self.generator.choices(list(events), weights=list(events.values()))[0]
        day = date(2024, 4, 1) + timedelta(days=self.generator.randint(0, 360))
        row = self._about(thing, event, day)
        owner = thing.owners[0] if self.generator.random() < 0.8 else self.generator.choice(thing.owners)
        draft = Draft(row, "matched", thing.asset_id, f"O{owner + 1:07d}", event)
        if event == "所有権移転":
            self._transfer(draft, thing, owner)
        elif event == "新築":
            self._built(draft, thing, owner)
        elif event in ("住所変更", "氏名変更"):
            self._changed(draft, event, owner)
        else:
            row["owner_name"] = self.writer.name(self.bodies[owner])
            row["owner_address"] = self._address_of(owner)
        return draft

    def _about(self, thing: Thing, event: str, day: date) -> dict[str, str]:
        generator, writer = self.generator, self.writer
        # Where lots begin anew in each 小字, nobody can tell them apart without it: that is left out rarely.
        location = writer.location(thing.ground, thing.hamlet, without_hamlet=not thing.ground.restarts)
        lot = thing.lot
        row = {
            "received_on": format_wareki(day + timedelta(days=20)), "kind": "家屋" if thing.house else "土地",
            "event": event, "location": location, "lot_number": writer.lot(lot),
            "cause_date": self._day(day),
        }  # fmt: skip
        if thing.house:
            row["building_number"] = writer.lot(thing.building)
            row["use"] = thing.category
            row["structure"] = writer.structure(*thing.structure)
            row["floor_areas"] = writer.floors(thing.floors)
            if generator.random() < 0.15:
                row["location"], row["lot_number"] = location + wide("番地".join(map(str, lot))), ""
                writer.mistakes.append("所在に地番")
        else:
            row["land_category"] = thing.category
            row["area_m2"] = writer.area(thing.area) if generator.random() < 0.9 else ""
            if event == "地目変更":
                row["land_category"] = generator.choice([one for one in _CATEGORIES if one != thing.category])
            elif event in ("地積変更", "分筆", "合筆"):
                row["area_m2"] = f"{generator.randint(20, 3000)}.{generator.randint(0, 99):02d}"
        return row

    def _day(self, day: date) -> str:
        style = self.generator.random()
        if style < 0.6:
            return wide(format_wareki(day))
        if style < 0.8:
            return format_wareki(day)
        return day.isoformat() if style < 0.9 else f"R{day.year - 2018}.{day.month}.{day.day}"

    def _address_of(self, owner: int, moved: float = 0.08) -> str:
        """The address of an owner; sometimes one where the owner lived before."""
        if self.generator.random() < moved:
            self.writer.mistakes.append("前の住所")
            return self.writer.address(self.population.home(inside=True))
        return self.writer.address(self.bodies[owner].home)

    def _transfer(self, draft: Draft, thing: Thing, owner: int) -> None:
        row, generator, writer = draft.row, self.generator, self.writer
        draft.giver = draft.owner_id
        row["previous_owner_name"] = writer.name(self.bodies[owner])
        row["previous_owner_address"] = self._address_of(owner)
        if len(thing.owners) > 1:
            row["share"] = generator.choice(("２分の１", "2分の1", "１／２", "持分２分の１"))
        style = generator.random()
        others = [one for one in self.families[self.family_of[owner]] if one not in thing.owners]
        if style < 0.2 and others:
            new = generator.choice(others)
            draft.case += "：家族"
        elif style < 0.62:
            new = generator.randrange(len(self.bodies))
            draft.case += "：ほかの宛名"
        else:
            self._to_somebody_new(draft, style, owner)
            return
        if new in thing.owners:
            self._to_somebody_new(draft, 0.9, owner)
            return
        row["owner_name"] = writer.name(self.bodies[new])
        row["owner_address"] = writer.address(self.bodies[new].home)
        draft.owner_id = f"O{new + 1:07d}"
        self._about_namesakes(draft, new)

    def _to_somebody_new(self, draft: Draft, style: float, owner: int) -> None:
        _generator, writer = self.generator, self.writer
        old = self.bodies[owner]
        if style < 0.72 and not old.corporate:
            new = self.population.relative(old)
            known = {
                (self.bodies[one].family, self.bodies[one].given)
                for one in self.families[self.family_of[owner]]
            }
            if (new.family, new.given) in known:
                new = self.population.person(inside=False)
            draft.case += "：家族で新しい宛名"
        elif style < 0.76:
            new = self.population.somebody(inside=True)
            draft.case += "：市町村内で新しい宛名"
        else:
            new = self.population.somebody(inside=False)
            draft.case += "：外から新しい宛名"
        draft.row["owner_name"] = writer.name(new)
        draft.row["owner_address"] = writer.address(new.home)
        draft.owner_id = "new"

    def _about_namesakes(self, draft: Draft, owner: int) -> None:
        """Father and son of one name at one address: nobody can tell from a notice which of them it is."""
        body = self.bodies[owner]
        family = self.families[self.family_of[owner]]
        if sum(self.bodies[one].name == body.name for one in family) > 1:
            draft.expected, draft.case = "review", draft.case + "：同姓同名の親子"

    def _built(self, draft: Draft, thing: Thing, owner: int) -> None:
        number = (*thing.lot, self.generator.randint(5, 9))
        draft.asset_id = ""
        draft.row["building_number"] = self.writer.lot(number)
        draft.row["owner_name"] = self.writer.name(self.bodies[owner])
        draft.row["owner_address"] = self.writer.address(self.bodies[owner].home)
        self._about_namesakes(draft, owner)

    def _changed(self, draft: Draft, event: str, owner: int) -> None:
        row, writer, body = draft.row, self.writer, self.bodies[owner]
        if event == "住所変更":
            row["owner_name"] = writer.name(body)
            row["owner_address"] = writer.address(self.population.home(inside=self.generator.random() < 0.6))
            if self.generator.random() < 0.7:
                row["previous_owner_name"] = row["owner_name"]
                row["previous_owner_address"] = self._address_of(owner)
            return
        if body.corporate:
            new = replace(body, corporate=body.corporate + "ホールディングス")
        else:
            family, kana = self.population.family_name()
            new = replace(body, family=family, family_kana=kana)
        row["owner_name"] = writer.name(new)
        row["owner_address"] = row["previous_owner_address"] = writer.address(body.home)
        row["previous_owner_name"] = writer.name(body)
