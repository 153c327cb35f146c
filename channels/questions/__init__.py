"""What agents ask their team leader while a customer waits, and what the leader says."""
