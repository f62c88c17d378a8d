"""What a mailbox is; no Django here."""
