"""The truth of the synthetic CRM: every number that the simulation draws from.

`WORLD` is what `write` uses. Models and findings are checked against it, so all effects are
stated here and nowhere else: effects on hazards and chances are on the log and logit scales,
amounts in the reporting currency, spans in the unit that the name says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kit.demo import company
from kit.demo.problems import Problem


@dataclass(frozen=True)
class Arrivals:
    """How many leads come when.

    Attributes
    ----------
    growth
        Factor from one year to the next.
    months, weekdays
        Relative volume of January to December and of Monday to Sunday.
    """

    growth: float = 1.15
    months: tuple[float, ...] = (
        *(1.02, 1.05, 1.15, 1.04, 1.06, 0.98),
        *(0.86, 0.62, 1.10, 1.18, 1.10, 0.84),
    )
    weekdays: tuple[float, ...] = (1.2, 1.3, 1.25, 1.2, 1.0, 0.25, 0.2)


@dataclass(frozen=True)
class Closing:
    """Competing hazards of an open opportunity, per day, by its age in days.

    The hazards are linear between the `ages`. A stale opportunity has none: nobody closes it.

    Attributes
    ----------
    won, lost
        Hazard at each of the `ages` for an ordinary opportunity on an ordinary day.
    stale
        Share of opportunities that never end.
    early_days
        Age up to which a source's `early_loss` acts.
    lost_per_won
        A win effect of x adds `lost_per_won` × x to the log hazard of losing.
    skill_sd
        Standard deviation of the owners' skill, an effect on the log hazard of winning.
    response_effect
        Effect on the log hazard of winning per ln(1 + hours) until the lead was answered.
    existing_customer
        Win effect for opportunities of existing customers.
    quarter_end
        Factor on the hazard of winning in the last `quarter_end_days` of a quarter.
    months
        Factor on the hazard of winning by month of the close.
    weekend
        Factor on both hazards on Saturdays and Sundays.
    """

    ages: tuple[int, ...] = (0, 10, 25, 45, 75, 110, 180, 365, 1100)
    won: tuple[float, ...] = (0.0002, 0.0007, 0.003, 0.0085, 0.0145, 0.0125, 0.0075, 0.004, 0.004)
    lost: tuple[float, ...] = (0.016, 0.022, 0.021, 0.014, 0.010, 0.008, 0.008, 0.010, 0.010)
    stale: float = 0.08
    early_days: int = 21
    lost_per_won: float = -0.5
    skill_sd: float = 0.30
    response_effect: float = -0.06
    existing_customer: float = 0.55
    quarter_end: float = 2.2
    quarter_end_days: int = 15
    months: tuple[float, ...] = (0.9, 1.0, 1.1, 1.0, 1.0, 1.05, 0.9, 0.65, 1.05, 1.05, 1.1, 1.2)
    weekend: float = 0.15


@dataclass(frozen=True)
class LeadFlow:
    """What happens to a lead.

    Attributes
    ----------
    quality_effect
        Effect of one standard deviation of latent quality on the logit of converting.
    response_effect
        Effect on the logit of converting per ln(1 + hours) until the first human answer.
    never_answered
        Logit of converting for leads that nobody answers.
    response_spread
        Standard deviation of the log of the response delay.
    prompt
        Share answered within minutes, whoever owns the lead.
    """

    quality_effect: float = 0.45
    response_effect: float = -0.22
    never_answered: float = -2.6
    response_spread: float = 1.1
    prompt: float = 0.10
    qualification_days: float = 2.0
    conversion_days: float = 3.0
    disqualified: float = 0.55
    converted_without_opportunity: float = 0.05
    unassigned: float = 0.008
    score_missing: float = 0.03
    rescored: float = 0.15


@dataclass(frozen=True)
class Origins:
    """Shares of opportunities that do not start with a lead; the rest do."""

    existing_customer: float = 0.14
    direct: float = 0.09
    not_started: float = 0.006
    unassigned: float = 0.004


@dataclass(frozen=True)
class Amounts:
    """Amounts around the list price, and how they change.

    Attributes
    ----------
    log_mean, log_sd
        Of the agreed amount ÷ list price.
    revised, agreed_at_close, zeroed_at_loss
        Shares whose amount changes on the way, when won, and to 0 when lost.
    """

    log_mean: float = -0.08
    log_sd: float = 0.22
    revised: float = 0.22
    revision_sd: float = 0.15
    agreed_at_close: float = 0.45
    zeroed_at_loss: float = 0.22
    missing_when_open: float = 0.08


@dataclass(frozen=True)
class Customers:
    """BG/NBD orders after the first, Gamma-Gamma values, contracts.

    Attributes
    ----------
    r, alpha_days
        Gamma shape and rate (days) of an account's order rate.
    a, b
        Beta parameters of the chance to drop out after an order.
    value_shape, value_prior_shape, value_share
        Gamma-Gamma p and q; re-orders have a mean of `value_share` × the first amount.
    cancel_per_month, expansion
        Monthly chance that a contract is cancelled; share of contracts that grow.
    """

    r: float = 0.8
    alpha_days: float = 190.0
    a: float = 0.8
    b: float = 2.8
    value_shape: float = 6.0
    value_prior_shape: float = 4.0
    value_share: float = 0.45
    refunded: float = 0.025
    cancelled: float = 0.015
    margin_mean: float = 0.42
    cancel_per_month: float = 0.018
    expansion: float = 0.12


@dataclass(frozen=True)
class Support:
    """Cases: how many, of what, how long they take.

    Attributes
    ----------
    per_year
        Cases that an account opens a year.
    categories
        Name, share, median hours to resolve, and yearly growth of the share.
    robot_days
        Days after the resolution at which a robot closes the case.
    """

    per_year: float = 1.1
    categories: tuple[tuple[str, float, float, float], ...] = (
        ("Delivery", 0.30, 30.0, 1.0),
        ("Installation", 0.22, 52.0, 0.9),
        ("Billing", 0.18, 16.0, 1.0),
        ("Log-in", 0.16, 5.0, 1.6),
        ("Defect", 0.14, 110.0, 1.1),
    )
    response_hours: float = 3.0
    spread: float = 0.9
    reopened: float = 0.09
    unresolved: float = 0.03
    robot_days: int = 14


@dataclass(frozen=True)
class Plans:
    """Targets per team and quarter: smooth bookings × `ambition` × noise of `spread`."""

    ambition: float = 1.05
    spread: float = 0.08
    round_to: float = 1_000.0


@dataclass(frozen=True)
class World:
    """The whole truth; `chunk` opportunities are simulated together, independently of others."""

    start: date = date(2023, 7, 1)
    as_of: date = date(2026, 6, 30)
    last_hour: int = 21
    chunk: int = 20_000
    pipeline: str = "Sales"
    currencies: tuple[str, str, str] = ("EUR", "USD", "GBP")
    rates: tuple[float, float, float] = (1.0, 0.92, 1.17)
    teams: tuple[company.Team, ...] = company.TEAMS
    managers: tuple[tuple[str, str], ...] = company.MANAGERS
    joiners: tuple[tuple[str, date], ...] = company.JOINERS
    transfers: tuple[company.Transfer, ...] = company.TRANSFERS
    products: tuple[company.Product, ...] = company.PRODUCTS
    stages: tuple[company.Stage, ...] = company.STAGES
    sources: tuple[company.LeadSource, ...] = company.SOURCES
    messages: tuple[company.Message, ...] = company.MESSAGES
    arrivals: Arrivals = field(default_factory=Arrivals)
    leads: LeadFlow = field(default_factory=LeadFlow)
    origins: Origins = field(default_factory=Origins)
    closing: Closing = field(default_factory=Closing)
    amounts: Amounts = field(default_factory=Amounts)
    customers: Customers = field(default_factory=Customers)
    support: Support = field(default_factory=Support)
    plans: Plans = field(default_factory=Plans)
    orphans_per_chunk: int = 2
    problems: tuple[Problem, ...] = ()


WORLD = World()
