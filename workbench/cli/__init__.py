"""The commands that need no window, one a file, each with a `run` that takes its `Arguments`."""
