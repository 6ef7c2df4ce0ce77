"""Names beside points: each where neither another name nor a point stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kit.charts.canvas import Align, Rise

_AWAY, _LINE, _POINT = 8.0, 14.0, 5.0
"""Distance of a name from its point, height of a line of text, and half a point's size."""


class Spot(NamedTuple):
    """Where a name stands: pixels from its point, and on which side of that place."""

    x: float
    y: float
    align: Align
    rise: Rise


class _Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


_SPOTS = (
    Spot(_AWAY, 0.0, "left", "center"),
    Spot(-_AWAY, 0.0, "right", "center"),
    Spot(0.0, _AWAY, "center", "bottom"),
    Spot(0.0, -_AWAY, "center", "top"),
    Spot(_POINT, _POINT, "left", "bottom"),
    Spot(-_POINT, _POINT, "right", "bottom"),
    Spot(_POINT, -_POINT, "left", "top"),
    Spot(-_POINT, -_POINT, "right", "top"),
)


def spots(
    points: Sequence[tuple[float, float]],
    widths: Sequence[float],
    room: tuple[float, float],
    others: Sequence[tuple[float, float]] = (),
    across: float | None = None,
) -> list[Spot | None]:
    """A place for each name inside the plot; None where there is none free.

    Parameters
    ----------
    points
        Places of the points to be named in pixels, the most important first.
    widths
        Width of each name.
    room
        Width and height of the plot.
    others
        Points without a name, to be kept clear too.
    across
        Height of a line over the whole plot that no name should stand on.

    Examples
    --------
    >>> [spot.align for spot in spots([(50, 50), (55, 50)], [30, 30], (200, 100))]
    ['right', 'left']
    """
    taken = [_around(one) for one in (*points, *others)]
    if across is not None:
        taken.append(_Box(0.0, across - 1, room[0], across + 1))
    found: list[Spot | None] = []
    for point, wide in zip(points, widths, strict=True):
        own = _around(point)
        free = None
        for spot in _SPOTS:
            box = _box(point, wide, spot)
            if _is_inside(box, room) and not any(box.meets(one) for one in taken if one != own):
                free = spot
                taken.append(box)
                break
        found.append(free)
    return found


def _around(point: tuple[float, float]) -> _Box:
    x, y = point
    return _Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT)


def _box(point: tuple[float, float], wide: float, spot: Spot) -> _Box:
    x, y = point[0] + spot.x, point[1] + spot.y
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[spot.align]
    bottom = y - {"bottom": 0.0, "center": _LINE / 2, "top": _LINE}[spot.rise]
    return _Box(left, bottom, left + wide, bottom + _LINE)


def _is_inside(box: _Box, room: tuple[float, float]) -> bool:
    return box.left >= 0 and box.bottom >= 0 and box.right <= room[0] and box.top <= room[1]
