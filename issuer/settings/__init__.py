"""The settings of the issuer, one module for each section."""
