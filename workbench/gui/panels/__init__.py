"""The panels of the window: what I have, what I do, what came of it."""
