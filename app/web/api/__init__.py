"""The JSON doors: the machine contract's calls, one file an audience."""

from . import hosting, outcomes, programmes, remarks, taking_part

routers = [programmes.router, hosting.router, remarks.router, outcomes.router, taking_part.router]
