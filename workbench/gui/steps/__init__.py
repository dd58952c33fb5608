"""Worked steps on a card: matrices and mathematics that are painted, tiles of them, and the section they stand in."""
