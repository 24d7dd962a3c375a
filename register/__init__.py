"""The register: what was issued, its status and its documents."""
