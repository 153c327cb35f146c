"""The tables of reading."""

from kb.reading.tables import Confirmation, ReadVersion, RequiredReading, SeenChange, Shift

__all__ = ["Confirmation", "ReadVersion", "RequiredReading", "SeenChange", "Shift"]
