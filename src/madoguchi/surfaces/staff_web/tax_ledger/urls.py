"""Addresses of the tax ledger, below the municipality. They hold numbers made here, never a name."""

from __future__ import annotations

from django.urls import path

from madoguchi.surfaces.staff_web.tax_ledger.views import (
    assets,
    changes,
    files,
    layouts,
    notices,
    public,
    start,
)

app_name = "tax_ledger"

urlpatterns = [
    path("tax-ledger/", start.start_page, name="start"),
    path("tax-ledger/find/", assets.find_page, name="find"),
    path("tax-ledger/files/", files.files_page, name="files"),
    path("tax-ledger/files/take/", files.take, name="take"),
    path("tax-ledger/files/columns/<uuid:uuid>/", layouts.columns_page, name="columns"),
    path("tax-ledger/files/columns/<uuid:uuid>/drop/", layouts.drop, name="drop-held"),
    path("tax-ledger/files/columns/forget/", layouts.forget, name="forget-layout"),
    path("tax-ledger/files/<uuid:uuid>/", files.file_page, name="file"),
    path("tax-ledger/notices/", notices.notices_page, name="notices"),
    path("tax-ledger/notices/<uuid:uuid>/", notices.notice_page, name="notice"),
    path("tax-ledger/notices/<uuid:uuid>/decide/", notices.decide, name="decide"),
    path("tax-ledger/notices/<uuid:uuid>/dismiss/", notices.dismiss, name="dismiss"),
    path("tax-ledger/assets/<uuid:uuid>/", assets.asset_page, name="asset"),
    path("tax-ledger/assets/<uuid:uuid>/value/", assets.confirm_value, name="confirm-value"),
    path("tax-ledger/owners/<uuid:uuid>/", assets.owner_page, name="owner"),
    path("tax-ledger/owners/<uuid:uuid>/name/", assets.name_owner, name="name-owner"),
    path("tax-ledger/changes/", changes.changes_page, name="changes"),
    path("tax-ledger/changes.csv", changes.changes_file, name="changes-file"),
    path("tax-ledger/changes.pdf", changes.changes_paper, name="changes-paper"),
    path("tax-ledger/changes/<uuid:uuid>/", changes.change_page, name="change"),
    path("tax-ledger/changes/<uuid:uuid>/take-back/", changes.take_back, name="take-back"),
    path("tax-ledger/to-value/", assets.to_value_page, name="to-value"),
    path("tax-ledger/public/", public.public_page, name="public"),
    path("tax-ledger/public.csv", public.public_file, name="public-file"),
    path("tax-ledger/public.pdf", public.public_paper, name="public-paper"),
]
