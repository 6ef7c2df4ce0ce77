"""Whose turn it is: in order, but never two large pages at once."""

from __future__ import annotations

import threading
import time

from kit.runner.line import LARGE, Line


def test_pages_are_handed_out_in_order_each_once() -> None:
    line = Line([5, 5, 5])
    assert [line.take() for _ in range(4)] == [0, 1, 2, None]


def test_smaller_pages_overtake_a_second_large_one() -> None:
    line = Line([LARGE, LARGE, 5, 5])
    assert [line.take() for _ in range(3)] == [0, 2, 3]
    line.leave(2)
    line.leave(0)
    assert line.take() == 1


def test_a_second_large_page_waits_for_the_first() -> None:
    line, taken = Line([LARGE, LARGE]), []
    assert line.take() == 0
    waiting = threading.Thread(target=lambda: taken.append(line.take()))
    waiting.start()
    time.sleep(0.1)
    assert taken == []
    line.leave(0)
    waiting.join(5)
    assert taken == [1]


def test_who_waits_is_sent_away_when_the_run_ends() -> None:
    line, taken = Line([LARGE, LARGE]), []
    line.take()
    waiting = threading.Thread(target=lambda: taken.append(line.take()))
    waiting.start()
    line.close()
    waiting.join(5)
    assert taken == [None]
