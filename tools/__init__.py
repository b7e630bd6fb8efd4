"""What builds and checks Kring; nothing here is part of the running server."""
