"""Devices that stand in a hall: nobody signs in at them, and they see numbers only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.reception.domain.devices import DeviceKind, Printer, PrinterState


class Device(TenantModel):
    """A kiosk or a display of one hall.

    `link_digest` is the digest of a link that lets a browser become this device, once, until `link_until`;
    `key_digest` that of the key which the browser keeps from then on. `printer` is `Printer.to_json()`.
    `last_seen_at` is written at most once a minute.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("端末の番号", editable=False)
    hall = models.CharField("待合", max_length=60)
    kind = models.CharField("種類", max_length=10, choices=[(one.value, one.label) for one in DeviceKind])
    name = models.CharField("名前", max_length=60)
    link_digest = models.BinaryField("リンクの照合値", max_length=32, null=True, blank=True)
    link_until = models.DateTimeField("リンクの期限", null=True, blank=True)
    key_digest = models.BinaryField("鍵の照合値", max_length=32, null=True, blank=True)
    opened_at = models.DateTimeField("つないだ日時", null=True, blank=True)
    last_seen_at = models.DateTimeField("最後に動いていた日時", null=True, blank=True)
    revoked_at = models.DateTimeField("止めた日時", null=True, blank=True)
    printer = models.JSONField("プリンター", default=dict)
    printer_state = models.CharField(
        "プリンターの状態",
        max_length=12,
        choices=[(one.value, one.label) for one in PrinterState],
        default=PrinterState.UNKNOWN.value,
    )
    printer_checked_at = models.DateTimeField("プリンターを確かめた日時", null=True, blank=True)
    made_at = models.DateTimeField("登録した日時")
    made_by = models.CharField("登録した職員", max_length=80)
    made_by_name = models.CharField("登録した職員の名前", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "端末"
        ordering: ClassVar[list[str]] = ["hall", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "uuid"], name="reception_device_once"),
            models.UniqueConstraint(fields=["municipality_code", "link_digest"], name="reception_link_once"),
            models.UniqueConstraint(fields=["municipality_code", "key_digest"], name="reception_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def device_kind(self) -> DeviceKind:
        """The kind as a domain value."""
        return DeviceKind(self.kind)

    @property
    def own_printer(self) -> Printer:
        """The printer as a domain value."""
        return Printer.from_json(self.printer)

    @property
    def state_of_printer(self) -> PrinterState:
        """What the printer last said."""
        return PrinterState(self.printer_state)
