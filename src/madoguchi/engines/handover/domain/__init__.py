"""What is handed over and how an adapter answers; no Django here."""
