"""What is swept every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from madoguchi.core.jobs import app
from madoguchi.core.jobs.housekeeping import clear_sessions


@pytest.mark.django_db
def test_sessions_that_have_ended_are_deleted_and_the_others_stay() -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(hours=1)), ("going-on", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    clear_sessions(timestamp=0)
    assert [session.session_key for session in Session.objects.all()] == ["going-on"]


def test_the_worker_knows_the_nightly_jobs() -> None:
    app.perform_import_paths()
    assert {"jobs.clear_sessions", "forms.purge_expired_drafts", "forms.purge_expired_files"} <= set(
        app.tasks
    )
