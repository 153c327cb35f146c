"""A customer complains: taken without leaving the desk, followed until it is answered."""
