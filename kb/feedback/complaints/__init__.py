"""What customers complain of: taken at the desk, with one owner until it is answered."""
