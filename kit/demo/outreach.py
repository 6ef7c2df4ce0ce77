"""Outreach: what machine and owners send to leads, and how people react to it."""

from __future__ import annotations

import numpy as np

from kit.demo.columns import DAY, MISSING, Real, Whole
from kit.demo.people import Staff, offsets
from kit.demo.planting import sizes
from kit.demo.records import Leads, Touches, untouched
from kit.demo.season import end_of_history, office_moment, or_end, skewed
from kit.demo.world import World

CHANNELS = ("email", "call", "meeting", "visit")
EMAIL, CALL, MEETING, VISIT = range(4)
OUTCOMES = ("reached", "no_answer", "bounced", "auto_reply", "answered", "meeting_booked")
REACHED, NO_ANSWER, BOUNCED, AUTO_REPLY, ANSWERED, BOOKED = range(6)
_ATTEMPTS = 8
_ACKNOWLEDGEMENT = "acknowledgement"


def messages(world: World) -> tuple[str, ...]:
    """Names of the messages; the last one is what the machine sends."""
    return (*(item.name for item in world.messages), _ACKNOWLEDGEMENT)


def answer_chance(world: World, channel: Whole, message: Whole) -> Real:
    """Chance that a recipient answers an e-mail or a call with this message."""
    table = np.array([[item.email, item.call] for item in world.messages])
    return table[message, channel]


def acknowledgements(world: World, rng: np.random.Generator, leads: Leads) -> Touches:
    """The machine's immediate answers to web forms; they are no human touch."""
    machine = np.array([item.automatic_answer for item in world.sources])
    some = leads.take(machine[leads.source])
    return untouched(some.created + rng.integers(15, 90, some.size), some.owner).changed(
        lead=some.number,
        message=np.full(some.size, len(world.messages)),
        automatic=np.ones(some.size, bool),
    )


def attempts(world: World, people: Staff, rng: np.random.Generator, leads: Leads) -> list[Touches]:
    """Attempt after attempt until the lead answers, its fate is decided, or the owner gives up."""
    verdict = np.minimum(or_end(world, leads.converted), or_end(world, leads.disqualified))
    some = np.flatnonzero(leads.responded != MISSING)
    at = leads.responded[some]
    persistence = np.r_[people.persistence, 0.3][leads.owner]
    persistence = persistence * (1 - sizes(world, "effort_stops", leads.team, leads.created))
    rounds = []
    for _ in range(_ATTEMPTS):
        channel = (rng.random(some.size) < 0.45).astype(np.int64)
        message = rng.integers(0, len(world.messages), some.size)
        eager = np.where(leads.qualified[some] != MISSING, 1.8, 1.0)
        chance = np.minimum(answer_chance(world, channel, message) * eager, 0.9)
        outcome, responded = reaction(world, rng, channel, chance, at)
        rounds.append(
            untouched(at, leads.owner[some]).changed(
                lead=leads.number[some],
                channel=channel,
                message=message,
                outcome=outcome,
                responded=responded,
            )
        )
        again = (outcome != ANSWERED) & (outcome != BOOKED)
        again &= rng.random(some.size) < persistence[some]
        at = at + (skewed(rng, 2.5, 0.6, some.size) * DAY).astype(np.int64)
        at = office_moment(at, offsets(world)[leads.team[some]]) + rng.integers(0, 7000, some.size)
        again &= at < verdict[some]
        some, at = some[again], at[again]
    return rounds


def reaction(
    world: World, rng: np.random.Generator, channel: Whole, chance: Real, at: Whole
) -> tuple[Whole, Whole]:
    """Outcome of outbound e-mails and calls, and when the other side answered."""
    size = at.size
    dice, failed = rng.random(size), rng.random(size)
    answered = np.where(rng.random(size) < 0.25, BOOKED, ANSWERED)
    delivered = np.where(dice < chance, answered, REACHED)
    email = np.where(failed < 0.03, BOUNCED, np.where(failed < 0.08, AUTO_REPLY, delivered))
    call = np.where(failed < 0.42, NO_ANSWER, delivered)
    outcome = np.where(channel == EMAIL, email, np.where(channel == CALL, call, REACHED))
    later = at + (skewed(rng, 7.0, 1.2, size) * 3600).astype(np.int64) + 60
    later = np.where(channel == EMAIL, later, at)
    late = (outcome >= ANSWERED) & (later >= end_of_history(world))
    outcome = np.where(late, REACHED, outcome)
    return outcome, np.where(outcome >= ANSWERED, later, MISSING)


def inbound_touches(rng: np.random.Generator, leads: Leads) -> Touches:
    """What qualified leads send by themselves before they are qualified."""
    some = leads.take((leads.qualified != MISSING) & (leads.responded != MISSING))
    at = some.responded + ((some.qualified - some.responded) * rng.random(some.size)).astype(
        np.int64
    )
    return untouched(at, some.owner).changed(
        lead=some.number,
        channel=(rng.random(some.size) < 0.3).astype(np.int64),
        inbound=np.ones(some.size, bool),
    )
