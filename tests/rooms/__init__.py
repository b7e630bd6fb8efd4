"""Tests of the room: people in seats holding a meeting."""
