"""What is swept every night in every zone."""

from __future__ import annotations

from django.core.management import call_command

from madoguchi.core.jobs import app, in_japan


@app.periodic(cron=in_japan("47 3 * * *"))
@app.task(name="jobs.clear_sessions", queue="housekeeping", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Delete the sessions that have ended; `timestamp`: when the run was due, in seconds since 1970."""
    call_command("clearsessions")
