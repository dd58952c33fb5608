"""The editor: a Qt model, delegate, headers and view over one variable of the workspace."""
