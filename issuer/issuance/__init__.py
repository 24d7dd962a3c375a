"""From a plan to signed documents in the register."""
