"""Measure the rules of `kit.advice`: what was planted against what was said.

Run as ``python -m tests.benchmarks.findings --worlds 5``: for each size, so many pairs of companies
in which every problem is planted once, and companies without any. Limits were tuned on seeds
below 100 (``--tuning``); without it seeds are 100 and above, which tuning never saw.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from itertools import product
from typing import NamedTuple

import pandas as pd

from kit.demo.problems import Kind
from tests.benchmarks.planted import NAMES, RULES, SIZES, problem, said_of_teams, world

SIZE_NAMES = ("small", "middle", "large")
_FIRST_EVALUATION_SEED = 100


@dataclass
class Score:
    """Counts over all companies looked at.

    Attributes
    ----------
    planted, found
        Problems by kind and size, and those that the right rule spoke of.
    right, wrong
        Findings by rule that were planted, and those that were not.
    clean, loud
        Teams without a problem, and those of which anything was said.
    """

    planted: Counter[tuple[str, int]] = field(default_factory=Counter)
    found: Counter[tuple[str, int]] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    loud: int = 0

    def recall(self, size: int) -> float:
        """Share of the planted problems of a size that were found."""
        planted = sum(n for (_, of), n in self.planted.items() if of == size)
        return sum(n for (_, of), n in self.found.items() if of == size) / planted

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(
            **{
                item.name: getattr(self, item.name) + getattr(other, item.name)
                for item in fields(self)
            }
        )

    @property
    def precision(self) -> float:
        """Share of the findings that were planted; 1 where nothing was said."""
        right, wrong = self.right.total(), self.wrong.total()
        return right / (right + wrong) if right + wrong else 1.0

    @property
    def loud_share(self) -> float:
        """Share of the teams without a problem of which anything was said."""
        return self.loud / self.clean


class Look(NamedTuple):
    """One company: which problems are planted there, of which size, in teams from `shift` on."""

    kinds: tuple[Kind, ...]
    size: int
    seed: int
    shift: int


def scored(one: Look) -> Score:
    """Plant each problem of a company in a team of its own, and count what is said of all teams."""
    score, (kinds, size, seed, shift) = Score(), one
    names = [NAMES[(shift + number) % len(NAMES)] for number in range(len(kinds))]
    planted = dict(zip(names, kinds, strict=True))
    company = world(tuple(problem(name, kind, size) for name, kind in planted.items()))
    for name, said in said_of_teams(company, seed).items():
        rules = {one.rule for one in said}
        kind = planted.get(name)
        if kind is None:
            score.clean += 1
            score.loud += bool(rules)
            score.wrong.update(rules)
            continue
        score.planted[kind, size] += 1
        is_found = RULES[kind] in rules
        score.found[kind, size] += is_found
        score.right.update({RULES[kind]} & rules)
        score.wrong.update(rules - {RULES[kind]})
    return score


def looks(worlds: int, first_seed: int, sizes: tuple[int, ...] = (0, 1, 2)) -> list[Look]:
    """`worlds` pairs of companies of each size, and as many without a problem; a seed for each."""
    kinds = tuple(SIZES)
    half = (len(kinds) + 1) // 2
    planned = [
        (part, size, turn)
        for turn in range(worlds)
        for part, size in (*product((kinds[:half], kinds[half:]), sizes), ((), 0))
    ]
    return [
        Look(part, size, first_seed + number, turn)
        for number, (part, size, turn) in enumerate(planned)
    ]


def measure(companies: list[Look], jobs: int = 1) -> Score:
    """What is found in all these companies together."""
    if jobs == 1:
        return sum(map(scored, companies), Score())
    with ProcessPoolExecutor(jobs) as pool:
        return sum(pool.map(scored, companies), Score())


def table(score: Score) -> pd.DataFrame:
    """Found of planted by problem and size."""
    rows = {
        kind: [
            f"{score.found[kind, size]} of {score.planted[kind, size]}"
            for size in range(len(SIZE_NAMES))
        ]
        + [score.wrong[RULES[kind]]]
        for kind in SIZES
    }
    return pd.DataFrame.from_dict(rows, "index", columns=[*SIZE_NAMES, "said where not planted"])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tuning", action="store_true", help="seeds that limits were tuned on")
    asked = parser.parse_args()
    first = 0 if asked.tuning else _FIRST_EVALUATION_SEED
    score = measure(looks(asked.worlds, first), asked.jobs)
    print(table(score).to_string())
    for number, name in enumerate(SIZE_NAMES):
        print(f"recall, {name}: {score.recall(number):.2f}")
    print(f"precision: {score.precision:.2f}; wrong: {dict(score.wrong)}")
    print(f"teams without a problem: {score.clean}; anything said of {score.loud_share:.1%}")


if __name__ == "__main__":
    main()
