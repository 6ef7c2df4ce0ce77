"""What the models find out in simulated worlds, whose truth is known."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.demo.worlds import MISSPECIFIED, TRUE, Workings, simulate
from kit.estimates import shrink_rates
from kit.models.backtest import SIMPLE, KitForecast, backtest, scores
from kit.window import Window
from tests.benchmarks.measured import Row

QUARTERS = 8
"""Quarters forecast in each world: with 16 teams and 3 seeds 384 team-quarters."""
PATHS = 500
LEVELS = (50, 80, 90)
RATE_WORLDS = 300
RATE_STRENGTHS = (30.0, 60.0, 120.0)
"""Opportunities that the common rate is worth: true rates differ by 9, 6 and 4 points then. In the
true world, where teams' effects on the log hazard differ by 0.25, it is some 70."""


class Job(NamedTuple):
    """A world and a seed."""

    workings: Workings
    seed: int


def recovered(seeds: list[int], jobs: int) -> list[Row]:
    """The truth recovered: coverage, bias, and the loss beside that of the best simple method."""
    teams = forecasts(TRUE, seeds, jobs)
    found = scores(teams).set_index("method")
    kit = found.loc["kit"]
    peer = best_peer(found)
    ratio = kit["pinball"] / found.loc[peer, "pinball"]
    name = f"recover the truth, {int(kit['n'])} team-quarters"
    covered = [kit[f"coverage_{level}"] for level in LEVELS]
    off = max(abs(share - level / 100) for share, level in zip(covered, LEVELS, strict=True))
    return [
        Row(
            f"{name}: coverage",
            "50, 80, 90 % ± 5 points",
            " ".join(f"{share:.1%}" for share in covered),
            bool(off <= 0.05),
        ),
        Row(f"{name}: bias", "± 5 %", f"{kit['bias']:+.1%}", bool(abs(kit["bias"]) <= 0.05)),
        Row(
            f"{name}: pinball",
            "≤ 0.85 × best simple peer",
            f"{ratio:.3f} × {peer} ({kit['pinball']:.3f} of bookings)",
            bool(ratio <= 0.85),
        ),
    ]


def misspecified(name: str, seeds: list[int], jobs: int) -> list[Row]:
    """How much is lost, and how honest intervals stay, where a model's assumption is wrong."""
    found = scores(forecasts(MISSPECIFIED[name], seeds, jobs)).set_index("method")
    kit, peer = found.loc["kit"], best_peer(found)
    ratio = kit["pinball"] / found.loc[peer, "pinball"]
    return [
        Row(
            f"misspecified, {name}",
            "≤ 1.1 × best simple peer, 80 % interval covers ≥ 70 %",
            f"{ratio:.3f} × {peer}, {kit['coverage_80']:.1%}, bias {kit['bias']:+.1%}",
            bool(ratio <= 1.1 and kit["coverage_80"] >= 0.70),
        )
    ]


def team_rates(seeds: list[int]) -> list[Row]:
    """Errors of shrunken win rates beside raw and pooled ones, at 30 to 60 opportunities a team."""
    errors = {
        (strength, way): np.sqrt(np.mean(np.square(np.concatenate(some))))
        for strength in RATE_STRENGTHS
        for way, some in _rate_errors(seeds, strength).items()
    }
    raw = [errors[one, "shrunken"] / errors[one, "raw"] for one in RATE_STRENGTHS]
    pooled = [errors[one, "shrunken"] / errors[one, "pooled"] for one in RATE_STRENGTHS]
    return [
        Row(
            "team win rates",
            "RMSE ≤ 0.85 × raw, ≤ complete pooling",
            f"{max(raw):.3f} × raw, {max(pooled):.3f} × pooled at worst",
            bool(max(raw) <= 0.85 and max(pooled) <= 1.0),
        )
    ]


def best_peer(found: pd.DataFrame) -> str:
    """The simple method of least loss among those that forecast all that was forecast."""
    n = found["n"].max()
    peers = [name for name in SIMPLE if name in found.index and found.loc[name, "n"] == n]
    return str(found.loc[peers, "pinball"].idxmin())


def forecasts(workings: Workings, seeds: list[int], jobs: int) -> pd.DataFrame:
    """Backtests of the teams over all seeds; an origin of another seed is another origin."""
    work = [Job(workings, seed) for seed in seeds]
    if jobs == 1:
        return pd.concat(map(_of_one, work))
    with ProcessPoolExecutor(jobs) as pool:
        return pd.concat(pool.map(_of_one, work))


def _of_one(job: Job) -> pd.DataFrame:
    history = simulate(job.workings, job.seed)
    found = backtest(
        history.tables,
        Window(history.as_of),
        KitForecast(PATHS),
        every=3,
        most=QUARTERS,
        seed=job.seed,
    )
    found = found[found["team"] != ""]
    return found.assign(origin=found["origin"].dt.strftime("%F") + f", seed {job.seed}")


def _rate_errors(seeds: list[int], strength: float) -> dict[str, list[np.ndarray]]:
    errors: dict[str, list[np.ndarray]] = {"raw": [], "shrunken": [], "pooled": []}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for _ in range(RATE_WORLDS):
            mean = rng.uniform(0.2, 0.6)
            teams = rng.integers(6, 31)
            truth = rng.beta(mean * strength, (1 - mean) * strength, teams)
            n = rng.integers(30, 61, teams)
            won = rng.binomial(n, truth)
            errors["raw"].append(won / n - truth)
            errors["shrunken"].append(shrink_rates(won, n).value - truth)
            errors["pooled"].append(won.sum() / n.sum() - truth)
    return errors
