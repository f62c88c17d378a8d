"""Addresses of devices and kiosks, below the municipality. They hold secrets of machines and numbers, no
name.
"""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.kiosk.views import devices, linking, paper, printers, screen, tickets

app_name = "kiosk"

urlpatterns = [
    path("reception/devices/", devices.devices_page, name="devices"),
    path("reception/devices/new/", devices.make, name="device-new"),
    path("reception/devices/open/<slug:secret>/", linking.open_link, name="device-open"),
    path("reception/devices/<uuid:uuid>/", devices.device_page, name="device"),
    path("reception/devices/<uuid:uuid>/link/", devices.renew_link, name="device-link"),
    path("reception/devices/<uuid:uuid>/revoke/", devices.revoke, name="device-revoke"),
    path("reception/devices/<uuid:uuid>/printer/", printers.set_printer, name="printer"),
    path("reception/devices/<uuid:uuid>/printer/ask/", printers.ask, name="printer-ask"),
    path("reception/devices/<uuid:uuid>/printer/test/", printers.test, name="printer-test"),
    path("reception/<slug:hall>/kiosk/", screen.start, name="kiosk"),
    path("reception/<slug:hall>/kiosk/worker.js", screen.worker, name="worker"),
    path("reception/<slug:hall>/kiosk/printer/", paper.look_after, name="look-after"),
    path("reception/<slug:hall>/kiosk/take/", screen.take, name="take"),
    path("reception/<slug:hall>/kiosk/scan/", screen.scan, name="scan"),
    path("reception/<slug:hall>/kiosk/code/", screen.type_code, name="type-code"),
    path("reception/<slug:hall>/kiosk/number/<slug:follow>/", screen.number, name="number"),
    path("reception/<slug:hall>/kiosk/number/<slug:follow>/print/", paper.print_number, name="print"),
    path("reception/<slug:hall>/kiosk/number/<slug:follow>/ticket.png", paper.picture, name="picture"),
    path("reception/<slug:hall>/tickets/new/", tickets.new_page, name="ticket-new"),
    path("reception/<slug:hall>/tickets/<uuid:uuid>/", tickets.ticket_page, name="ticket"),
    path("reception/<slug:hall>/tickets/<uuid:uuid>/print/", tickets.print_again, name="ticket-print"),
    path("reception/<slug:hall>/tickets/<uuid:uuid>/picture.png", tickets.picture, name="ticket-picture"),
    path("reception/<slug:hall>/tickets/<uuid:uuid>/cancel/", tickets.cancel, name="ticket-cancel"),
    path("reception/<slug:hall>/tickets/<uuid:uuid>/reinstate/", tickets.reinstate, name="ticket-reinstate"),
]
