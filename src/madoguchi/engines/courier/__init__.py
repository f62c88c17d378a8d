"""The courier of the office zone: fetches sealed letters, opens them once, sends answers."""
