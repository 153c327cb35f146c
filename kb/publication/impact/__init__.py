"""What a change would do before it is approved: on every channel, to every answer it reaches."""
