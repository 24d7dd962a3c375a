"""Another version of the program: tried on a copy, put in its place, and taken back if it fails."""
