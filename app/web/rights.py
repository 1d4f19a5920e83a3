"""Who may do what: the one list. What is not listed nobody may do."""

from __future__ import annotations

NOBODY, PARTICIPANT, HELPER, GUEST = "nobody", "participant", "helper", "host by pass"
MEMBER, VIEWER, DRAFTER, HOST, ORGANISER = "member", "viewer", "drafter", "host", "organiser"
"""The kinds of people. Somebody signed in is at each address what they are in the programme that it names; where it
names none, or not one of theirs, a mere member. Who may do everything here is an organiser everywhere."""

ROLES = (ORGANISER, DRAFTER, HOST, VIEWER)
"""What somebody can be in a programme."""
ONE_SESSION = frozenset({HELPER, GUEST})
"""Those who came by a pass: what they may do, they may do in its session alone."""
KINDS = (NOBODY, PARTICIPANT, HELPER, GUEST, MEMBER, VIEWER, DRAFTER, HOST, ORGANISER)

ANYBODY = frozenset(KINDS)
PARTICIPANTS = frozenset({PARTICIPANT})
SIGNED_IN = frozenset({MEMBER, ORGANISER})
"""Whoever has an account, at an address that names no programme."""
READERS = frozenset({VIEWER, DRAFTER, HOST, ORGANISER})
DRAFTERS = frozenset({DRAFTER, ORGANISER})
PLANNERS = frozenset({HOST, ORGANISER})
HOSTS = PLANNERS | {GUEST}
HELPERS = HOSTS | {HELPER}
REVIEWERS = READERS | {GUEST}
ORGANISERS = frozenset({ORGANISER})

RIGHTS: dict[str, frozenset[str]] = {
    # looking
    "look: front page": ANYBODY,
    "look: health": ANYBODY,
    "look: schema": ANYBODY,
    "look: board": ANYBODY,
    "look: join page": ANYBODY,
    "look: own screen": ANYBODY,
    "look: published report": ANYBODY,
    "look: public page": ANYBODY,
    "look: gallery": ANYBODY,
    "look: own programmes": SIGNED_IN,
    "look: documentation": SIGNED_IN,
    "look: programmes": READERS,
    "look: outcomes": REVIEWERS,
    "look: console": HOSTS,
    "look: comments to check": HELPERS,
    "look: metrics": ORGANISERS,
    # coming in
    "sign in": ANYBODY,
    "sign out": ANYBODY,
    "use an invitation": ANYBODY,
    "use a pass": ANYBODY,
    "join": ANYBODY,
    # one's own account
    "own account": SIGNED_IN,
    "own tokens": SIGNED_IN,
    # taking part
    "take part": PARTICIPANTS,
    "remove own answers": PARTICIPANTS,
    "use a receipt code": ANYBODY,
    # telling a programme what matters
    "listen": ANYBODY,
    # planning
    "plan: programme": ORGANISERS,
    "plan: ideas": DRAFTERS,
    "plan: listening": DRAFTERS,
    "plan: shape": DRAFTERS,
    "plan: strategy": DRAFTERS,
    "plan: session": PLANNERS,
    "plan: run sheet": HOSTS,
    # looking after a programme, its people and its record
    "keep: programme": ORGANISERS,
    "keep: people": ORGANISERS,
    "look: record": ORGANISERS,
    # hosting
    "host: stages": HOSTS,
    "host: board": HOSTS,
    "host: comments": HELPERS,
    "host: people": HOSTS,
    "host: paper": HELPERS,
    "host: tables": HELPERS,
    "host: tickets": HOSTS,
    "host: helpers": HOSTS,
    # afterwards
    "conclude: draft": DRAFTERS,
    "conclude: export": ORGANISERS,
    "conclude: publish": ORGANISERS,
    "conclude: decide": ORGANISERS,
}

SCOPES: dict[str, frozenset[str]] = {
    "read": frozenset(
        {"look: own programmes", "look: documentation", "look: programmes", "look: outcomes", "look: console",
         "look: comments to check", "look: metrics"}
    ),
    "plan": frozenset(
        {"plan: programme", "plan: ideas", "plan: listening", "plan: shape", "plan: strategy", "plan: session",
         "plan: run sheet"}
    ),
    "host": frozenset(
        {"host: stages", "host: board", "host: comments", "host: people", "host: paper", "host: tables",
         "host: tickets", "host: helpers"}
    ),
    "export": frozenset({"conclude: draft", "conclude: export", "look: record"}),
    "publish": frozenset({"conclude: publish", "conclude: decide"}),
}  # fmt: skip
"""What a token may be limited to. What stands in none of them (people, tokens, keeping and deleting, one's own account)
takes a token without limits."""


def in_scope(right: str, scopes: frozenset[str] | None) -> bool:
    """Whether a token with these scopes reaches this right; None is without limits. What anybody may do needs none."""
    return scopes is None or RIGHTS[right] is ANYBODY or any(right in SCOPES.get(scope, ()) for scope in scopes)
