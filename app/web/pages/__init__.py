"""The pages: one file an audience."""

from . import (
    board,
    console,
    console_paper,
    console_tables,
    documentation,
    health,
    organiser,
    participant,
    prints,
    rehearsal,
    shared_device,
    tickets,
)

page_routers = [
    health.router,
    documentation.router,
    participant.router,
    board.router,
    console.router,
    console_tables.router,
    console_paper.router,
    prints.router,
    rehearsal.router,
    tickets.router,
    shared_device.router,
    organiser.router,
]
