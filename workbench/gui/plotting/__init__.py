"""Views on screen: one canvas that paints any `Drawing`, and the widget around it."""
