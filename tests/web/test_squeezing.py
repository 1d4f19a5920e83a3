"""What goes to phones goes squeezed and in one piece, and what desks show does not."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers

from app.web import bundles
from app.web.bundles import STATIC, content_of, whole_script
from app.web.squeezing import BLUR, squeezed, takes_gzip
from app.web.templating import static
from tests.people import Organiser
from tests.serving import Server

SHEETS = "css/tokens+base+buttons.css"


@pytest.mark.parametrize(
    ("said", "taken"),
    [("gzip, deflate, br", True), ("GZIP;q=0.5", True), ("br, gzip ;q=0", False), ("gzip;q=0.000", False),
     ("deflate", False), ("", False), ("x-gzip-like", False)],
)  # fmt: skip
def test_who_does_not_read_gzip_gets_none(said: str, taken: bool) -> None:
    assert takes_gzip(Headers({"accept-encoding": said})) is taken


def test_a_squeezed_page_opens_again_and_its_length_says_little_of_it() -> None:
    body = b"What people say. " * 400
    some = [squeezed(body) for _ in range(60)]
    assert {gzip.decompress(one) for one in some} == {body}
    assert len({len(one) for one in some}) > 10
    assert max(map(len, some)) - min(map(len, some)) <= BLUR


@pytest.mark.parametrize("at", ["/", "/join/{code}", "/sessions/{id}", "/privacy"])
def test_a_participants_page_goes_out_as_gzip(server: Server, organiser: Organiser, at: str) -> None:
    workshop = organiser.workshop("vote")
    with httpx.Client(base_url=server.url, trust_env=False) as phone:
        if at.startswith("/sessions"):
            phone.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        path = at.format(code=workshop.code, id=workshop.id)
        tight, plain = phone.get(path), phone.get(path, headers={"Accept-Encoding": "identity"})
    assert (tight.status_code, tight.headers.get("content-encoding")) == (200, "gzip")
    assert "content-encoding" not in plain.headers
    assert tight.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(tight.headers["content-length"]) < len(plain.content) * 0.6
    assert "</html>" in tight.text


def test_a_desks_page_is_not_squeezed_since_it_may_hold_secrets(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with httpx.Client(base_url=server.url, headers=organiser.http.headers, trust_env=False) as desk:
        for path in ("/programmes", f"/programmes/{workshop.programme}", f"/sessions/{workshop.id}/console"):
            answer = desk.get(path)
            assert answer.status_code == 200
            assert "content-encoding" not in answer.headers, path


def test_a_file_is_asked_for_again_only_when_it_has_changed(server: Server) -> None:
    at = f"{server.url}/static/{SHEETS}"
    first = httpx.get(at, trust_env=False)
    again = httpx.get(at, headers={"If-None-Match": first.headers["etag"]}, trust_env=False)
    assert (first.status_code, first.headers["content-encoding"], again.status_code) == (200, "gzip", 304)
    assert again.content == b""


@pytest.mark.parametrize(
    "name",
    [
     "css/tokens+nowhere.css", "js/phone/nowhere.whole.js", "css/", "css/+.css", "", "..%2Fmain.py",
     "css/" + "+".join(["base"] * 33) + ".css",
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_not_found(server: Server, name: str) -> None:
    assert httpx.get(f"{server.url}/static/{name}", trust_env=False).status_code == 404


def test_sheets_as_one_are_what_they_are_one_by_one_in_their_order() -> None:
    whole = (content_of(SHEETS) or b"").decode()
    places = [whole.index(rule) for rule in ("@font-face", "body {", ".button {")]
    assert places == sorted(places)
    assert "/*" not in whole


def test_a_whole_script_brings_each_module_once_and_before_whoever_needs_it() -> None:
    whole = whole_script("js/phone/main.js")
    modules = sorted((STATIC / "js/phone").glob("*.js"))
    made = [whole.find(f"const js_phone_{module.stem} = (() =>") for module in modules]
    assert whole.count("const js_phone_words = (() =>") == 1
    assert whole.index("const js_phone_words =") < whole.index("const js_phone_votes =")
    assert whole.rindex(" = (() =>") == whole.index("const js_phone_main =") + len("const js_phone_main")
    assert sum(at >= 0 for at in made) >= 20
    assert "\nimport " not in whole
    assert "\nexport " not in whole


@pytest.mark.parametrize(
    ("source", "why"),
    [('import all from "./b.js";\n', "not known here"), ("export let changing = 1;\n", "not known here"),
     ("export default 1;\n", "not known here"), ('const b = await import("./b.js");\n', "not known here"),
     ("const text = `two\n// lines`;\n", "several lines"), ('import { a } from "./a.js";\n', "imports itself")],
)  # fmt: skip
def test_a_script_that_would_come_out_another_is_refused(
    source: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_text(source, "utf-8")
    monkeypatch.setattr(bundles, "STATIC", tmp_path)
    with pytest.raises(ValueError, match=why):
        whole_script("a.js")


def test_every_script_can_be_made_whole() -> None:
    for script in (STATIC / "js").rglob("*.js"):
        assert whole_script(script.relative_to(STATIC).as_posix())


def test_the_mark_in_an_address_changes_with_any_part() -> None:
    marks = {static(name) for name in (SHEETS, "css/tokens+base.css", "js/phone/main.whole.js", "js/phone/main.js")}
    assert len({mark.partition("?")[2] for mark in marks}) == 4
