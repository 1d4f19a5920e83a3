"""What axe could not decide by itself and somebody has looked at: (rule, why) → what is seen there."""

from __future__ import annotations

CONTRAST = "color-contrast"

LOOKED_AT: dict[tuple[str, str], str] = {
    (
        CONTRAST,
        "bgOverlap",
    ): "The skip link waits above the page's top, bars stick over what scrolls, and shapes lie under "
    "words. All words are measured by faint, and on boards by hard_to_read.",
    (CONTRAST, "imgNode"): "Words inside a drawing: measured by faint, and on boards by hard_to_read.",
    (CONTRAST, "shortTextContent"): "A figure or a sign alone: measured by faint.",
    (CONTRAST, "pseudoContent"): "A long idea fades above the answers; the answers themselves stand on paper.",
    (CONTRAST, "elmPartiallyObscuring"): "The note in the bar, under which comments scroll: ink-2 on paper.",
    (CONTRAST, "elmPartiallyObscured"): "A table wider than a narrow board runs under its edge: measured by faint.",
    (CONTRAST, "bgImage"): "The chevron of a list to choose from, beside its words.",
    (
        "skip-link",
        "",
    ): "Once everything is answered, or a talk is open, the work it leads to is hidden and what is shown "
    "begins right after the bar.",
}
