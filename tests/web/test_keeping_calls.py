"""Looking after programmes and workshops by calls, and what stands in the lists, the record and outcomes then."""

from __future__ import annotations

import io
import sqlite3
import time
import zipfile
from contextlib import closing

import httpx
import pytest

from app.storage.audit import START
from tests.people import Json, Organiser
from tests.serving import Server

pytestmark = pytest.mark.check


def reads(server: Server, path: str, status: int = 200) -> str:
    """A page as an organiser sees it."""
    headers = {"Authorization": f"Bearer {server.token}"}
    answer = httpx.get(server.url + path, headers=headers, trust_env=False, timeout=20)
    assert answer.status_code == status, answer.text[:300]
    return answer.text


def head(organiser: Organiser) -> Json:
    found: Json = organiser.gets("/record")["head"]
    return found


def test_a_workshop_leaves_the_lists_when_it_is_put_away_and_comes_back(server: Server, organiser: Organiser) -> None:
    hall = organiser.workshop("vote", name="Put away for now")
    at, home = f"/sessions/{hall.id}", f"/programmes/{hall.programme}"
    organiser.posts(f"{at}/archive", status=403)
    hall.turn("close")
    organiser.posts(f"{at}/finish")
    kept = organiser.posts(f"{at}/archive")
    assert kept["sessions"][0]["archived_at"] is not None
    assert organiser.posts(f"{at}/archive") == kept, "twice changes nothing"
    for page in (home, f"{home}/sessions"):
        assert "Put away for now" not in reads(server, page)
    for page in ("/archive", f"{at}/outcomes", f"{home}/keeping", f"{home}/across"):
        assert "Put away for now" in reads(server, page), page
    assert organiser.posts(f"{at}/take-out")["sessions"][0]["archived_at"] is None
    assert "Put away for now" in reads(server, f"{home}/sessions")
    deeds = [line["what"] for line in organiser.gets(f"{home}/record")["lines"] if "archive" in line["what"]]
    assert deeds == ["take workshop out of archive", "archive workshop"]
    organiser.posts("/sessions/nothing/archive", status=404)


