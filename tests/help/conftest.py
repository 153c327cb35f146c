"""The public help pages of a small bank."""

from tests.open_bank import bank, bank_tables

__all__ = ["bank", "bank_tables"]
