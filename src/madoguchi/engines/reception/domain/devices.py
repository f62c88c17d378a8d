"""What stands in a hall without anybody signed in: kinds of devices, and the printer beside one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Final

RAW_PORT: Final = 9100
"""Where receipt printers on a network listen."""

WIDTHS: Final = (80, 58)
"""The widths of paper in millimetres."""

_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE | re.ASCII)
_FILE = re.compile(r"/dev/(?:usb/)?lp[0-9]{1,2}", re.ASCII)


class DeviceKind(StrEnum):
    """What a device is for; it opens the pages of its kind and no others. Its page is called as its value."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    FACES = "faces"

    @property
    def label(self) -> str:
        """What staff call it."""
        return {"kiosk": "発券機", "display": "案内表示", "faces": "満足度の端末"}[self.value]


class PrinterWay(StrEnum):
    """How a ticket comes to paper."""

    NONE = "none"
    BROWSER = "browser"
    NETWORK = "network"
    FILE = "file"

    @property
    def label(self) -> str:
        """What staff read."""
        return {
            "none": "印刷しない（スマートフォンだけ）",
            "browser": "この端末のブラウザーで印刷する",
            "network": "ネットワークのプリンター",
            "file": "サーバーにつないだUSBプリンター",
        }[self.value]

    @property
    def is_driven(self) -> bool:
        """Whether the server itself talks to the printer, and so knows whether there is paper."""
        return self in (PrinterWay.NETWORK, PrinterWay.FILE)


class PrinterState(StrEnum):
    """What a printer says of itself, or that it says nothing."""

    UNKNOWN = "unknown"
    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    FAULT = "fault"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> str:
        """What staff read."""
        return {
            "unknown": "まだ確かめていません",
            "ready": "使えます",
            "paper_low": "用紙が残り少なくなっています",
            "paper_out": "用紙がありません",
            "cover_open": "カバーが開いています",
            "fault": "故障しています",
            "unreachable": "つながりません",
        }[self.value]

    @property
    def prints(self) -> bool:
        """Whether a ticket comes out."""
        return self in (PrinterState.READY, PrinterState.PAPER_LOW, PrinterState.UNKNOWN)


class PrinterRefusedError(ValueError):
    """プリンターの設定を読み取れません。"""


@dataclass(frozen=True, slots=True)
class Printer:
    """The printer of a device. `address` is `host` or `host:port`, or a device file of the server."""

    way: PrinterWay = PrinterWay.NONE
    address: str = ""
    width: int = 80

    @property
    def host(self) -> str:
        """The host of a network printer."""
        return self.address.rpartition(":")[0] or self.address

    @property
    def port(self) -> int:
        """The port of a network printer."""
        _, colon, port = self.address.rpartition(":")
        return int(port) if colon else RAW_PORT

    def to_json(self) -> dict[str, Any]:
        """As it is stored with the device."""
        return {"way": self.way.value, "address": self.address, "width": self.width}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Printer:
        """From what is stored; nothing stored is no printer."""
        return cls(
            PrinterWay(stored.get("way", PrinterWay.NONE)), stored.get("address", ""), stored.get("width", 80)
        )

    @classmethod
    def checked(cls, way: str, address: str, width: str) -> Printer:
        """From a form. Raises PrinterRefusedError, which says what is wrong and what to write."""
        if way not in set(PrinterWay):
            raise PrinterRefusedError("印刷のしかたを選んでください。")
        if width not in {str(one) for one in WIDTHS}:
            raise PrinterRefusedError("用紙の幅は、80mmか58mmを選んでください。")
        chosen, written = PrinterWay(way), address.strip()
        if chosen is PrinterWay.NETWORK:
            _check_network(written)
        elif chosen is PrinterWay.FILE and not _FILE.fullmatch(written):
            raise PrinterRefusedError("USBプリンターは「/dev/usb/lp0」のように書いてください。")
        return cls(chosen, written if chosen.is_driven else "", int(width))


def is_printers_place(address: str) -> bool:
    """Whether a printer may listen at an IP address: a host of the network, not this machine itself, not what
    answers in place of a network (metadata of a data centre), not many at once.

    >>> is_printers_place("192.0.2.10"), is_printers_place("127.0.0.1"), is_printers_place("169.254.169.254")
    (True, False, False)
    """
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return not (
        found.is_loopback
        or found.is_link_local
        or found.is_multicast
        or found.is_unspecified
        or int(found) == 0xFFFFFFFF
    )


def _check_network(address: str) -> None:
    host, colon, port = address.rpartition(":")
    if not colon:
        host, port = address, str(RAW_PORT)
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536) or not _is_host(host):
        raise PrinterRefusedError(
            "プリンターのアドレスは「192.0.2.10」か「192.0.2.10:9100」のように書いてください。"
        )


def _is_host(host: str) -> bool:
    try:
        return ip_address(host).version == 4
    except ValueError:
        labels = host.split(".")
        # What looks like a broken number is a slip of the pen, not a name.
        named = any(not label.isdigit() for label in labels)
        return named and len(host) <= 200 and all(_HOST_LABEL.fullmatch(label) for label in labels)
