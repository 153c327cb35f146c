"""One sentence more: who gets which offer, and what came of it. What an offer says is written and
approved with all other knowledge (kb/authoring/offers.py)."""
