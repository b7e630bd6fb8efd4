"""Voice and video: packets in, packets out, never decoded. Knows seats and routes; no methods, roles or HTTP."""
