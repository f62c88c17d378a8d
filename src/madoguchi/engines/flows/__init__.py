"""Flows: steps of people and of the platform, one after the other, kept one by one."""
