"""Chances in words, by a scale that is the same everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

WORDS = ("very_unlikely", "unlikely", "about_even", "likely", "very_likely")
"""Codes of the scale, in rising order."""


def in_words(chance: ArrayLike) -> list[str]:
    """Code of each chance on a fixed verbal scale; empty where it is not known.

    ``very_unlikely`` below 0.10, ``unlikely`` below 0.35, ``about_even`` up to 0.65, ``likely``
    below 0.90, ``very_likely`` from there.

    Examples
    --------
    >>> in_words([0.05, 0.35, 0.65, 0.9, float("nan")])
    ['very_unlikely', 'about_even', 'about_even', 'very_likely', '']
    """
    one = np.atleast_1d(np.asarray(chance, dtype=float))
    known = [np.isnan(one), one < 0.10, one < 0.35, one <= 0.65, one < 0.90]
    return [str(word) for word in np.select(known, ["", *WORDS[:-1]], WORDS[-1])]
