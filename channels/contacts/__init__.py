"""One customer's matter at the desk, from the first question to its end."""
