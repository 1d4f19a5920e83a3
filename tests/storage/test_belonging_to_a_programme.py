"""Who belongs to a programme and by which key: roles, invitations, tokens, on either database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.actions import inviting
from app.actions.token_making import make_token
from app.storage.api_tokens import add_token, bearer_of, note_use, revoke_token
from app.storage.audit import settle
from app.storage.belonging import OF, programme_of
from app.storage.invitations import LIFE
from app.storage.memberships import add_account, keys_of, role_in, set_role, standing_of
from app.storage.secrets import hash_of
from app.storage.sign_ins import add_sign_in, signed_in_account
from app.storage.tables import Account, AuditLine, Invitation, Programme
from tests.builders import refused

NOW = 1_000_000.0
A_HASH = "argon2id of something"


@pytest.fixture(autouse=True)
def programmes(db: Db) -> None:
    for id in ("p", "q"):
        db.add(Programme(id=id, name=f"Programme {id}", created_at=NOW))
    db.flush()


def an_account(db: Db, name: str, **roles: str) -> Account:
    made = add_account(db, f"{name}@example.org", name.capitalize(), "member", NOW)
    for programme, role in roles.items():
        set_role(db, programme, made.id, role, "tests", NOW)
    return made


def test_an_account_stands_as_its_roles_say_until_it_is_disabled(db: Db) -> None:
    ann = an_account(db, "ann", p="drafter", q="viewer")
    standing = standing_of(db, ann.id)
    assert standing is not None
    assert (standing.everywhere, dict(standing.roles)) == (False, {"p": "drafter", "q": "viewer"})
    ann.disabled_at = NOW
    db.flush()
    assert standing_of(db, ann.id) is None
    assert standing_of(db, "nobody") is None


def test_nothing_belongs_to_two_programmes_or_to_an_unknown_one(db: Db) -> None:
    assert programme_of(db, {"programme": "p"}) == "p"
    assert programme_of(db, {"programme": "p", "table": "3"}) == "p"
    assert programme_of(db, {}) is None
    for what in OF:
        assert programme_of(db, {what: "unknown"}) is None
        assert what == "programme" or programme_of(db, {"programme": "p", what: "unknown"}) is None


def test_a_link_makes_an_account_once_with_the_role_it_offers(db: Db) -> None:
    secret = inviting.invite(db, "p", " Ann@Example.org ", "host", "tests", NOW)
    assert db.exec(select(Invitation)).one().hash == hash_of(secret), "only its hash is kept"
    offered = inviting.look_at(db, hash_of(secret), NOW)
    assert offered == inviting.Invited("ann@example.org", "host", "Programme p", False)
    done = inviting.accept(db, hash_of(secret), "Ann", A_HASH, NOW)
    account = db.get(Account, done.account)
    assert account is not None
    assert (account.email, account.name, account.role, account.password) == ("ann@example.org", "Ann", "member", A_HASH)
    assert role_in(db, "p", account.id) == "host"
    for now in (NOW, NOW + LIFE + 1):
        with refused("not_signed_in"):
            inviting.accept(db, hash_of(secret), "Ann", A_HASH, now)


def test_a_link_gives_who_is_here_already_a_role_and_leaves_the_password(db: Db) -> None:
    ann = an_account(db, "ann", q="viewer")
    ann.password = "as it was"
    cookie = add_sign_in(db, ann.id, NOW)
    secret = inviting.invite(db, "p", "ann@example.org", "organiser", "tests", NOW)
    done = inviting.accept(db, hash_of(secret), "Mallory", A_HASH, NOW)
    assert (ann.password, ann.name) == ("as it was", "Ann")
    assert role_in(db, "p", ann.id) == "organiser"
    assert done.ended == (hash_of(cookie),)
    assert signed_in_account(db, hash_of(cookie), NOW) is None, "an older cookie would carry the new role"


def test_a_link_that_is_spent_offers_nothing(db: Db) -> None:
    for spoil in ("late", "taken back", "disabled", "made up"):
        secret, now = inviting.invite(db, "p", f"{spoil.replace(' ', '-')}@example.org", "host", "tests", NOW), NOW
        match spoil:
            case "late":
                now = NOW + LIFE
            case "taken back":
                inviting.take_back(db, "p", hash_of(secret), "tests", NOW)
            case "disabled":
                an_account(db, spoil).disabled_at = NOW
            case _:
                secret += "x"
        assert inviting.look_at(db, hash_of(secret), now) is None
        with refused("not_signed_in"):
            inviting.accept(db, hash_of(secret), "Ann", A_HASH, now)


def test_an_invitation_is_taken_back_only_in_its_own_programme(db: Db) -> None:
    secret = inviting.invite(db, "p", "ann@example.org", "host", "tests", NOW)
    with refused("unknown_code"):
        inviting.take_back(db, "q", hash_of(secret), "tests", NOW)
    assert inviting.look_at(db, hash_of(secret), NOW) is not None


def test_nobody_is_invited_twice_nowhere_or_as_something_unknown(db: Db) -> None:
    an_account(db, "ben", p="host")
    an_account(db, "chris").role = "organiser"
    db.flush()
    wrong = (("nobody", "host"), ("", "host"), ("ann@example.org", "owner"), ("ben@example.org", "viewer"),
             ("chris@example.org", "viewer"))  # fmt: skip
    for email, role in wrong:
        with refused("bad_field"):
            inviting.invite(db, "p", email, role, "tests", NOW)


def test_a_change_of_role_ends_what_was_signed_in_and_stands_in_the_record(db: Db) -> None:
    ann, ben = an_account(db, "ann", p="organiser"), an_account(db, "ben", p="host")
    cookie, token = add_sign_in(db, ben.id, NOW), add_token(db, "notebook", "organiser", NOW, ben.id)
    assert set(keys_of(db, ben.id)) == {hash_of(cookie), hash_of(token)}
    assert set(inviting.change_role(db, "p", ben.id, "viewer", ann.id, NOW)) == {hash_of(cookie), hash_of(token)}
    assert signed_in_account(db, hash_of(cookie), NOW) is None
    assert inviting.change_role(db, "p", ben.id, "viewer", ann.id, NOW) == []
    inviting.remove(db, "p", ben.id, ann.id, NOW)
    assert role_in(db, "p", ben.id) is None
    with refused("unknown_code"):
        inviting.remove(db, "p", ben.id, ann.id, NOW)
    with refused("unknown_code"):
        inviting.change_role(db, "p", ben.id, "host", ann.id, NOW)
    settle(db)
    lines = db.exec(select(AuditLine).where(col(AuditLine.about) == ben.id)).all()
    assert [line.what for line in lines if line.who == ann.id] == ["make viewer", "remove member"]


def test_the_last_organiser_stays_by_their_own_hand_and_goes_by_anothers(db: Db) -> None:
    ann, ben = an_account(db, "ann", p="organiser"), an_account(db, "ben", p="organiser")
    inviting.change_role(db, "p", ben.id, "viewer", ben.id, NOW)
    with refused("bad_field", "role"):
        inviting.remove(db, "p", ann.id, ann.id, NOW)
    with refused("bad_field", "role"):
        inviting.change_role(db, "p", ann.id, "host", ann.id, NOW)
    everywhere = an_account(db, "chris")
    everywhere.role = "organiser"
    db.flush()
    inviting.remove(db, "p", ann.id, everywhere.id, NOW)
    assert role_in(db, "p", ann.id) is None


def test_a_token_is_kept_as_a_hash_and_ends_on_its_day_by_hand_and_with_its_account(db: Db) -> None:
    ann = an_account(db, "ann", p="host")
    token = add_token(db, "notebook", "organiser", NOW, ann.id, "p", ["read"], NOW + 10)
    bearer = bearer_of(db, hash_of(token), NOW)
    assert bearer is not None
    assert (bearer.name, bearer.programme, bearer.scopes, bearer.stale) == ("notebook", "p", frozenset({"read"}), True)
    note_use(db, hash_of(token), NOW)
    assert [getattr(bearer_of(db, hash_of(token), NOW + at), "stale", None) for at in (1, 10)] == [False, None]
    assert bearer_of(db, hash_of(token + "x"), NOW) is None
    for_ever = add_token(db, "notebook", "organiser", NOW, ann.id)
    assert not revoke_token(db, hash_of(for_ever), "another", NOW)
    assert bearer_of(db, hash_of(for_ever), NOW + 1e9) is not None
    ann.disabled_at = NOW
    db.flush()
    assert bearer_of(db, hash_of(for_ever), NOW) is None
    ann.disabled_at = None
    assert revoke_token(db, hash_of(for_ever), ann.id, NOW)
    assert bearer_of(db, hash_of(for_ever), NOW) is None


def test_nobody_makes_a_token_without_a_name_an_end_or_a_programme_of_theirs(db: Db) -> None:
    ann = an_account(db, "ann", p="host")
    usual: dict[str, Any] = {"name": "notebook", "scopes": ["read"], "programme": "p", "days": 90}
    wrong: list[dict[str, Any]] = [
        {"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"programme": "q"}, {"programme": "none"}, {"days": 0},
        {"days": 731}, {"days": None},
    ]  # fmt: skip
    for wish in wrong:
        with refused("bad_field"):
            make_token(db, **usual | wish, now=NOW, account=ann.id, roles={"p": "host"}, offered=("read", "host"))


def test_a_commands_token_may_have_no_end(db: Db) -> None:
    token = make_token(
        db, "notebook", None, None, None, NOW, account=None, roles=None, offered=("read",)
    )  # fmt: skip
    bearer = bearer_of(db, hash_of(token), NOW + 1e9)
    assert bearer is not None
    assert (bearer.standing, bearer.scopes, bearer.expires_at) == (None, None, None)
