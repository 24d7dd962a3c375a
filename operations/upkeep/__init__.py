"""What is done once a night, and what comes to its end."""
