"""Private keys: where they are kept, and what they may sign."""
