"""The signed log of acts: written, and proved whole."""
