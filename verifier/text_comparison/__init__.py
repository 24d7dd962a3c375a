"""What a page's visible text says against what was signed; pure, without any PDF library."""
