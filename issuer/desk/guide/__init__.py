"""The coordinator's guide in each language of the desk; `issuer.desk.pages.guide` reads it."""
