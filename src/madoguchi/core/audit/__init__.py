"""Who read or changed what, when and for what purpose; written once, never changed, and it shows tampering."""
