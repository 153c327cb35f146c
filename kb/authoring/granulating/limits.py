"""How much one document may hold: far more than people write, far less than does harm."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MAX_FILE = 20 * MEGABYTE
# What a packed file (DOCX, XLSX) may unpack to, and how often smaller than that it may be.
MAX_UNPACKED = 60 * MEGABYTE
MAX_XML = 16 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_XML_NODES = 400_000
MAX_TAGS = 60_000
MAX_DEPTH = 200
MAX_TEXT_FILE = 5 * MEGABYTE
MAX_ROWS = 10_000
MAX_ROW_NUMBER = 1_048_576
MAX_COLUMNS = 100
MAX_CELLS = 200_000
MAX_CELL = 20_000
MAX_BLOCKS = 20_000
