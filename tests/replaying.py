"""Replaying a conversation over real sockets, pipelined, as often as it takes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Self

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.conversation import Conversation
from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server

AT_ONCE = 20
"""People who send at a time where it may be cut off: so there is a middle to be cut off in."""


class Replay:
    """One conversation in one session. `first` keeps each action's first ack."""

    def __init__(self, server: Server, workshop: Workshop, conversation: Conversation) -> None:
        self.server, self.workshop, self.conversation = server, workshop, conversation
        self.tokens: dict[str, str] = {}
        self.actions: dict[str, list[Json]] = {person: [] for person in conversation.people}
        for person, ref, choice in conversation.votes:
            action = an_action(workshop.stage, "vote", idea=workshop.ideas[ref], choice=choice)
            self.actions[person].append(action)
        self.first: dict[str, Json] = {}
        self._phones: list[Phone] = []

    @classmethod
    async def of(cls, server: Server, workshop: Workshop, conversation: Conversation) -> Self:
        """With everybody joined."""
        replay = cls(server, workshop, conversation)
        people = [{"community": community} for community in conversation.people.values()]
        joined = await join(server, workshop.code, people)
        replay.tokens = {person: answer["token"] for person, answer in zip(conversation.people, joined, strict=True)}
        return replay

    async def everyone_sends(self, backwards: bool = False) -> dict[str, Json]:
        """All actions of everybody, each on one socket without waiting for acks → {id: ack}."""
        found: dict[str, Json] = {}
        async with AsyncExitStack() as hall:
            phones = {
                person: await hall.enter_async_context(Phone(self.server, token))
                for person, token in self.tokens.items()
                if self.actions[person]
            }
            sent = [
                await phones[person].sends(action)
                for person in phones
                for action in (reversed(self.actions[person]) if backwards else self.actions[person])
            ]
            for ack in await asyncio.wait_for(asyncio.gather(*sent), 60):
                found[ack["id"]] = ack
            if not backwards:
                for person, phone in phones.items():
                    assert phone.order == [action["id"] for action in self.actions[person]]
        return found

    def heard(self) -> int:
        """How many acks there are by now, those under way included."""
        return len(self.first) + sum(len(phone.order) for phone in self._phones)

    async def sends_until_cut_off(self) -> None:
        """Everybody sends what has no ack yet, until all is answered or the connection ends. Acks are kept."""
        self._phones.clear()
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._one_sends(person, turns) for person in self.tokens))
        acks = [frame["ack"] for phone in self._phones for frame in phone.frames if "ack" in frame]
        self._phones.clear()
        self.first |= {ack["id"]: ack for ack in acks}

    async def _one_sends(self, person: str, turns: asyncio.Semaphore) -> None:
        waiting = [action for action in self.actions[person] if action["id"] not in self.first]
        if not waiting:
            return
        try:
            async with turns, Phone(self.server, self.tokens[person]) as phone:
                self._phones.append(phone)
                sent = [await phone.sends(action) for action in waiting]
                await asyncio.wait(sent)
        except (ConnectionClosed, InvalidHandshake, OSError, EOFError, TimeoutError):
            pass  # cut off


def planned(organiser: Organiser, conversation: Conversation) -> Workshop:
    """A workshop with one open vote on all ideas of a conversation."""
    programme, ideas = organiser.programme(conversation.ideas)
    workshop = Workshop(organiser, organiser.session(programme, "vote"), ideas)
    workshop.turn("open")
    return workshop
