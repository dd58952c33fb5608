"""Worked steps: the textbook's algorithms, each a function from a problem to a derivation as data.

They work in exact fractions where the entries are exact, else in decimals (float64). They teach; the answers of the
catalog come from its routes.
"""
