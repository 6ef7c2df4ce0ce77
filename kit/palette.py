"""The designed theme: every colour of charts and pages, for light, dark and print.

Charts are drawn in the light values; page SVG then names them (``var(--accent)``), and the page's
style sheet gives each name its value for screen and paper. Series colours keep their distance
under red and green blindness and differ in lightness, so that they survive grey printing. Only
the standard library is used: the publisher reads this room without loading a chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark", "print"]
MODES: tuple[Mode, ...] = ("light", "dark", "print")


@dataclass(frozen=True, slots=True)
class Colour:
    """One named colour; charts are drawn in `light`, so that each light value has one name."""

    name: str
    light: str
    dark: str
    print: str

    @property
    def var(self) -> str:
        """The colour as style sheets and page SVG write it.

        >>> COLOURS[0].var
        'var(--ink)'
        """
        return f"var(--{self.name})"

    def hex(self, mode: Mode = "light") -> str:
        """The value in one mode, as ``#rrggbb``."""
        return {"light": self.light, "dark": self.dark, "print": self.print}[mode]


COLOURS: tuple[Colour, ...] = (
    # Text and surfaces: two greys for text, two for lines, three grounds.
    Colour("ink", "#1c2127", "#e9e6df", "#000000"),
    Colour("muted", "#59616b", "#a3a9b3", "#3d3d3d"),
    Colour("rule", "#8b867a", "#6a7280", "#8a8a8a"),
    Colour("faint", "#e7e4dd", "#2b3038", "#dddddd"),
    Colour("paper", "#fbfaf7", "#14171c", "#fefefe"),
    Colour("panel", "#ffffff", "#1b1f26", "#ffffff"),
    Colour("band", "#e3e9f2", "#263449", "#e6e6e6"),
    # Judgement: blue against red, never green against red.
    Colour("good", "#0b6a7d", "#4fc3c7", "#0b5666"),
    Colour("bad", "#b3261e", "#ff8a73", "#9c1f18"),
    Colour("warn", "#8a6100", "#e0b340", "#6e4e00"),
    # Series, in the order in which they are given out; the first three also carry text.
    Colour("accent", "#1a4080", "#7fb0fa", "#1a4080"),
    Colour("accent2", "#b8350e", "#ec9433", "#b8350e"),
    Colour("accent3", "#17705f", "#3cdca6", "#17705f"),
    Colour("accent4", "#d468a1", "#c8609a", "#d468a1"),
    Colour("accent5", "#3590dc", "#c5e2fd", "#3590dc"),
    Colour("accent6", "#9b8814", "#f1dd58", "#9b8814"),
    Colour("accent7", "#6d4fae", "#736cd6", "#6d4fae"),
    Colour("accent8", "#47240f", "#ad5e22", "#47240f"),
    # Heat, from little to much; up to the fifth step text on it is ink, then paper.
    Colour("heat1", "#f0f4f9", "#202730", "#f4f4f4"),
    Colour("heat2", "#d7e4f4", "#283345", "#e4e9f0"),
    Colour("heat3", "#bad2ec", "#2f405a", "#c9d8ea"),
    Colour("heat4", "#9abde2", "#364e70", "#a8c4e2"),
    Colour("heat5", "#75a3d2", "#3e5b87", "#82acd6"),
    Colour("heat6", "#3c70a8", "#658dc9", "#3c70a8"),
    Colour("heat7", "#2b5991", "#81a6dd", "#2b5991"),
    Colour("heat8", "#1c4378", "#a2c0eb", "#1c4378"),
    Colour("heat9", "#142f5b", "#c6d9f6", "#142f5b"),
)

BY_NAME: dict[str, Colour] = {colour.name: colour for colour in COLOURS}
SERIES: tuple[str, ...] = (
    "accent",
    *(f"accent{number}" for number in range(2, 9)),
)
HEAT: tuple[str, ...] = tuple(f"heat{number}" for number in range(1, 10))

_NAME_OF_HEX = {colour.light: colour.name for colour in COLOURS}


def light(name: str) -> str:
    """The value in which charts are drawn.

    >>> light("accent")
    '#1a4080'

    Raises
    ------
    KeyError
        If the theme has no such colour.
    """
    return BY_NAME[name].light


def name_of(value: str) -> str:
    """The name behind a light value; empty if the theme does not hold it.

    >>> name_of("#1A4080"), name_of("#ff0000")
    ('accent', '')
    """
    return _NAME_OF_HEX.get(value.lower(), "")


def text_on(name: str) -> str:
    """Name of the text colour that can be read on a heat step in every mode.

    >>> text_on("heat2"), text_on("heat8")
    ('ink', 'paper')
    """
    return "ink" if HEAT.index(name) < 5 else "paper"


def declarations(mode: Mode) -> str:
    """The variables of one mode as style declarations, without braces.

    >>> declarations("light")[:14]
    '--ink:#1c2127;'
    """
    return "".join(f"--{colour.name}:{colour.hex(mode)};" for colour in COLOURS)


def css() -> str:
    """The theme as a style sheet: light by default, dark where the reader asks for it, print.

    Paper comes last, so that a reader in the dark prints black on white.
    """
    return (
        f":root{{color-scheme:light dark;{declarations('light')}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{{declarations('dark')}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{declarations('print')}}}}}\n"
    )
