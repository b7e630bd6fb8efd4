"""Tests of the encryption in the browser, against an independent implementation in Python."""
