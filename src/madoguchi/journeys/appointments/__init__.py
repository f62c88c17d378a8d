"""Appointments at the counters: booked by residents, worked with by the office. Both zones run it."""
