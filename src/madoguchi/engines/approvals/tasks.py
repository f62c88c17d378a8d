"""What happens after a file was attached: it is looked at for viruses."""

from __future__ import annotations

from madoguchi.core.attachments.keeping import SCAN_RETRY, scan_waiting
from madoguchi.core.jobs import app
from madoguchi.engines.approvals.actions.attaching import RecordFileScan


@app.task(name="approvals.scan_attachment", queue="scanning", retry=SCAN_RETRY)
def scan_approval_file(municipality_code: str, attachment: str) -> None:
    """Scan an attachment, unless it was scanned. Raises ScannerUnreachableError, and is tried again."""
    scan_waiting(RecordFileScan(), municipality_code, attachment)
