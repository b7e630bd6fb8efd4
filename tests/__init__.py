"""The tests mirror server/: every module has its test file."""
