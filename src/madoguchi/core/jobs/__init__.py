"""Jobs: what must happen after a commit. A job deferred in a transaction is a row of it: the outbox.

A part keeps its jobs in a module `tasks.py` of its Django app, where they are found by themselves:

```python
from madoguchi.core.jobs import app

@app.task(name="handover.deliver", queue="handover", retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def deliver(municipality_code: str, record: str) -> None:
    with tenancy.municipality(municipality_code):
        ...
```

`deliver.defer(municipality_code=…, record=str(uuid))` inside an action makes the job part of its transaction.
The arguments are references, never personal data: the queue belongs to all municipalities together.

Periodic work at an hour says `cron=in_japan("37 3 * * *")`: the library counts in UTC.
"""

from procrastinate.contrib.django import app

from madoguchi.core.jobs.running import run_jobs_until_idle, work
from madoguchi.core.jobs.schedule import in_japan

__all__ = ["app", "in_japan", "run_jobs_until_idle", "work"]
