"""A bank, for people who work behind the desk."""

from tests.open_bank import bank, bank_tables

__all__ = ["bank", "bank_tables"]
