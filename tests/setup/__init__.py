"""What surrounds the program: its packages, their licences, the ways in that the docs show."""
