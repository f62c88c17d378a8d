"""The office: bookings on the telephone, the copy of the days to come, mails. Others keep the capacity."""
