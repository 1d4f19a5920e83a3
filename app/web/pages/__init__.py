"""The pages: one file an audience."""

from . import board, console, health, organiser, participant

page_routers = [health.router, participant.router, board.router, console.router, organiser.router]
