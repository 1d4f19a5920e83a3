"""Every no has the contract's shape, one of its codes, and words a person can read."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from app.actions import concluding
from app.domain import deciding
from app.web import errors
from tests.people import Organiser, an_action
from tests.web.within import application

APP = Path(errors.__file__).resolve().parents[1]
CODES = {
    "malformed", "unknown_code", "ticket_needed", "ticket_used", "session_over", "unknown_stage", "wrong_kind",
    "stage_not_open", "stage_closed", "another_stage_open", "unknown_idea", "unknown_comment", "unknown_scale",
    "bad_field", "bad_choice", "bad_score", "bad_dots", "over_budget", "too_many_places", "repeated_idea", "too_long",
    "too_many", "too_large", "not_signed_in", "not_allowed", "wrong_origin", "moved_on", "ref_taken", "ballot_differs",
    "busy",
}  # fmt: skip
INTERNAL = {"unavailable"}
"""Stands for an answer that nobody knows, and never leaves the process."""


def refusals() -> list[tuple[str, str]]:
    """(code, sentence) of every refusal in the source; the sentence is empty where it is put together."""
    found = []
    for file in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "Refusal":
                continue
            if len(node.args) >= 2:
                code, words = node.args[:2]
                if isinstance(code, ast.Constant):
                    found.append((str(code.value), str(words.value) if isinstance(words, ast.Constant) else ""))
    return found


def test_every_refusal_has_a_code_of_the_contract() -> None:
    assert {code for code, _ in refusals()} - INTERNAL <= CODES


def test_every_code_of_the_contract_is_said_somewhere() -> None:
    said = {code for code, _ in refusals()} | {"moved_on"}
    assert said >= CODES


@pytest.mark.parametrize("sentence", sorted({words for _, words in refusals() if words}))
def test_a_refusal_is_a_short_plain_sentence(sentence: str) -> None:
    assert sentence[-1] in ".?!"
    assert all(len(part.split()) <= 20 for part in sentence.replace("?", ".").split("."))
    assert not {"session", "stage", "null", "JSON object", "exception"} & set(sentence.lower().replace(".", "").split())


def shaped(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json"), answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert {"code", "message", "field"} <= error.keys()
    assert error["code"] == code
    assert len(error["message"]) > 3
    return error


def test_each_kind_of_no_has_its_status(organiser: Organiser) -> None:
    http, workshop = organiser.http, organiser.workshop("vote", "rank")
    shaped(http.post("/programmes", content=b"{", headers={"Content-Type": "application/json"}), 400, "malformed")
    shaped(http.post("/programmes", content=b"", headers={"Content-Type": "application/json"}), 400, "malformed")
    assert shaped(http.post("/programmes", json={}), 422, "bad_field")["field"] == "name"
    shaped(http.get("/sessions/nowhere"), 404, "unknown_code")
    shaped(http.get("/nowhere"), 404, "unknown_code")
    shaped(http.post("/stages/nowhere/open", json={}), 404, "unknown_stage")
    shaped(http.post("/comments/nowhere/allow", json={}), 404, "unknown_comment")
    shaped(http.delete("/programmes"), 405, "malformed")
    again = {"ideas": [{"text": "Again", "ref": "r0"}]}
    shaped(http.post(f"/programmes/{workshop.programme}/ideas", json=again), 409, "ref_taken")
    long = {"ideas": [{"text": "x" * 2_001}]}
    shaped(http.post(f"/programmes/{workshop.programme}/ideas", json=long), 422, "too_long")
    second = shaped(http.post(f"/stages/{workshop.stages[1]}/open", json={}), 409, "another_stage_open")
    assert second["version"] == workshop.shown()["version"]
    stale = shaped(http.post(f"/stages/{workshop.stage}/close", json={"expected_version": 0}), 409, "moved_on")
    assert stale["version"] == workshop.shown()["version"]
    shaped(http.get(f"/sessions/{workshop.id}/export?format=cuneiform"), 422, "bad_field")


def test_a_wrong_token_is_401_and_somebody_elses_call_403(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    wrong = {"Authorization": "Bearer nonsense"}
    shaped(organiser.http.get(f"/sessions/{workshop.id}", headers=wrong), 401, "not_signed_in")
    shaped(organiser.http.post("/actions", json=workshop.vote("r0", "agree")), 403, "not_allowed")


@pytest.mark.parametrize("path", ["/nowhere", "/sessions/nowhere/board"])
def test_people_get_a_page_and_not_json(organiser: Organiser, path: str) -> None:
    answer = organiser.http.get(str(organiser.http.base_url).removesuffix("/api/v1/") + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Traceback" not in answer.text


def test_what_could_not_be_saved_is_503_and_the_same_id_is_judged_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with application(tmp_path / "data") as (app, client, organiser):
        workshop = organiser.workshop("vote")
        joined = client.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()
        headers = {"Authorization": f"Bearer {joined['token']}", "Origin": "http://testserver"}
        room = app.state.house.rooms.here(workshop.id)
        action = workshop.vote("r0", "agree")

        def fails(*_: object) -> None:
            raise OSError("the disk said no: canary")

        room._conclude = fails
        answer = client.post("/api/v1/actions", json=action, headers=headers)
        shaped(answer, 503, "busy")
        assert answer.headers["Retry-After"]
        assert "canary" not in answer.text
        room._conclude = concluding.conclude
        ack = client.post("/api/v1/actions", json=action, headers=headers).json()["acks"][0]
        assert ack["ok"]
        assert workshop.tally()["r0"]["citizen"]["agree"] == 1


def test_a_bug_is_told_kindly_and_without_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("canary")

    with application(tmp_path / "data") as (app, client, organiser):
        workshop = organiser.workshop("vote")
        monkeypatch.setattr("app.web.api.asking.session_json", fails)
        error = shaped(organiser.http.get(f"/sessions/{workshop.id}"), 500, "busy")
        assert "canary" not in str(error)


def test_a_bug_in_the_rules_is_refused_in_its_ack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("canary")

    with application(tmp_path / "data") as (app, client, organiser):
        workshop = organiser.workshop("vote")
        joined = client.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()
        monkeypatch.setitem(deciding._ACTIONS, next(k for k in deciding._ACTIONS if k.__name__ == "Finish"), fails)
        sent = [an_action(workshop.stage, "done"), workshop.vote("r0", "agree")]
        headers = {"Authorization": f"Bearer {joined['token']}", "Origin": "http://testserver"}
        acks = client.post("/api/v1/actions", json=sent, headers=headers).json()["acks"]
        assert [(ack["ok"], ack.get("error", {}).get("code")) for ack in acks] == [(False, "busy"), (True, None)]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"], ids=["a NUL", "half a character"])
def test_what_no_database_can_keep_is_said_to_be_wrong(tmp_path: Path, database: str, escape: str) -> None:
    json = {"Content-Type": "application/json"}
    with application(tmp_path / "data", database) as (_, client, organiser):
        workshop = organiser.workshop("discuss")
        comment = f'{{"stage": "{workshop.stage}", "idea": "{workshop.ideas["r0"]}", "do": "comment", "id": "1", '
        for path, body in (
            ("/programmes", f'{{"name": "Words{escape}"}}'),
            ("/join", f'{{"code": "{escape}", "community": "citizen"}}'),
            (f"/sessions/{workshop.id}/paper", f'{{"community": "ahp", "number": "1{escape}", "answers": []}}'),
            (
                f"/sessions/{workshop.id}/paper",
                f'{{"community": "ahp", "answers": [{comment} "text": "a{escape}b"}}]}}',
            ),
        ):
            answer = organiser.http.post(path, content=body.encode(), headers=json)
            assert answer.status_code < 500, f"{path}: {answer.text}"
        assert organiser.http.get(f"/sessions/{workshop.id}").status_code == 200
        assert organiser.http.get("/sessions/%00").status_code < 500
