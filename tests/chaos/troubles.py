"""What goes wrong at the platforms, and how often."""

from __future__ import annotations

from fakes import discord, telegram
from fakes.faults import Plan, Rule, Trouble

GARBAGE = b'{"id": "1", \xff not what you want'


def of_telegram(seed: int) -> Plan:
    """A tenth of what is sent, a twentieth of the polls and of the calls to a webhook."""

    def fault(kind, **how):
        return lambda _: telegram.Fault(kind, **how)

    def failing(dice):
        return telegram.Fault(status=dice.choice((500, 502, 503, 504)), description="Internal Server Error")

    def flood(dice):
        return telegram.Fault(
            status=429, description="Too Many Requests", parameters={"retry_after": dice.randint(1, 2)}
        )

    short = [
        Trouble("reset", 3, fault("reset")),
        Trouble("garbage", 2, fault("garbage")),
        Trouble("failing", 3, failing),
    ]
    short.append(Trouble("flood", 3, flood))
    polls = [*short, Trouble("taken, line cut", 3, fault("reset", after=True))]
    polls.append(Trouble("taken, garbage said", 3, fault("garbage", after=True)))
    sends = [
        *short,
        Trouble("hang", 1, fault("hang")),
        Trouble("late", 2, lambda dice: telegram.Fault("late", seconds=dice.uniform(0.5, 3))),
        Trouble("taken, hang", 1, fault("hang", after=True)),
        Trouble("taken, line cut", 1, fault("reset", after=True)),
        Trouble("taken, failure said", 1, fault("error", status=502, after=True)),
        Trouble("taken, garbage said", 1, fault("garbage", after=True)),
    ]
    ways = [Trouble("late call", 2, lambda dice: telegram.Fault("late", seconds=dice.uniform(0.5, 3)))]
    ways.append(Trouble("call cut", 2, lambda dice: telegram.Fault("cut", seconds=dice.uniform(0.01, 0.2))))
    ways.append(Trouble("call told twice", 2, fault("twice")))
    rules = [Rule("^getUpdates$", 0.05, polls), Rule("^(send|edit|answer)", 0.1, sends), Rule("^deliver$", 0.05, ways)]
    return Plan(seed, rules)


def of_discord(seed: int) -> Plan:
    """A tenth of messages and of answers to interactions, and of what follows these."""

    def failing(dice):
        return discord.Fault(dice.choice((500, 502, 503, 504)))

    def flood(dice):
        after = dice.uniform(0.3, 1.5)
        body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
        return discord.Fault(429, body, {"Via": "1.1 fake"})

    sends = [
        Trouble("reset", 3, lambda _: discord.Fault(0)),
        Trouble("garbage", 2, lambda _: discord.Fault(200, garbage=GARBAGE)),
        Trouble("failing", 3, failing),
        Trouble("flood", 3, flood),
        Trouble("hang", 0.5, lambda _: discord.Fault(0, seconds=3600)),
        Trouble("late", 2, lambda dice: discord.Fault(200, seconds=dice.uniform(0.5, 2))),
        Trouble("taken, hang", 0.5, lambda _: discord.Fault(0, seconds=3600, after=True)),
        Trouble("taken, line cut", 1, lambda _: discord.Fault(0, after=True)),
        Trouble("taken, garbage said", 1, lambda _: discord.Fault(200, garbage=GARBAGE, after=True)),
    ]
    return Plan(
        seed, [Rule("^POST /(channels|interactions)", 0.1, sends), Rule("^[A-Z]+ /(channels|webhooks)", 0.1, sends)]
    )
