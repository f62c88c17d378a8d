"""How one and the same lot, address and name are written: by the registry, by ledgers, and with mistakes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import jaconv

from madoguchi.lib.japanese.addresses.folding import in_kanji
from madoguchi_testing.ledgers.grounds import Ground
from madoguchi_testing.ledgers.people import Body, Home, in_old_kanji

_HYPHENS = "-－‐−ー―"


def wide(text: str) -> str:
    """Digits and letters in full width."""
    return str(jaconv.h2z(text, kana=False, ascii=True, digit=True))


class Writer:
    """Writes; notes each mistake that it makes in `mistakes`."""

    def __init__(self, generator: random.Random) -> None:
        self.generator = generator
        self.mistakes: list[str] = []

    def _happens(self, share: float, name: str) -> bool:
        if self.generator.random() >= share:
            return False
        self.mistakes.append(name)
        return True

    # --- places --------------------------------------------------------------------------------

    def location(self, ground: Ground, hamlet: str, *, without_hamlet: bool = True) -> str:
        """所在 as notices write it: 会津若松市門田町大字飯寺字村西."""
        town = ground.formal
        if ground.marked and self._happens(0.2, "大字なし"):
            town = ground.town
        elif not ground.marked and "町" not in ground.town[:-1] and self._happens(0.05, "大字あり"):
            town = f"大字{town}"
        written = ""
        if hamlet and not (without_hamlet and self._happens(0.06, "小字なし")):
            written = f"字{hamlet}"
            if self._happens(0.12, "字なし"):
                written = hamlet
            elif self._happens(0.03, "小字と書く"):
                written = f"小字{hamlet}"
        line = f"{self._municipality(ground)}{town}{written}"
        if self._happens(0.04, "旧字の地名"):
            line = in_old_kanji(line)
        if self._happens(0.04, "所在に空白"):
            line = line.replace(town, f"　{town}")
        return line

    def _municipality(self, ground: Ground) -> str:
        name = ground.municipality
        if ground.short != name and self._happens(0.15, "郡なし"):
            name = ground.short
        if self._happens(0.2, "都道府県あり"):
            name = ground.prefecture + name
        elif self._happens(0.02, "市町村なし"):
            name = ""
        return name

    def lot(self, lot: Sequence[int]) -> str:
        """地番 in one of its writings."""
        first, *branches = lot
        style = self.generator.random()
        if style < 0.35:
            return wide(f"{first}番地{'の'.join(map(str, branches))}")
        if style < 0.5:
            return wide(f"{first}番{'の'.join(map(str, branches))}")
        if style < 0.62:
            return f"{first}番地" + "".join(f"の{one}" for one in branches)
        if style < 0.8:
            return self.generator.choice(_HYPHENS).join(map(str, lot))
        if style < 0.88:
            return wide("-".join(map(str, lot)))
        if style < 0.94:
            return f"{in_kanji(first)}番" + "".join(f"の{in_kanji(one)}" for one in branches)
        return "の".join(map(str, lot))

    def address(self, home: Home, *, full: bool = True) -> str:
        """An address; `full` as the registry has it, with 大字 and 字, else as ledgers may have it."""
        ground, generator = home.ground, self.generator
        municipality = ground.municipality
        if generator.random() < (0.6 if full else 0.3):
            municipality = ground.prefecture + municipality
        elif not full and generator.random() < 0.15:
            municipality = ""
        town = ground.formal if generator.random() < (0.85 if full else 0.5) else ground.town
        hamlet = home.hamlet
        if hamlet:
            hamlet = f"字{hamlet}" if generator.random() < (0.85 if full else 0.5) else hamlet
            if generator.random() < 0.05:
                hamlet = ""
        numbers = (home.block, home.branch) if home.branch else (home.block,)
        style = generator.random()
        if style < 0.5:
            written = f"{home.block}番地" + (
                f"{'の' if style < 0.2 else ''}{home.branch}" if home.branch else ""
            )
        elif style < 0.9:
            written = generator.choice(_HYPHENS).join(map(str, numbers))
        else:
            written = f"{in_kanji(home.block)}番地" + (f"の{in_kanji(home.branch)}" if home.branch else "")
        if style < 0.9 and generator.random() < 0.5:
            written = wide(written)
        line = f"{municipality}{town}{hamlet}{written}"
        if home.building and generator.random() < 0.8:
            line += f"　{home.building}{wide(str(home.room))}号"
        return in_old_kanji(line) if generator.random() < 0.04 else line

    # --- names ---------------------------------------------------------------------------------

    def name(self, body: Body) -> str:
        """A name as notices write it: joined, with old kanji, with spaces, or in kana."""
        if body.corporate:
            return self._corporation(body)
        if self._happens(0.006, "かなだけ"):
            joined = f"{body.family_kana}　{body.given_kana}"
            return str(jaconv.kata2hira(joined)) if self.generator.random() < 0.5 else joined
        family, given = body.family, body.given
        if self._happens(0.15, "旧字"):
            family, given = in_old_kanji(family), in_old_kanji(given)
        if self._happens(0.25, "氏名に空白"):
            return family + self.generator.choice(("　", " ", "　　")) + given
        self.mistakes.append("姓と名がつながる")
        return family + given

    def _corporation(self, body: Body) -> str:
        form = body.form
        if form in ("株式会社", "有限会社") and self._happens(0.4, "法人の略記"):
            sign = form[0]
            form = self.generator.choice((f"（{sign}）", f"({sign})", {"株": "㈱", "有": "㈲"}[sign]))
        space = self.generator.choice(("", "", "　"))
        return f"{form}{space}{body.corporate}" if body.form_first else f"{body.corporate}{space}{form}"

    def slip(self, text: str) -> str:
        """One character of a name or place as something else."""
        self.mistakes.append("誤字")
        place = self.generator.randrange(len(text))
        other = self.generator.choice([one for one in "田中山川大太犬未末土士" if one != text[place]])
        return text[:place] + other + text[place + 1 :]

    # --- numbers and buildings -----------------------------------------------------------------

    def area(self, area: str) -> str:
        """An area as notices write it."""
        style = self.generator.random()
        if style < 0.4:
            return area
        if style < 0.6:
            return wide(area)
        if style < 0.75:
            return wide(area.replace(".", "："))
        if style < 0.9:
            return f"{area}㎡"
        return area.removesuffix(".00")

    def structure(self, material: str, roof: tuple[str, str], storeys: int) -> str:
        """構造: 木造かわらぶき２階建, or with the kanji of before 2005."""
        old = self._happens(0.3, "瓦葺")
        height = "平家建" if storeys == 1 else f"{storeys}階建"
        line = f"{material}{roof[old]}{height}"
        return wide(line) if self.generator.random() < 0.7 else line

    def floors(self, areas: Sequence[str]) -> str:
        """床面積 of each floor."""
        if len(areas) == 1 and self.generator.random() < 0.5:
            return wide(areas[0])
        style = self.generator.random()
        joint = "：" if style < 0.3 else "．" if style < 0.6 else "."
        return "　".join(
            wide(f"{floor}階 {area}").replace("．", joint) for floor, area in enumerate(areas, 1)
        )
