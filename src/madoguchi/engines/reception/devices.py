"""Making devices, letting a browser become one, and knowing it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, NotAllowedError
from madoguchi.engines.reception.domain.devices import DeviceKind, Printer, PrinterState
from madoguchi.engines.reception.models import Device
from madoguchi.lib.japanese.text import remove_invisible
from madoguchi.lib.sealing.replies import generate_reply_secret
from madoguchi.lib.written_codes import ALPHABET, fold_written_code

MANAGE = "reception.manage"

LINK_HOURS: Final = 24
_LONGEST_NAME = 60
_SECRET_LENGTH = 25
_NOTED_AGAIN = timedelta(minutes=1)


class DeviceError(Exception):
    """端末についての誤りです。"""


class DeviceNotFoundError(DeviceError):
    """この端末は見つかりません。ほかの職員が止めたかもしれません。一覧で確かめてください。"""


class DeviceNameMissingError(DeviceError):
    """端末の名前を入れてください。置いてある場所がわかる名前にします（例：正面玄関の発券機）。"""


class DeviceLinkError(DeviceError):
    """このリンクは使えません。一度使ったか、期限が過ぎたか、止められています。端末の一覧で新しいリンクを作ってください。"""


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device to be made: the key of its hall, what it is for, and a name that tells where it stands."""

    hall: str
    kind: DeviceKind
    name: str


@dataclass(frozen=True, slots=True)
class OfDevice:
    """A device by its number."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class PrinterOf:
    """A device, and the printer that it gets."""

    uuid: UUID
    printer: Printer


@dataclass(frozen=True, slots=True)
class DeviceSecret:
    """A device with what opens it: a link's secret, or a browser's key. Told once, stored nowhere."""

    device: Device
    secret: str = field(repr=False)

    @property
    def uuid(self) -> UUID:
        """The number of the device."""
        return self.device.uuid


class MakeDevice(Action[NewDevice, DeviceSecret]):
    """Register a device and make its link. Raises DeviceNameMissingError."""

    name = "reception.make_device"
    permission = MANAGE
    subject_kind = "device"

    def perform(self, context: Context, given: NewDevice) -> DeviceSecret:
        """The row, without a key: a browser gets one through the link."""
        name = remove_invisible(given.name).strip()[:_LONGEST_NAME]
        if not name:
            raise DeviceNameMissingError(DeviceNameMissingError.__doc__)
        device = Device(
            uuid=uuid4(),
            hall=given.hall,
            kind=given.kind.value,
            name=name,
            made_at=context.now,
            made_by=context.actor.id,
            made_by_name=context.actor.told_name,
        )
        return _with_link(context, device)

    def details(self, given: NewDevice, result: DeviceSecret) -> Mapping[str, Any]:
        """Where and what."""
        return {"hall": given.hall, "kind": given.kind.value}


class RenewDeviceLink(Action[OfDevice, DeviceSecret]):
    """Another link for a device: the browser that was this device stays it until the link is opened.

    Raises DeviceNotFoundError.
    """

    name = "reception.renew_device_link"
    permission = MANAGE
    subject_kind = "device"

    def perform(self, context: Context, given: OfDevice) -> DeviceSecret:
        """The link before it is worth nothing from now on."""
        return _with_link(context, _locked(given.uuid))


class RevokeDevice(Action[OfDevice, Device]):
    """A device is one no more: it was stolen, or is not needed. Raises DeviceNotFoundError."""

    name = "reception.revoke_device"
    permission = MANAGE
    subject_kind = "device"

    def perform(self, context: Context, given: OfDevice) -> Device:
        """Key and link are forgotten, so that nothing brings it back."""
        device = _locked(given.uuid)
        device.revoked_at = context.now
        device.link_digest = device.key_digest = device.link_until = None
        device.save()
        return device


class SetPrinter(Action[PrinterOf, Device]):
    """Say which printer a device has. Raises DeviceNotFoundError."""

    name = "reception.set_printer"
    permission = MANAGE
    subject_kind = "device"

    def perform(self, context: Context, given: PrinterOf) -> Device:
        """What the printer before it said is forgotten."""
        device = _locked(given.uuid)
        device.printer = given.printer.to_json()
        device.printer_state, device.printer_checked_at = PrinterState.UNKNOWN.value, None
        device.save()
        return device

    def details(self, given: PrinterOf, result: Device) -> Mapping[str, Any]:
        """How it prints; the address says nothing of a person."""
        return given.printer.to_json()


DEVICE_COOKIE: Final = "madoguchi_device"
"""In which browsers keep the key of a device."""


class OpenDevice(Action[str, DeviceSecret]):
    """A browser opens the link and becomes the device: it gets a key, and the link is used up.

    Raises DeviceLinkError for a link that is used, late, unknown or of another municipality.
    """

    name = "reception.open_device"
    permission = None
    subject_kind = "device"

    def perform(self, context: Context, given: str) -> DeviceSecret:
        """Two browsers with one link: the first wins."""
        digest = _digest(context.municipality_code, "link", given)
        found = Device.objects.select_for_update().filter(
            link_digest=digest, link_until__gte=context.now, revoked_at=None
        )
        device = found.first() if digest else None
        if device is None:
            raise DeviceLinkError(DeviceLinkError.__doc__)
        secret = generate_reply_secret()
        device.key_digest = _digest(context.municipality_code, "key", secret)
        device.link_digest = device.link_until = None
        device.opened_at = device.last_seen_at = context.now
        device.save()
        return DeviceSecret(device, secret)


def link_is_open(municipality_code: str, secret: str) -> Device | None:
    """The device whose link this is, while it can be used; None otherwise."""
    digest = _digest(municipality_code, "link", secret)
    with tenancy.reading(municipality_code):
        found = Device.objects.filter(link_digest=digest, link_until__gte=clock.now(), revoked_at=None)
        return found.first() if digest else None


def device_of_key(municipality_code: str, key: str) -> Device | None:
    """The device of a browser's key; None for any other text, also for a key of another municipality.

    Notes that the device is there, once a minute.
    """
    digest = _digest(municipality_code, "key", key)
    if not digest:
        return None
    with tenancy.municipality(municipality_code):
        device = Device.objects.filter(key_digest=digest, revoked_at=None).first()
        if device is not None and _is_due(device.last_seen_at):
            device.last_seen_at = clock.now()
            device.save(update_fields=["last_seen_at"])
        return device


def devices_of(context: Context) -> tuple[Device, ...]:
    """All devices that were not revoked, by hall. Raises NotAllowedError."""
    _check(context)
    with tenancy.reading(context.municipality_code):
        return tuple(Device.objects.filter(revoked_at=None))


def device_for(context: Context, uuid: UUID) -> Device:
    """One device. Raises DeviceNotFoundError, NotAllowedError."""
    _check(context)
    with tenancy.reading(context.municipality_code):
        device = Device.objects.filter(uuid=uuid, revoked_at=None).first()
    if device is None:
        raise DeviceNotFoundError(DeviceNotFoundError.__doc__)
    return device


def kiosks_of(municipality_code: str, hall: str) -> tuple[Device, ...]:
    """The kiosks of a hall, for whoever looks after their printers."""
    return devices_in(municipality_code, hall, DeviceKind.KIOSK)


def devices_in(municipality_code: str, hall: str, *kinds: DeviceKind) -> tuple[Device, ...]:
    """The devices of these kinds that stand in a hall, for whoever works there."""
    with tenancy.reading(municipality_code):
        return tuple(Device.objects.filter(hall=hall, kind__in=[one.value for one in kinds], revoked_at=None))


def note_printer(device: Device, state: PrinterState) -> None:
    """Keep what a printer said of itself. A fact about a machine: nobody's data, so no audit entry."""
    device.printer_state, device.printer_checked_at = state.value, clock.now()
    with tenancy.municipality(device.municipality_code):
        Device.objects.filter(pk=device.pk, printer=device.printer).update(
            printer_state=state.value, printer_checked_at=device.printer_checked_at
        )


