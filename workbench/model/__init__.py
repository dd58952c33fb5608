"""The document: matrices, edits, undo, certificates and errors. Knows no Qt and no computation."""
