"""Opening a file from a stranger in a child process that can do nothing else."""
