"""The tables of a register."""
