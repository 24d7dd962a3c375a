"""From evidence to verdict; it cannot import the issuer's private keys."""
