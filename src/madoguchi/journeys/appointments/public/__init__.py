"""The public zone: free times for a plan, booking, changing and cancelling by link, the waiting list."""
