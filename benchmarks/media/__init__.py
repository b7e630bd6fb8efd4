"""Load on the media plane: Kring beside Janus and aiortc's MediaRelay, on the same packets. `make bench-media`."""
