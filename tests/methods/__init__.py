"""Tests of what a method is and how a meeting walks through it."""
