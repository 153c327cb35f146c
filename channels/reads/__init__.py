"""How often each answer is read on each channel, by the day: for editors, not for accounts."""
