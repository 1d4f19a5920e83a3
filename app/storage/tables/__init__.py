"""The schema: a page for each noun, and all of its names here. Times are seconds since 1970 (UTC); ids are opaque
strings of at least 128 bits.

Who someone is and what they said stands only in rows that can be emptied: `participant`, `answer`, `comment`,
`suggestion`, `support` and `journal_content`. The lines of `journal` outlive them.
"""

from __future__ import annotations

from . import naming  # noqa: F401  (names are given as tables are made: this comes before them)
from .accounts import Account, ApiToken, Invitation, Membership, RecoveryCode, SignedIn, SignInLink, SignInTry
from .ideas import Idea, IdeaMerge, IdeaWording, KeptApart, Picture, Quote
from .listening import Contribution, ContributionTag, EqualityAnswer, Listening, Question
from .outcomes import DecisionRow, Look, OutcomeRow, Publication
from .processes import ProcessPresence
from .programmes import Framework, Programme, ProgrammeDeed, PublicPage
from .records import AuditLine, JournalContent, JournalLine
from .sessions import (
    Answer,
    CommentRow,
    Participant,
    SessionPass,
    StageIdeaRow,
    StageRow,
    StageTableRow,
    SuggestionRow,
    SupportRow,
    Ticket,
    WorkshopSession,
)
from .strategy import Section, Statement, StatementComment, StatementVersion, Story

__all__ = [
    "Account",
    "Answer",
    "ApiToken",
    "AuditLine",
    "CommentRow",
    "Contribution",
    "ContributionTag",
    "DecisionRow",
    "EqualityAnswer",
    "Framework",
    "Idea",
    "IdeaMerge",
    "IdeaWording",
    "Invitation",
    "JournalContent",
    "JournalLine",
    "KeptApart",
    "Listening",
    "Look",
    "Membership",
    "OutcomeRow",
    "Participant",
    "Picture",
    "ProcessPresence",
    "Programme",
    "ProgrammeDeed",
    "PublicPage",
    "Publication",
    "Question",
    "Quote",
    "RecoveryCode",
    "Section",
    "SessionPass",
    "SignInLink",
    "SignInTry",
    "SignedIn",
    "StageIdeaRow",
    "StageRow",
    "StageTableRow",
    "Statement",
    "StatementComment",
    "StatementVersion",
    "Story",
    "SuggestionRow",
    "SupportRow",
    "Ticket",
    "WorkshopSession",
]
