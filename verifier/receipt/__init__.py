"""Reports of verification: one page for the officer's file, signed by the verifier's own key."""
