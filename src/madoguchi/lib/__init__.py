"""Pure Python that knows nothing of Django: Japanese text and dates, sealing, QR codes."""
