"""Work of the desk that outlives a request."""
