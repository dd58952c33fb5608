"""Widgets that know nothing of the model: they show plain data and say what was clicked."""
