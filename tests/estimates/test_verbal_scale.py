from __future__ import annotations

import numpy as np
import pytest

from kit.estimates.verbal_scale import WORDS, in_words


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.0, "very_unlikely"),
        (0.0999, "very_unlikely"),
        (0.10, "unlikely"),
        (0.3499, "unlikely"),
        (0.35, "about_even"),
        (0.65, "about_even"),
        (0.6501, "likely"),
        (0.8999, "likely"),
        (0.90, "very_likely"),
        (1.0, "very_likely"),
    ],
)
def test_every_edge_of_the_scale_is_where_it_is_said_to_be(chance, word):
    assert in_words(chance) == [word]


def test_words_rise_with_the_chance_and_no_chance_has_none():
    assert list(dict.fromkeys(in_words(np.linspace(0, 1, 101)))) == list(WORDS)
    assert in_words([np.nan, 0.5]) == ["", "about_even"]
