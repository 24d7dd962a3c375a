"""Signed bytes of the register, opened and verified before they are used."""
