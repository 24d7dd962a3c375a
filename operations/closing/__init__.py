"""The last day of an organisation that issues: what outlives it is made, its keys are ended."""
