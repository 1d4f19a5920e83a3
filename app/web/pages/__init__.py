"""The pages: one file an audience."""

from . import health

page_routers = [health.router]
