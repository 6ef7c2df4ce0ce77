"""What will happen: models fitted on the company's records, and how they did in the past.

Each part has a function that fits and gives a frozen result whose attributes are tidy frames or
arrays. `kit.prepare` calls them once per snapshot; with the whole company's records at hand an
analyst may fit again, with other factors or as of another day:

>>> from datetime import date
>>> from kit.data.frames import empty
>>> from kit.window import Window
>>> hazards.fit(empty("opportunities"), Window(date(2026, 1, 31)), factors=["product"]).state
'none'
"""

from kit.models import backtest, customer_value, forecast, hazards, win_probability

__all__ = ["backtest", "customer_value", "forecast", "hazards", "win_probability"]
