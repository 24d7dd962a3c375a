"""Running all of a deployment's programs in one terminal."""
