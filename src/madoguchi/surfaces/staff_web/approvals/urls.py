"""Addresses of 電子決裁, below the municipality. No title and no name ever stands in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.surfaces.staff_web.approvals.views import document, drafting, figures, lists, papers, posts

app_name = "approvals"

_document = [
    path("", document.show, name="document"),
    path("act/", document.act, name="act"),
    path("edit/", drafting.edit, name="edit"),
    path("files/", drafting.attach, name="attach"),
    path("files/<uuid:part>/remove/", drafting.take_out_file, name="take-out-file"),
    path("papers/", drafting.add_paper, name="add-paper"),
    path("papers/<uuid:part>/remove/", drafting.take_out_paper, name="take-out-paper"),
    path("papers/<uuid:part>/back/", document.paper_back, name="paper-back"),
    path("versions/", document.versions, name="versions"),
    path("verify/", document.verify, name="verify"),
    path("record/", papers.record, name="record"),
    path("cover/", papers.cover, name="cover"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("A/<str:code>/", papers.by_code, name="by-code"),
    path("approvals/", lists.home, name="home"),
    path("approvals/mine/", lists.mine, name="mine"),
    path("approvals/decided/", lists.decided, name="decided"),
    path("approvals/scan/", papers.scan, name="scan"),
    path("approvals/about/cases/<uuid:case>/", lists.about_case, name="about-case"),
    path("approvals/new/", drafting.new, name="new"),
    path("approvals/paper/", drafting.register_paper, name="register-paper"),
    path("approvals/files/<uuid:uuid>/", papers.file, name="file"),
    path("approvals/reviews/<int:review>/", lists.review, name="review"),
    path("approvals/people/", posts.people_page, name="people"),
    path("approvals/people/<uuid:uuid>/end/", posts.end, name="end-holder"),
    path("approvals/absences/", posts.absences_page, name="absences"),
    path("approvals/absences/<uuid:uuid>/cancel/", posts.cancel, name="cancel-absence"),
    path("approvals/shares/", figures.shares_page, name="shares"),
    path("approvals/shares.csv", figures.shares_csv, name="shares-csv"),
    path("approvals/shares.pdf", figures.shares_pdf_page, name="shares-pdf"),
    path("approvals/<uuid:uuid>/", include(_document)),
]
