"""The rules of the packs for staff to read: side by side, on any day, and as a picture."""
