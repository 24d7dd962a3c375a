"""From a few answers to a deployment with which papers can be issued and checked."""
