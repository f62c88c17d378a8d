"""Bookings on the telephone, the day's list, one booking: /CODE/bookings/."""
