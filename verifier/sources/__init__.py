"""Other organisations' attestations: asked over HTTPS of the verifier that each of them runs."""
