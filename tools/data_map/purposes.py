"""Why each table and column is there, whose it is, and how long it stays. A new column finds its words here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE, TELLERS, STAFF, NOBODY = "participants", "contributors", "staff", "nobody"
ANSWERS = "until taken back, or the programme's days are over, or the workshop is deleted"
WORDS = "until taken back, or the programme's days are over, or the programme is deleted"
WORK, WORKSHOP = "until the programme is deleted", "until the workshop or its programme is deleted"
LIFE = "life"

HOW_LONG = (
    ("Taken back", "by the person, with their phone or receipt code, at once; also when a host removes them"),
    ("The programme's days", "set with a programme, counted from its last workshop or contribution; none unless set"),
    ("Deleted", "with the workshop or the programme, by an organiser, in two steps"),
    ("Life", "as long as the database stands"),
)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a table holds, whose, and until when; `columns` has the words for those that COMMON does not fit."""

    what: str
    whose: str
    until: str
    columns: Mapping[str, str] = field(default_factory=dict)


COMMON = {
    "id": "tells one from another; made by chance",
    "programme": "which programme it belongs to",
    "session": "which workshop it belongs to",
    "stage": "which step it belongs to",
    "idea": "which idea it is about",
    "participant": "whose it is, by an id made by chance",
    "contribution": "which contribution it is about",
    "statement": "which statement it is about",
    "account": "whose it is",
    "position": "its place in the order",
    "number": "its place in the order",
    "name": "its name",
    "title": "its title",
    "at": "when",
    "who": "which organiser, host or link did it, by id",
    "why": "the reason an organiser gave",
    "created_at": "when it was made",
    "expires_at": "when it stops working",
    "used_at": "when it was used",
    "revoked_at": "when somebody ended it",
    "removed_at": "when it was taken away; it can be put back",
    "opened_at": "when it opened",
    "closes_at": "when it closes by itself",
    "closed_at": "when it closed",
    "state": "how far it has come",
    "hash": "a hash of the secret; the secret is not kept",
    "text": "its words",
    "ref": "the organiser's own key",
    "theme": "a heading it stands under",
    "detail": "the same in plain words",
    "easy_read": "the same in Easy Read",
    "translations": "the same in other languages, and a mark of the words each was made of",
    "other_ways": "addresses, a number and words for taking part without a phone, as the host gives them",
    "professions": "which professions it names",
    "commitments": "which commitments it serves",
    "version": "which change is the newest",
    "reason": "the reason given for how it was checked",
    "archived_at": "when it was put away",
    "phase": "planned, running or ended",
    "role": "what they may do",
    "kind": "which kind it is",
}

