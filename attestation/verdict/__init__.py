"""From bytes, a policy and an instant to one of seven verdicts."""
