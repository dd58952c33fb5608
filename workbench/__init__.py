"""Matrix Workbench: linear algebra you can point at, see and trust."""

__version__ = "0.1.0"
