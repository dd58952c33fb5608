"""Requests, the engine that answers them, and the runners that keep it away from the window."""
