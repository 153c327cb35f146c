"""What a channel says, said or will say to a certain reader on a certain day, and why."""
