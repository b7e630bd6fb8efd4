"""Tests of the pages, forms and sockets, driven through the whole application with a test client."""
