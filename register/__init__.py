"""What was issued, its status and its documents."""