OF_TABLE: dict[str, Purpose] = {
    "account": Purpose("Somebody who signs in.", STAFF, LIFE, {
        "email": "signing in, and being known to colleagues", "name": "what colleagues call them",
        "password": "Argon2id with its salt; the password is not kept", "totp": "the second step's secret, sealed",
        "totp_step": "a code works once", "subject": "who they are to an outside provider",
        "disabled_at": "when they were shut out",
    }),
    "answer": Purpose("One answer of one person.", PEOPLE, ANSWERS, {
        "scale": "which scale of a rating", "value": "a choice, dots, a score, an order, or that they are done",
    }),
    "api_token": Purpose("A token for a program.", STAFF, LIFE, {
        "account": "who made it", "programme": "the one programme that it is for", "scopes": "which rights it has",
        "name": "what its maker calls it",
    }),
    "audit_line": Purpose("Who did or looked at what: ids and deeds, no words.", STAFF, LIFE, {
        "what": "the deed", "about": "the id of what it was about", "chain": "shows that lines were changed",
        "number": "lines without gaps",
    }),
    "comment": Purpose("A remark on an idea.", PEOPLE, ANSWERS, {
        "spotlight": "whether the board shows it large", "number": "which event brought it",
    }),
    "contribution": Purpose("What one person told a programme.", TELLERS, WORDS, {
        "number": "people speak of number 17", "question": "which question it answers",
        "community": "how they take part, if they said", "role": "their own word for who they are, if they said",
        "profession": "their profession, if they said", "area": "where they live or work, if they said",
        "may_quote": "whether their words may be shown", "source": "how it came", "source_name": "the event or file",
        "suggestion": "the suggestion in a workshop that it came from", "key": "nothing comes in twice",
        "flagged": "an organiser wants to come back to it", "receipt": "a hash of the receipt code",
    }),
    "contribution_tag": Purpose("A tag that an organiser gave.", TELLERS, WORDS, {"tag": "the tag"}),
    "decision": Purpose("What organisers decided about an idea.", STAFF, WORKSHOP, {
        "verdict": "keep, merge or drop", "merged_with": "the idea it joins", "reason": "why, in their words",
        "who": "the name they put to it",
    }),
    "equality_answer": Purpose("An optional answer about oneself, alone.", TELLERS, WORDS, {
        "question": "which question", "answer": "the answer; nothing leads from it to a person or their words",
        "day": "the day, no time",
    }),
    "framework": Purpose("The plan that a programme serves.", NOBODY, WORK),
    "idea": Purpose("An idea for change as it is worded now.", NOBODY, WORK, {
        "parked_at": "when it was put aside", "merged_into": "the idea that it became part of",
        "statement": "the strategy statement that it stands for",
    }),
    "idea_merge": Purpose("Two ideas that became one.", STAFF, WORK, {
        "kept": "the one that stays", "gone": "the other", "moved": "which quotes came over",
        "wording": "the wording before", "undone_at": "when it was undone",
    }),
    "idea_wording": Purpose("How an idea was worded over time.", STAFF, WORK, {"how": "made, reworded, merged …"}),
    "invitation": Purpose("A one-time link that gives a role.", STAFF, LIFE, {"email": "whom it is for"}),
    "journal": Purpose("That something happened in a workshop, without who or what.", NOBODY, WORKSHOP, {
        "key": "a salted hash of who sent it and its id: a retry counts once", "digest": "a salted hash of the content",
        "chain": "shows that lines were changed", "made": "the id of what it made",
    }),
    "journal_content": Purpose("What happened, and by whom.", PEOPLE, ANSWERS, {
        "salt": "without it the digest leads back to nothing", "content": "the event",
    }),
    "kept_apart": Purpose("Two ideas that look alike and are not one.", STAFF, WORK, {
        "one": "an idea", "other": "another idea",
    }),
    "listening": Purpose("A page where people tell a programme what matters.", NOBODY, WORK, {
        "code": "what its address ends in", "open": "whether it takes words now", "intro": "its first sentences",
        "equality": "which optional questions it asks",
    }),
    "look": Purpose("Who looked early, exported or published.", STAFF, WORKSHOP, {"what": "what they looked at"}),
    "membership": Purpose("What an account may do in a programme.", STAFF, WORK),
    "outcome": Purpose("A finished workshop's figures.", NOBODY, WORKSHOP, {
        "revision": "which is the newest", "reason": "why it was made", "hash": "shows that it was changed",
        "body": "figures and allowed comments; comments go with the programme's days unless they were published",
    }),
    "participant": Purpose("Somebody in a workshop.", PEOPLE, ANSWERS, {
        "community": "results by community", "profession": "who was heard, if they said",
        "channel": "phone, paper, shared or helped", "number": "the number on a paper ballot: double entry shows",
        "device": "a hash of the phone's secret: the same phone again", "receipt": "a hash of the receipt code",
        "muted": "whether a host stopped their comments", "simulated": "whether they are made up, in a rehearsal",
        "set_aside": "whether a host took them out of the counts", "read_back": "whether a paper ballot was checked",
        "joined_at": "when they joined",
    }),
    "picture": Purpose("An Easy Read picture of an idea.", NOBODY, WORK, {
        "media_type": "which kind of picture", "words": "what it shows, in words", "data": "the picture",
    }),
    "process_presence": Purpose("What a serving process says of itself.", NOBODY, "an hour", {
        "process": "which process", "started": "when it started", "here": "how many are connected",
        "away": "how many were lately", "seen_at": "when the database heard of it", "at": "what its clock said",
    }),
    "programme": Purpose("A piece of co-creation work.", NOBODY, WORK, {
        "notice": "what people are told before anything of theirs is kept", "keep_days": "how long words are kept",
    }),
    "programme_deed": Purpose("Who did what in a programme.", STAFF, WORK, {
        "what": "the deed", "about": "the id of what it was about",
    }),
    "public_page": Purpose("That a page is open to all.", STAFF, WORK, {"what": "which page", "about": "which idea"}),
    "publication": Purpose("That a report is public.", STAFF, WORKSHOP),
    "question": Purpose("What a programme asks.", NOBODY, WORK, {
        "hint": "a line below it", "asked": "whether it is asked now",
    }),
    "quote": Purpose("Where a quote starts and ends, without its words.", TELLERS, WORDS, {
        "starts": "the first letter's place", "ends": "the last letter's place",
    }),
    "recovery_code": Purpose("What stands in for the second step, once.", STAFF, LIFE),
    "section": Purpose("A part of the strategy draft.", NOBODY, WORK, {"intro": "its first sentences"}),
    "session": Purpose("A workshop.", NOBODY, WORKSHOP, {
        "code": "what people type to join", "secret": "what the QR code carries", "joining": "open or by ticket",
        "host_version": "the hosts' last deed", "shown_version": "the last change that everybody saw",
        "starts_at": "when it is planned", "started_at": "when it began", "ended_at": "when it ended",
        "handed_out": "how many paper ballots went out", "rehearsal_of": "what it is a rehearsal of",
        "locked": "whether nobody more can join", "comments_paused": "whether comments wait",
        "board": "what the board shows", "salt": "keeps the journal's hashes from being guessed",
        "chain": "the end of its journal's chain", "version": "the number of its last journal line",
    }),
    "session_pass": Purpose("A link by which somebody helps or hosts in one workshop.", STAFF, WORKSHOP, {
        "name": "what the host calls them; goes with the programme's days", "link": "a hash of the link",
        "cookie": "a hash of the browser's cookie",
    }),
    "sign_in_link": Purpose("A one-time link to sign in.", STAFF, LIFE),
    "sign_in_try": Purpose("A wrong password or code, or a way back that was used.", STAFF, "a quarter of an hour", {
        "about": "a hash of the address that was tried, or of a way back from a provider",
    }),
    "signed_in": Purpose("A browser where somebody is signed in.", STAFF, LIFE, {
        "browser": "its kind in words, to know it again", "seen_at": "when it was last used",
    }),
    "stage": Purpose("A step of a run sheet.", NOBODY, WORKSHOP, {
        "settings": "how it works", "plan": "which ideas it takes", "skipped": "whether it was left out",
        "paused_left": "what is left on a paused clock", "reasons": "why ideas moved, as a host noted it",
    }),
    "stage_idea": Purpose("An idea as it was worded when a step opened.", NOBODY, WORKSHOP),
    "stage_table": Purpose("People who rank together.", PEOPLE, ANSWERS, {
        "members": "who sits there", "scribe": "who writes", "tiers": "their order", "reasons": "their reasons",
        "handed_in": "whether they are done", "dealt": "whether seats were dealt", "number": "the table's number",
    }),
    "statement": Purpose("A sentence of the strategy draft.", NOBODY, WORK, {
        "section": "which part it stands in", "works_if": "what would make it work", "with_whom": "who would do it",
        "still_open": "what is still open", "next_review": "when it is looked at again",
        "ideas": "which ideas it rests on",
    }),
    "statement_comment": Purpose("What somebody who drafts said about a statement.", STAFF, WORK, {
        "settled_at": "when it was settled",
    }),
    "statement_version": Purpose("How a statement stood over time.", STAFF, WORK, {"content": "every field then"}),
    "story": Purpose("What became of an idea, told to those who said it.", STAFF, WORK, {
        "verdict": "doing it, working on it or not now",
    }),
    "suggestion": Purpose("An idea that somebody suggested.", PEOPLE, ANSWERS, {
        "merged_with": "the suggestion that says the same", "number": "which event brought it",
    }),
    "support": Purpose("That somebody agrees with a comment.", PEOPLE, ANSWERS, {"comment": "which comment"}),
    "ticket": Purpose("A ticket to join with.", PEOPLE, ANSWERS, {
        "community": "whom it is for", "used": "whether somebody joined with it; not who",
    }),
}  # fmt: skip

OTHERS = (
    ("memory", "internet addresses, to limit wrong codes and floods", "a day at most; never written down"),
    ("the log", "what the program did; no words, no addresses, no secrets", "as your system keeps it"),
    ("`secret-key` in the data folder", "the key that signs cookies and tokens", LIFE),
    ("the data folder", "a file that waits to be taken", "half an hour"),
    ("the data folder", "a file of ideas or contributions that waits for its button", "about an hour"),
    ("backups", "everything above, as it was", "as long as you keep them; `python -m app retain` can remove old ones"),
)
