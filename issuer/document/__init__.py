"""One attestation as a signed page of PDF: composed, drawn, sealed, read again."""
