"""The window. With `app`, the only package that knows Qt."""
