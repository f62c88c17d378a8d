"""The words that stand beside the names of owners: titles, the dead, groups without a form."""

from __future__ import annotations

import re

TITLES = frozenset({
    "代表取締役", "代表取締役社長", "取締役", "取締役社長", "代表執行役", "代表社員", "業務執行社員",
    "職務執行者", "無限責任社員",
    "支配人", "清算人", "代表清算人", "破産管財人", "管財人", "更生管財人", "再生債務者",
    "代表理事", "理事長", "理事", "会長", "代表役員", "責任役員", "代表者", "組合長", "代表理事組合長",
    "区長", "自治会長", "町内会長",
    "総代", "住職", "宮司", "管理者", "市長", "町長", "村長", "知事", "支店長",
    "相続財産清算人", "相続財産管理人", "相続財産の清算人", "相続財産の管理人", "不在者財産管理人",
    "所有者不明土地管理人", "遺言執行者",
    "相続人", "相続人代表", "相続人代表者", "共同相続人", "被相続人",
    "成年後見人", "未成年後見人", "保佐人", "補助人", "親権者", "親権者父", "親権者母", "法定代理人",
    "特別代理人", "代理人", "納税管理人",
    "受託者", "委託者", "受益者", "信託受託者",
})  # fmt: skip
"""Titles of office, before a name or between the owner and who acts for it."""

LABELS = frozenset({
    "共有者", "所有者", "権利者", "登記権利者", "義務者", "登記義務者", "登記名義人", "名義人",
    "納税義務者", "届出人", "申請人", "氏名", "名称",
    "氏名又は名称",
})  # fmt: skip
"""What only says that an owner follows; a colon or a space stands behind it."""

DECEASED = ("亡", "故")

AFTER_NAMES = frozenset(
    {"様", "殿", "御中", "相続財産", "相続財産法人", "相続人代表者", "相続人代表", "相続人", "破産財団", "外"}
)

NO_NAMES = frozenset(
    {
        *DECEASED,
        *LABELS,
        "株式会社",
        "有限会社",
        "合同会社",
        "宗教法人",
        "(株)",
        "(有)",
        "なし",
        "不明",
        "不詳",
        "同上",
        "-",
    }
)
"""What stands where a name should and is none."""

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
    *_OF_THE_STATE.split(), *(f"{name}県" for name in _PREFECTURES.split()), "北海道", "東京都", "京都府",
    "大阪府",
})  # fmt: skip
"""The state, its ministries of today and before, the prefectures: owners without a form."""

GROUPS = re.compile(
    "(?:自治会|町内会|町会|部落|部落会|財産区|共有地|共有|入会|組合|講中|保存会|管理会|協議会|委員会|婦人会|青年団|消防団|老人会|振興会|後援会|同窓会"
    "|神社|神宮|大社|八幡宮|天満宮|稲荷|教会|会館|公民館|共有者一同|連合会|実行委員会|行政区|寺|院|講|区|会|組)$"
    "|^(?:大字|字)"
)
MAY_BE_PERSON = re.compile("(?:寺|院|会|組|区|講)$")
"""Endings that a short family name may have as well: 小野寺."""
