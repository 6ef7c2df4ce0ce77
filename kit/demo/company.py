"""Who and what the synthetic company is: teams, owners, products, stages, sources, messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Team:
    """A team and its share of the business.

    Attributes
    ----------
    share
        Share of all leads and opportunities.
    utc_offset
        Hours to add to UTC for the team's office clock.
    currencies
        Chances that an amount is in EUR, USD and GBP.
    sellers, agents
        Owners who have opportunities, and owners who only have cases.
    """

    region: str
    name: str
    share: float
    utc_offset: int
    countries: tuple[str, ...]
    currencies: tuple[float, float, float]
    sellers: tuple[str, ...]
    agents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transfer:
    """An owner who moves to `team` on `day`; an empty team means leaving the company."""

    owner: str
    day: date
    team: str = ""


@dataclass(frozen=True)
class Product:
    """A product; `recurring` ones are sold as contracts."""

    name: str
    family: str
    list_price: float
    share: float
    win_effect: float
    recurring: bool = False


@dataclass(frozen=True)
class Stage:
    """An open stage of the pipeline."""

    name: str
    phase: str
    probability: float


@dataclass(frozen=True)
class LeadSource:
    """Where leads come from.

    Attributes
    ----------
    conversion
        Logit of the chance that an ordinary lead, answered at once, converts.
    quality
        Shift of the lead's latent quality, which its score shows.
    win_effect
        Added to the log hazard of winning.
    early_loss
        Factor on the hazard of losing in the first weeks.
    cost_per_lead
        Spend per lead, in the reporting currency.
    """

    name: str
    share: float
    conversion: float
    quality: float
    win_effect: float
    cost_per_lead: float
    early_loss: float = 1.0
    automatic_answer: bool = False


@dataclass(frozen=True)
class Message:
    """What is said to a lead, and the chance that a recipient answers by e-mail or call."""

    name: str
    email: float
    call: float


TEAMS: tuple[Team, ...] = (
    Team(
        "EMEA",
        "Iberia",
        0.232,
        1,
        ("Spain", "Portugal"),
        (0.97, 0.03, 0.0),
        (
            "Núria Puig",
            "Álvaro Ibáñez",
            "Inês Conceição",
            "Jordi Gómez",
            "Lucía Peña",
            "Marc Vidal",
        ),
        ("Marta Oliveira", "Pau Serra"),
    ),
    Team(
        "EMEA",
        "Italia",
        0.18,
        1,
        ("Italy",),
        (0.98, 0.02, 0.0),
        ("Niccolò D’Amico", "Chiara Ferri", "Paolo Rossi", "Giulia Costa", "Elena Dell’Orto"),
    ),
    Team(
        "EMEA",
        "DACH",
        0.23,
        1,
        ("Germany", "Austria", "Switzerland"),
        (0.93, 0.05, 0.02),
        ("Jürgen Groß", "Anke Müller", "Lukas Weiß", "Sabine Köhler", "Zoë Frei", "Tobias Lang"),
        ("Katrin Böhm",),
    ),
    Team(
        "EMEA",
        "Nordics",
        0.008,
        1,
        ("Sweden", "Norway", "United Kingdom"),
        (0.4, 0.1, 0.5),
        ("Åsa Lindström", "Søren Dahl"),
    ),
    Team(
        "Americas",
        "North",
        0.22,
        -5,
        ("United States", "Canada"),
        (0.08, 0.9, 0.02),
        ("Grace Hall", "Sean O’Brien", "Tyler Reed", "Renée Tremblay", "Maya Cole", "Owen Park"),
        ("Dana Fox",),
    ),
    Team(
        "Americas",
        "South",
        0.13,
        -4,
        ("Brazil", "Mexico", "Chile"),
        (0.35, 0.65, 0.0),
        ("João Araújo", "Ximena Núñez", "Beatriz Souza", "Iván Ríos"),
    ),
)

MANAGERS: tuple[tuple[str, str], ...] = (
    ("EMEA", "Helena Brandt"),
    ("Americas", "Ray Whitfield"),
)

JOINERS: tuple[tuple[str, date], ...] = (
    ("Lucía Peña", date(2024, 3, 1)),
    ("Zoë Frei", date(2025, 1, 1)),
    ("Pau Serra", date(2026, 6, 15)),
)

TRANSFERS: tuple[Transfer, ...] = (
    Transfer("Marc Vidal", date(2025, 1, 1), "DACH"),
    Transfer("Maya Cole", date(2025, 7, 1), "South"),
    Transfer("Paolo Rossi", date(2025, 11, 1)),
)

PRODUCTS: tuple[Product, ...] = (
    Product("Orbit 100", "Devices", 1_450.0, 0.22, 0.10),
    Product("Orbit 300", "Devices", 4_200.0, 0.20, 0.0),
    Product("Orbit 900 Pro", "Devices", 14_900.0, 0.10, -0.20),
    Product("Meridian Base", "Platform", 2_400.0, 0.20, 0.15, recurring=True),
    Product("Meridian Plus", "Platform", 7_200.0, 0.14, 0.0, recurring=True),
    Product("Atlas Suite", "Platform", 24_000.0, 0.05, -0.35, recurring=True),
    Product("Set-up & training", "Services", 980.0, 0.09, 0.05),
)

STAGES: tuple[Stage, ...] = (
    Stage("Prospecting", "early", 0.10),
    Stage("Qualification", "early", 0.20),
    Stage("Demonstration", "middle", 0.35),
    Stage("Proposal", "middle", 0.50),
    Stage("Negotiation", "late", 0.75),
)

SOURCES: tuple[LeadSource, ...] = (
    LeadSource("Website", 0.28, 0.35, 0.0, 0.0, 42.0, automatic_answer=True),
    LeadSource("Paid search", 0.22, -0.05, -0.3, -0.25, 95.0, automatic_answer=True),
    LeadSource("Trade fair", 0.13, 0.55, 0.1, 0.15, 160.0),
    LeadSource("Webinar", 0.12, 0.60, -0.1, -0.30, 55.0, early_loss=3.0, automatic_answer=True),
    LeadSource("Partner", 0.09, 0.75, 0.3, 0.30, 70.0),
    LeadSource("Referral", 0.07, 1.20, 0.6, 0.60, 8.0),
    LeadSource("Outbound", 0.09, -0.55, -0.2, -0.10, 60.0),
)

MESSAGES: tuple[Message, ...] = (
    Message("introduction", 0.10, 0.22),
    Message("case study", 0.17, 0.25),
    Message("price offer", 0.13, 0.30),
    Message("checking in", 0.05, 0.18),
    Message("questionnaire", 0.24, 0.20),
)
