"""Whole meetings in real browsers, against a server started as a person starts it."""
