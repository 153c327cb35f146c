"""What was asked, and what came of it: counted beside the library, grouped where nothing was
found, and made into knowledge by people (docs/how-to/misses.md)."""
