"""Whether a deployment works: each thing that can break, in a line with its remedy."""
