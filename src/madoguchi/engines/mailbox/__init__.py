"""The mailbox of the public zone: sealed letters for the office, sealed answers for residents."""