def test_a_workshop_that_runs_stands_in_the_lists_even_from_the_archive(server: Server, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    session = organiser.session(programme, "vote", start=False, name="From the archive")
    organiser.posts(f"/sessions/{session['id']}/archive")
    assert "From the archive" not in reads(server, f"/programmes/{programme}/sessions")
    organiser.posts(f"/sessions/{session['id']}/start")
    assert "From the archive" in reads(server, f"/programmes/{programme}/sessions")


def test_days_archive_and_deletion_by_calls(organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    session = organiser.session(programme, "vote", start=False)
    at = f"/programmes/{programme}"
    assert organiser.http.put(f"{at}/keep-days", json={"days": 90}).json()["keep_days"] == 90
    assert organiser.http.put(f"{at}/keep-days", json={"days": None}).json()["keep_days"] is None
    for wrong in (0, -1, 36_501):
        assert organiser.http.put(f"{at}/keep-days", json={"days": wrong}).status_code == 422
    assert organiser.http.put(f"{at}/notice", json={"notice": "x" * 2_001}).status_code == 422
    assert organiser.posts(f"{at}/archive")["archived_at"] is not None
    assert organiser.posts(f"{at}/take-out")["archived_at"] is None
    organiser.posts(f"/sessions/{session['id']}/delete", {"name": "another"}, 422)
    assert organiser.posts(f"/sessions/{session['id']}/delete", {"name": "Example workshop"})["deleted"] is True
    organiser.posts(f"{at}/delete", {"name": "another"}, 422)
    assert organiser.posts(f"{at}/delete", {"name": "Example programme"}) == {"deleted": True, "sessions": []}
    organiser.gets(f"{at}/keeping", 404)
    organiser.gets("/programmes/nothing/record", 404)


def test_files_that_lie_ready_or_wait_go_with_what_is_deleted(server: Server, organiser: Organiser) -> None:
    """What somebody was about to take away, and what they had begun to bring in: not a byte of it stays."""
    at, said = {"Authorization": f"Bearer {server.token}"}, "canary-of-a-file-vqk"
    hall = organiser.workshop("vote", name=said)
    hall.turn("close")
    organiser.posts(f"/sessions/{hall.id}/finish")
    home = f"/programmes/{hall.programme}"
    with httpx.Client(base_url=server.url, headers=at, trust_env=False, timeout=20) as desk:
        ready = desk.post(f"/sessions/{hall.id}/downloads", data={"format": "csv"}).headers["location"]
        until = time.monotonic() + 60
        while not ready.endswith("/file"):
            assert time.monotonic() < until
            time.sleep(0.2)
            page = desk.get(ready)
            assert page.status_code == 200
            ready = f"{page.url.path}/file" if "Your file is ready" in page.text else ready
        for kind in ("contributions", "ideas"):
            file = {"file": ("told.csv", f"text\n{said}\n", "text/csv")}
            assert desk.post(f"{home}/{kind}/import", files=file).status_code == 303
        (folder,) = [path for path in (server.data / "downloads").iterdir() if path.name in ready]
        assert len(lying(server, said)) >= 2
        assert desk.post(f"/sessions/{hall.id}/delete", data={"name": said}).status_code == 303
        assert not folder.exists()
        assert desk.post(f"{home}/keeping/delete", data={"name": "Example programme"}).status_code == 303
        assert lying(server, said) == []


def lying(server: Server, said: str) -> list[str]:
    """Files of the server's with these words in them, as they lie there."""
    files = [path for path in server.data.rglob("*") if path.is_file()]
    return [path.name for path in files if said.encode() in path.read_bytes()]


def test_the_record_by_call_is_in_pages_and_says_where_it_is_broken(server: Server, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    for days in range(1, 106):
        organiser.http.put(f"/programmes/{programme}/keep-days", json={"days": days})
    first = organiser.gets(f"/programmes/{programme}/record")
    then = organiser.gets(f"/programmes/{programme}/record?before={first['next']}")
    assert (len(first["lines"]), len(then["lines"]), then["next"]) == (100, 5, None)
    assert first["broken_at"] is None
    number = first["lines"][0]["number"]
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        db.execute("UPDATE audit_line SET at = at + 1 WHERE number = ?", [number])
    assert organiser.gets("/record")["broken_at"] == number
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        db.execute("UPDATE audit_line SET at = at - 1 WHERE number = ?", [number])


def test_outcomes_print_where_the_record_ended_and_the_page_checks_a_mark_that_was_noted(
    server: Server, organiser: Organiser
) -> None:
    hall = organiser.workshop("vote")
    hall.turn("close")
    organiser.posts(f"/sessions/{hall.id}/finish")
    page = reads(server, f"/sessions/{hall.id}/outcomes")
    mark = head(organiser)["mark"]
    assert mark in page, "the look that shows the page is the last line"
    for kind in ("docx", "xlsx"):
        content = organiser.http.get(f"/sessions/{hall.id}/export?format={kind}").content
        noted = head(organiser)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = b"".join(archive.read(name) for name in archive.namelist())
        assert noted["mark"].encode() in found, kind
    number, mark = noted["number"], noted["mark"]
    asked = f"/record?number={number}&mark={mark}"
    assert "still stands" in reads(server, asked)
    for wrong in (f"{number + 1}&mark={mark}", f"{number - 1}&mark={mark}", f"0&mark={mark}", f"{number}&mark=nothing",
                  f"x&mark={mark}", f"{number}&mark={START.hex()}", f"{number}&mark="):  # fmt: skip
        assert "not there any more" in reads(server, f"/record?number={wrong}"), wrong
    assert "still stands" not in reads(server, "/record")


def test_a_tail_that_was_cut_off_shows_by_the_mark_alone(server: Server, organiser: Organiser) -> None:
    hall = organiser.workshop("vote")
    noted = head(organiser)
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        kept = db.execute("SELECT * FROM audit_line WHERE number = ?", [noted["number"]]).fetchone()
        db.execute("DELETE FROM audit_line WHERE number = ?", [noted["number"]])
    cut = reads(server, f"/record?number={noted['number']}&mark={noted['mark']}")
    assert "each as it was written" in cut, "what is left is whole"
    assert "not there any more" in cut
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        db.execute(f"INSERT INTO audit_line VALUES ({', '.join('?' * len(kept))})", kept)
    assert hall.id
