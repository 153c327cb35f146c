"""All knowledge out of a base and into one: as a folder of Markdown, or as a workbook.

The base ↔ `records` (stock.py, plans.py, arriving.py) ↔ files (folders.py, workbooks.py). What may
stand where: docs/reference/exchange-format.md.
"""
