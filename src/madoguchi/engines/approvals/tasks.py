"""What happens after a file was attached: it is looked at for viruses."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.attachments.scanning import verdict_on
from madoguchi.core.jobs import app
from madoguchi.engines.approvals.actions.attaching import RecordFileScan, ScannedFile
from madoguchi.engines.approvals.models import Attachment
from madoguchi.lib.attachments import ScanState


@app.task(
    name="approvals.scan_attachment",
    queue="scanning",
    # A scanner that is being updated is back in minutes; one that is broken is tried for days.
    retry=RetryStrategy(max_attempts=40, exponential_wait=3),
)
def scan_approval_file(municipality_code: str, attachment: str) -> None:
    """Scan an attachment, unless it was scanned. Raises ScannerUnreachableError, and is tried again."""
    with tenancy.municipality(municipality_code):
        row = Attachment.objects.filter(uuid=UUID(attachment), scan_state=ScanState.WAITING.value).first()
    if row is None:
        return
    verdict = verdict_on(bytes(row.content))
    context = Context(municipality_code, Actor.system("scanner"), purpose="添付のウイルス検査")
    run(RecordFileScan(), context, ScannedFile(row.uuid, verdict))
