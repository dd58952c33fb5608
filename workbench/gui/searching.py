"""Finding things by what somebody types: hyphens, spaces and case do not count, and titles come first."""

from __future__ import annotations


def spaced(text: str) -> str:
    """Words in small letters: `Low-rank` and `low_rank` are `low rank`."""
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split())


def found(text: str, *hay: str) -> bool:
    """Whether every word of the search occurs somewhere, or all of it where words are written as one."""
    whole = spaced(" ".join(hay))
    wanted = spaced(text)
    return all(word in whole for word in wanted.split()) or wanted.replace(" ", "") in whole.replace(" ", "")


def nearness(text: str, title: str, name: str, words: str) -> int:
    """How well a search names a thing, best first.

    Its very name or title, the beginning of one of their words, a part of them, all words in the title, another word.
    """
    wanted, called = spaced(text), (spaced(title), spaced(name))
    solid = wanted.replace(" ", "")
    ways = (
        solid in [each.replace(" ", "") for each in called],
        any(f" {wanted}" in f" {each}" for each in called),
        any(solid in each.replace(" ", "") for each in called),
        all(word in called[0] for word in wanted.split()),
        f" {wanted} " in f" {spaced(words)} ",
    )
    return ways.index(True) if True in ways else len(ways)
