"""The public zone: answers become a signed text, a sealed letter, and something that can be followed."""
