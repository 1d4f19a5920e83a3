"""The figures of a whole sitting, as one table, each with its limit."""

from __future__ import annotations

from app.bench.results import Result, percentile

from .sittings import Sitting

LAG_LIMIT = 0.1
ASKING_AFTER = 0.2
"""Requests a phone after a reveal: what is shown is pushed, and only those ask whose own comment waits for a word."""


def figures(sitting: Sitting, before: dict[str, float], after: dict[str, float]) -> Result:
    """The table of what was measured. `before` and `after` are the server's own metrics."""
    table, waits = (
        Result(f"a whole sitting, {sitting.people} people, 2 boards, 2 consoles"),
        sitting.crowd.history.waits(),
    )
    table.add("join p95", percentile(sitting.joins, 0.95), "s", 2.0)
    table.add("answers saved", len(waits), "")
    table.add("ack p50", percentile(waits, 0.5) * 1e3, "ms")
    table.add("ack p99", percentile(waits, 0.99) * 1e3, "ms", 1500)
    for name, times in sitting.reached().items():
        table.add(f"{name}: 95% of phones see it", percentile(times, 0.95), "s", 1.0)
        table.add(f"{name}: 99% of phones see it", percentile(times, 0.99), "s", 2.0)
    delays = [delay for board in sitting.boards for delay in board.delays(sitting.crowd.history)]
    table.add("vote → board p50", percentile(delays, 0.5) * 1e3, "ms")
    table.add("vote → board p99", percentile(delays, 0.99) * 1e3, "ms")
    for name in ("reveal vote", "reveal rank"):
        table.add(
            f"requests a phone in the {sitting.quiet:g} s after {name}",
            sitting.requests[name] / sitting.people,
            "",
            ASKING_AFTER,
        )
    table.add("event loop lag p99, at most", lag(before, after) * 1e3, "ms", LAG_LIMIT * 1e3)
    table.add("most of it", after.get("loop_lag_most_seconds", 0.0) * 1e3, "ms")
    table.add("longest collector pause", after.get("collector_pause_most_seconds", 0.0) * 1e3, "ms")
    more = sitting.memory["everybody here"] - sitting.memory["a tenth here"]
    each, processes = more / (sitting.people - sitting.few), sitting.hall.server.workers
    table.add("memory a connection", each / 1024, "KB", 40)
    for name, size in sitting.memory.items():
        table.add(f"memory, {name}", size / 2**20, "MB", 350 * processes)
    return table


def lag(before: dict[str, float], after: dict[str, float], share: float = 0.99) -> float:
    """The upper edge of the bucket below which that share of the probes lies, in seconds; NaN where there were none."""
    name = "loop_lag_seconds"
    total = after[f"{name}_count"] - before.get(f"{name}_count", 0.0)
    if not total:
        return float("nan")
    edges = sorted(
        (float(key.split('"')[1]), after[key] - before.get(key, 0.0))
        for key in after
        if key.startswith(f"{name}_bucket")
    )
    return next((edge for edge, count in edges if count >= share * total), float("inf"))
