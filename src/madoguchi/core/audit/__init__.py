"""Who read or changed what, when and for what purpose; written once, and it shows tampering."""
