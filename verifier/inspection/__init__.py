"""Looking into an uploaded file: done by a limited child process, believed as little as it can."""
