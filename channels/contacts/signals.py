"""What contacts announce to whoever listens."""

from django.dispatch import Signal

# `contact`, `key` (of the answer that solved it, perhaps empty) and `at`; once a contact.
matter_solved = Signal()
