"""The admin's screens for documents that are taken apart."""
