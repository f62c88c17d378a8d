"""What arriving knows without Django: which code was shown, and whether it is time."""
