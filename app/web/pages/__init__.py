"""The pages: one file an audience."""

from . import board, console, documentation, health, organiser, participant

page_routers = [health.router, documentation.router, participant.router, board.router, console.router, organiser.router]
