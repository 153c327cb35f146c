"""What is known of the customer somebody speaks with, for as long as they speak."""
