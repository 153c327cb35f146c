"""What is sent to one customer: kept before it is sent, tried again, and followed to its end."""
