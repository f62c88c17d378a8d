"""The residents of a municipality: who lives where and with whom, found however a clerk types it."""
