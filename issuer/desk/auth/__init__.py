"""Who may use the desk: signing in, second factors, roles."""
