"""The calls describe themselves, to those who may read it."""

from __future__ import annotations

from pathlib import Path

from app.main import create_app
from app.settings import Settings
from tests.web.routes import doors
from tests.web.within import application


def test_every_call_is_described_and_no_page() -> None:
    app = create_app(Settings())
    described = {(path, method.upper()) for path, calls in app.openapi()["paths"].items() for method in calls}
    calls = {(d.path, d.method) for d in doors(app) if d.path.startswith("/api/v1/") and d.method != "SOCKET"}
    assert calls <= described
    assert {path for path, _ in described} - {path for path, _ in calls} <= {
        "/healthz", "/readyz", "/docs", "/openapi.json",
    }  # fmt: skip


def test_outside_development_only_organisers_read_it(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, organiser):
        signed_in = {"Authorization": organiser.http.headers["Authorization"]}
        for path in ("/docs", "/openapi.json"):
            assert client.get(path, follow_redirects=False).status_code in (303, 401)
            assert client.get(path, headers=signed_in).status_code == 200


def test_in_development_everybody_reads_it(tmp_path: Path) -> None:
    with application(tmp_path / "data", development=True) as (_, client, _):
        assert client.get("/openapi.json").json()["openapi"].startswith("3.")
        page = client.get("/docs")
        assert "/api/v1/sessions/{session}/start" in page.text
        assert "<script" not in page.text