def actor_of(device: Device) -> Actor:
    """A device as the one who acts, in its municipality: it does what anybody may, and nothing else."""
    return Actor(
        kind="system",
        id=f"device:{device.uuid}",
        municipality_code=device.municipality_code,
        display_name=device.name,
    )


def _with_link(context: Context, device: Device) -> DeviceSecret:
    secret = generate_reply_secret()
    device.link_digest = _digest(context.municipality_code, "link", secret)
    device.link_until = context.now + timedelta(hours=LINK_HOURS)
    device.save()
    return DeviceSecret(device, secret)


def _locked(uuid: UUID) -> Device:
    device = Device.objects.select_for_update().filter(uuid=uuid, revoked_at=None).first()
    if device is None:
        raise DeviceNotFoundError(DeviceNotFoundError.__doc__)
    return device


def _digest(municipality_code: str, purpose: str, secret: str) -> bytes | None:
    """Of a secret of 125 bits, typed in any width and case: too many to try, so it needs no slowness."""
    typed = "".join(one for one in fold_written_code(secret[:100]) if one in ALPHABET)
    if len(typed) != _SECRET_LENGTH:
        return None
    return hashlib.sha256(f"madoguchi.device:{municipality_code}:{purpose}:{typed}".encode()).digest()


def _is_due(seen: datetime | None) -> bool:
    return seen is None or not timedelta(0) <= clock.now() - seen < _NOTED_AGAIN


def _check(context: Context) -> None:
    actor = context.actor
    elsewhere = actor.municipality_code not in (None, context.municipality_code)
    if elsewhere or not actor.may(MANAGE):
        raise NotAllowedError(NotAllowedError.__doc__)
