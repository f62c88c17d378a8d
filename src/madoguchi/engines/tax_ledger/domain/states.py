"""Where a notice, an asset and a file stand."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """What a file brings."""

    ASSETS = "assets"
    OWNERS = "owners"
    NOTICES = "notices"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"assets": "資産（土地・家屋）", "owners": "宛名", "notices": "登記済通知"}[self.value]


class NoticeState(StrEnum):
    """What has become of a notice."""

    RECEIVED = "received"
    ENTERED = "entered"
    WAITING = "waiting"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            "received": "突き合わせ待ち",
            "entered": "台帳に入れた",
            "waiting": "職員の確認待ち",
            "dismissed": "入れない",
        }[self.value]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything more."""
        return self in (NoticeState.ENTERED, NoticeState.DISMISSED)


class AssetState(StrEnum):
    """Whether a parcel or house is still there."""

    PRESENT = "present"
    MERGED = "merged"
    LOST = "lost"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"present": "現存", "merged": "合筆により閉鎖", "lost": "滅失", "withdrawn": "訂正により取消"}[
            self.value
        ]
