"""Somebody comes in: takes a number, shows a booking or a pre-application, and waits."""
