"""Published figures, and what the kit finds: survival sets, CDNOW, small counts."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from fractions import Fraction

import pandas as pd

from kit.data.frames import completed, empty
from kit.estimates.small_counts import at_least, binomial
from kit.models import customer_value
from kit.window import Window
from tests.benchmarks.measured import ROOT, SHARED, Row, absent, has_shared_data

TESTS = "tests/models/test_reference.py"
CALIBRATION = Window(date(1997, 9, 30))
PUBLISHED = {
    **{"r": (0.243, 3), "alpha": (4.414, 3), "a": (0.793, 3), "b": (2.426, 3)},
    **{"p": (6.25, 2), "q": (3.74, 2), "gamma": (15.44, 2)},
}
"""Estimates of Fader, Hardie and Lee (2005) and of Fader and Hardie (2013), and their decimals."""
LIKELIHOOD = -9582.4
_CDNOW = ("CDNOW: BG/NBD, Gamma-Gamma", "printed digits; log-likelihood ± .1; fit < 1 s")


def reference_rows() -> list[Row]:
    """Survival sets by their tests, the others by their figures."""
    return [_survival(), _cdnow(), _small_counts()]


def _survival() -> Row:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TESTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1].strip("= ")
    return Row("survival sets", "to the printed digits", last, done.returncode == 0)


def _cdnow() -> Row:
    """The 1/10 sample, purchases of one day merged, in weeks, calibrated to September 1997."""
    if not has_shared_data():
        return absent(*_CDNOW)
    lines = (SHARED / "data" / "cdnow" / "CDNOW_sample.txt").read_text("utf-8").splitlines()
    rows = pd.DataFrame([line.split() for line in lines])
    day = pd.to_datetime(rows[2], format="%Y%m%d").astype("datetime64[us]")
    orders = pd.DataFrame(
        {
            "order_id": rows.index.astype("str"),
            "account_id": rows[1].astype("str"),
            "ordered_at": day,
            "amount": rows[4].astype("float64"),
            "kind": "sale",
        }
    )
    orders, nothing = completed(orders, "orders"), (empty("opportunities"), empty("contracts"))
    began = time.process_time()
    found = customer_value.fit(nothing[0], orders, nothing[1], CALIBRATION)
    spent = time.process_time() - began
    table = found.parameters[found.parameters["draw"].eq(0)].set_index("name")["value"]
    is_met = all(round(table[name], digits) == value for name, (value, digits) in PUBLISHED.items())
    likelihood = found.log_likelihood["buying"]
    said = " ".join(f"{name} {table[name]:.3f}" for name in PUBLISHED)
    return Row(
        *_CDNOW,
        f"{said}; {likelihood:.1f}; {found.customers:,} customers, {found.repeaters} repeaters; "
        f"{spent:.2f} s CPU",
        bool(is_met and abs(likelihood - LIKELIHOOD) <= 0.1 and spent < 1),
    )


def _small_counts() -> Row:
    chance = float(at_least(binomial(6, 1 / 3), 2))
    exact = Fraction(473, 729)
    return Row(
        "P(≥ 2 of 6 at 1/3)", "473/729", f"{chance:.9f}", bool(abs(chance - float(exact)) < 1e-9)
    )
