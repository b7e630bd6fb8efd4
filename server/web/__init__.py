"""Pages, forms and the push socket. Knows live, rooms and methods; nothing of RTP."""
