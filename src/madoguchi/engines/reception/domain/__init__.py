"""What reception knows without Django: states, reasons, the order of calling."""
