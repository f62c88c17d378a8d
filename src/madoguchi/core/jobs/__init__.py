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
"""

from procrastinate.contrib.django import app

from madoguchi.core.jobs.running import run_jobs_until_idle, work

__all__ = ["app", "run_jobs_until_idle", "work"]
