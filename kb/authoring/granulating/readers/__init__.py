"""One reader a format: bytes → blocks. Nothing here writes, fetches or runs anything."""
