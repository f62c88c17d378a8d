"""Addresses of devices and kiosks, below the municipality. They hold numbers and secrets of machines, no
name.
"""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.kiosk.views import devices, linking

app_name = "kiosk"

urlpatterns = [
    path("reception/devices/", devices.devices_page, name="devices"),
    path("reception/devices/new/", devices.make, name="device-new"),
    path("reception/devices/open/<slug:secret>/", linking.open_link, name="device-open"),
    path("reception/devices/<uuid:uuid>/", devices.device_page, name="device"),
    path("reception/devices/<uuid:uuid>/link/", devices.renew_link, name="device-link"),
    path("reception/devices/<uuid:uuid>/revoke/", devices.revoke, name="device-revoke"),
]
