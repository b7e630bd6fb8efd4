"""Tests of the media plane: tables of cases for its pure parts, real sockets and real browsers for the rest."""
