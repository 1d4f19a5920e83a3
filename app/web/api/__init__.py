"""The JSON doors: the machine contract's calls, one file an audience."""

from . import health, hosting, outcomes, paper, programmes, publishing, remarks, seating, taking_part

routers = [
    programmes.router,
    hosting.router,
    health.router,
    remarks.router,
    paper.router,
    seating.router,
    outcomes.router,
    publishing.router,
    taking_part.router,
]
