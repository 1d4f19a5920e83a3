"""The organisers' pages, by plain forms against the real server: no script is needed for any of it."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Iterator

import httpx
import pytest

from app.web.templating import grouped_code
from tests.people import Organiser, Workshop, an_action, join
from tests.serving import Server

CSV = (
    "text;ref;theme\nA home visit within two days of a fall;i1;Care at home\n"
    "A home visit within two days of a fall!;i2;\n;i3;\n<b>=1+1</b> “so”;i4;\n"
).encode("latin-1", "replace")


class Browser:
    """A browser without script: cookies, an Origin, forms."""

    def __init__(self, server: Server) -> None:
        self.http = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=20)

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return answer.text

    def sends(
        self, path: str, status: int = 303, files: dict[str, tuple[str, bytes]] | None = None,
        more: dict[str, str] | None = None, **form: str,
    ) -> str:  # fmt: skip
        """Posts a form, with `more` fields whose names are no words of Python → where it leads, or the page."""
        answer = self.http.post(path, data=form | (more or {}), files=files)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:600]}"
        return answer.headers["location"] if status == 303 else answer.text


def a_link(server: Server) -> str:
    return server.command("link", "--email", "organiser@northdales.example").strip().rpartition("/")[2]


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    assert browser.sends(f"/sign-in/{a_link(server)}") == "/programmes"
    yield browser
    browser.http.close()


@pytest.fixture
def programme(signed_in: Browser) -> str:
    """The address of a new programme without ideas."""
    return signed_in.sends("/programmes", name="Example programme")


START = {"starts_day": "3", "starts_month": "12", "starts_year": "2026", "starts_time": "10:00"}


def version_of(page: str) -> str:
    found = re.search(r'name="expected_version" value="(\d+)"', page)
    assert found
    return found[1]


def steps_of(page: str) -> list[str]:
    return re.findall(r'<a href="/sessions/[^"]+stage=[^"]+">([^<]+)</a>', page)


def step_ids(page: str) -> list[str]:
    return re.findall(r'/plan\?stage=([\w-]+)#step"', page)


def test_opening_a_link_changes_nothing_and_its_button_works_once(server: Server) -> None:
    browser, link = Browser(server), a_link(server)
    for _ in range(2):
        assert "Sign in as organiser@northdales.example" in browser.reads(f"/sign-in/{link}")
    assert not browser.http.cookies
    answer = browser.http.post(f"/sign-in/{link}", data={"next": "/programmes?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/programmes?x=1")
    cookie = answer.headers["set-cookie"].lower()
    assert "cg_signed_in" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "was used before" in Browser(server).sends(f"/sign-in/{link}", 401)
    assert "Programmes" in browser.reads("/programmes")


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", ""])
def test_signing_in_leads_only_to_addresses_of_this_server(server: Server, next: str) -> None:
    assert Browser(server).sends("/sign-in", link=f"{server.url}/sign-in/{a_link(server)}", next=next) == "/programmes"


def test_a_foreign_page_cannot_sign_a_browser_in(server: Server) -> None:
    browser, link = Browser(server), a_link(server)
    answer = browser.http.post(f"/sign-in/{link}", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not browser.http.cookies


def test_signing_out_ends_it_for_the_cookie_too(server: Server) -> None:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    kept = browser.http.cookies["cg_signed_in"]
    assert browser.sends("/sign-out") == "/sign-in"
    answer = httpx.get(f"{server.url}/programmes", cookies={"cg_signed_in": kept}, trust_env=False)
    assert answer.status_code in (303, 401)


def test_nobody_sees_or_changes_anything_without_signing_in(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    home, sitting = f"/programmes/{workshop.programme}", f"/sessions/{workshop.id}"
    stranger = Browser(server)
    pages = [f"{home}{page}" for page in ("", "/ideas", "/ideas/new", "/ideas/import", "/sessions", "/sessions/new")]
    pages += [f"{sitting}{page}" for page in ("/plan", "/poster", "/outcomes")]
    for path in ["/programmes", *pages]:
        answer = stranger.http.get(path)
        assert answer.status_code == 303, path
        assert "Idea 0" not in answer.text
    for path in ("/programmes", f"{home}/ideas/new", f"{home}/ideas/paste", f"{home}/sessions/new",
                 f"{sitting}/plan/start", f"{sitting}/outcomes/publish"):  # fmt: skip
        assert stranger.http.post(path, data={"name": "x", "text": "x"}).status_code == 401, path


def test_ideas_are_typed_worded_anew_and_put_aside(signed_in: Browser, programme: str) -> None:
    assert "No ideas yet" in signed_in.reads(f"{programme}/ideas")
    signed_in.sends(f"{programme}/ideas/new", text="<script>alert(1)</script> & more", name="Script", theme="Odd")
    page = signed_in.reads(f"{programme}/ideas")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    idea = re.findall(r'id="idea-([\w-]+)"', page)[0]
    assert "needs some words" in signed_in.sends(f"{programme}/ideas/{idea}", 422, text="  ")
    signed_in.sends(f"{programme}/ideas/{idea}", text="A home visit", name="Visit", theme="Care", ref="v1")
    assert "Visit" in signed_in.reads(f"{programme}/ideas?theme=Care&q=home")
    assert "No idea has these words" in signed_in.reads(f"{programme}/ideas?q=nothing")
    assert "has this reference" in signed_in.sends(f"{programme}/ideas/new", 409, text="Another", ref="v1")
    to = signed_in.sends(f"{programme}/ideas/{idea}/park")
    assert "was put aside" in html.unescape(signed_in.reads(to))
    assert "1 idea put aside" in signed_in.reads(f"{programme}/ideas")
    signed_in.sends(f"{programme}/ideas/{idea}/take-up")
    assert f'id="idea-{idea}"' in signed_in.reads(f"{programme}/ideas")


def test_a_file_is_shown_first_and_added_by_the_button_but_the_rows_left_out(
    signed_in: Browser, programme: str
) -> None:
    preview = signed_in.sends(f"{programme}/ideas/import", files={"file": ("ideas.csv", CSV)})
    page = html.unescape(signed_in.reads(preview))
    assert "Add 3 ideas" in page
    assert "Nothing has been added yet" in page
    assert "Row 4, column text" in page
    assert "looks like" in page
    assert "No ideas yet" in signed_in.reads(f"{programme}/ideas")
    to = signed_in.sends(preview, do="add", more={"row-3": "leave"})
    assert "2 ideas were added" in signed_in.reads(to)
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in signed_in.reads(f"{programme}/ideas")
    assert "is gone" in signed_in.sends(preview, 422, do="add")
    again = signed_in.reads(signed_in.sends(f"{programme}/ideas/import", files={"file": ("ideas.csv", CSV)}))
    assert "Add 1 idea<" in again


def test_a_cancelled_file_is_gone(signed_in: Browser, programme: str) -> None:
    preview = signed_in.sends(f"{programme}/ideas/import", files={"file": ("ideas.csv", CSV)})
    assert signed_in.sends(preview, do="cancel") == f"{programme}/ideas"
    assert "is gone" in signed_in.reads(preview, 422)


@pytest.mark.parametrize(
    ("name", "data"), [("x.csv", b""), ("x.xlsx", b"PK\x03\x04 no"), ("x.png", b"\x89PNG"), ("", b"")]
)
def test_what_is_no_table_is_told_kindly_and_kept_nowhere(
    server: Server, signed_in: Browser, programme: str, name: str, data: bytes
) -> None:
    before = set((server.data / "imports").glob("*"))
    answer = signed_in.http.post(f"{programme}/ideas/import", files={"file": (name, data)} if name else {})
    assert answer.status_code in (400, 422)
    assert 'id="file-error"' in answer.text
    assert set((server.data / "imports").glob("*")) == before


def test_pasted_lines_are_shown_first(signed_in: Browser, programme: str) -> None:
    lines = "1. First idea\n- Second idea\n\n"
    assert "Add 2 ideas" in signed_in.sends(f"{programme}/ideas/paste", 200, lines=lines)
    assert "No ideas yet" in signed_in.reads(f"{programme}/ideas")
    assert "Paste at least one idea" in signed_in.sends(f"{programme}/ideas/paste", 422, lines=" \n ")
    assert signed_in.sends(f"{programme}/ideas/paste", lines=lines, do="add") == f"{programme}/ideas?added=2"


def test_a_workshop_is_planned_from_a_template_and_changed_step_by_step(signed_in: Browser, programme: str) -> None:
    signed_in.sends(f"{programme}/ideas/paste", lines="One\nTwo\nThree", do="add")
    assert "give it a name" in signed_in.sends(f"{programme}/sessions/new", 422, name=" ", start_from="pulse")
    plan = signed_in.sends(f"{programme}/sessions/new", name="Selby", joining="open", start_from="pulse", more=START)
    page = signed_in.reads(plan)
    assert steps_of(page) == ["Welcome and join", "Vote on the ideas", "See what we share"]
    assert "3 December, 10:00 to 10:15" in page
    first, vote, _ = step_ids(page)[:3]
    version = version_of(page)
    signed_in.sends(f"{plan}/stages/{first}", do="down", expected_version=version)
    assert steps_of(signed_in.reads(plan))[:2] == ["Vote on the ideas", "Welcome and join"]
    version = version_of(signed_in.reads(plan))
    signed_in.sends(f"{plan}/add", kind="rank", after=vote, expected_version=version)
    rank = step_ids(signed_in.reads(plan))[1]
    version = version_of(signed_in.reads(plan))
    signed_in.sends(
        f"{plan}/stages/{rank}", do="save", title="Rank the top 2", minutes="12.5", places="2", source="earlier",
        top="2", by="combined", comments="on", expected_version=version, more={"from": vote},
    )  # fmt: skip
    page = signed_in.reads(f"{plan}?stage={rank}")
    assert "Rank the top 2" in steps_of(page)
    assert "12.5 min" in page
    answer = signed_in.sends(f"{plan}/stages/{rank}", 422, do="save", minutes="-1", expected_version=version_of(page))
    assert "above 0" in answer
    signed_in.sends(f"{plan}/stages/{rank}", 200, do="remove", expected_version=version_of(page))
    assert len(steps_of(signed_in.reads(plan))) == 3
    version = version_of(signed_in.reads(plan))
    signed_in.sends(f"{plan}/replace", start_from="workshop", expected_version=version, sure="true")
    assert len(steps_of(signed_in.reads(plan))) == 7


def plan_of(signed_in: Browser, programme: str, start_from: str = "workshop") -> str:
    signed_in.sends(f"{programme}/ideas/paste", lines="One\nTwo\nThree", do="add")
    return signed_in.sends(f"{programme}/sessions/new", name="Selby", joining="open", start_from=start_from, more=START)


def test_times_are_typed_the_same_in_every_browser_and_shift_together(signed_in: Browser, programme: str) -> None:
    plan = plan_of(signed_in, programme)
    page = signed_in.reads(plan)
    assert "datetime-local" not in page
    assert '<option value="12" selected>December</option>' in page
    signed_in.sends(f"{plan}/shift", minutes="25", do="later")
    assert "3 December, 10:25 to 11:55" in signed_in.reads(plan)
    signed_in.sends(f"{plan}/shift", minutes="40", do="earlier")
    assert "3 December, 9:45" in signed_in.reads(plan).replace("09:45", "9:45")
    for wrong in ("", "0", "-5", "721", "²", "9" * 400):
        assert "Shift by 1 to 720 minutes" in signed_in.sends(f"{plan}/shift", 422, minutes=wrong, do="later")
    for other in ({"starts_day": "31", "starts_month": "2"}, {"starts_time": ""}, {"starts_time": "25:00"},
                  {"starts_year": "99999999"}):  # fmt: skip
        answer = signed_in.sends(f"{plan}/start", 422, more=START | other)
        assert "such as 3 December 2026" in answer
        assert f'value="{other.get("starts_day", "3")}"' in answer, "what was typed is shown again"
    signed_in.sends(f"{plan}/start", starts_day="", starts_time="", starts_month="1", starts_year="2026")
    assert "No day yet" in signed_in.reads(plan)
    assert "Set the time first" in signed_in.sends(f"{plan}/shift", 422, minutes="5", do="later")


def test_a_workshop_is_renamed_and_its_joining_stays_once_somebody_joined(
    server: Server, signed_in: Browser, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote", start=False, opened=False)
    plan = f"/sessions/{workshop.id}/plan"
    version = version_of(signed_in.reads(plan))
    signed_in.sends(f"{plan}/details", name="Selby <b>", joining="ticket", expected_version=version)
    shown = workshop.shown()
    assert (shown["name"], shown["joining"]) == ("Selby <b>", "ticket")
    assert "moved on" in signed_in.sends(f"{plan}/details", 409, name="Late", expected_version=version)
    version = version_of(signed_in.reads(plan))
    signed_in.sends(f"{plan}/details", name="Selby", joining="open", expected_version=version)
    asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))
    page = signed_in.reads(plan)
    assert "because people have joined" in page
    answer = signed_in.sends(f"{plan}/details", 403, name="Selby", joining="ticket", expected_version=version_of(page))
    assert "joined already" in answer
    assert workshop.shown()["joining"] == "open"


def test_a_run_sheet_made_by_hand_is_replaced_only_after_a_question(signed_in: Browser, programme: str) -> None:
    plan = plan_of(signed_in, programme)
    page = signed_in.reads(plan)
    assert 'class="startpoint current" type="submit" name="start_from" value="workshop"' in page
    signed_in.sends(f"{plan}/replace", start_from="pulse", expected_version=version_of(page))
    page = signed_in.reads(plan)
    assert len(steps_of(page)) == 3
    signed_in.sends(f"{plan}/add", kind="break", expected_version=version_of(page))
    version = version_of(signed_in.reads(plan))
    asked = signed_in.sends(f"{plan}/replace", 200, start_from="james-lind", expected_version=version)
    assert "Replace your run sheet?" in asked
    assert len(steps_of(signed_in.reads(plan))) == 4
    signed_in.sends(f"{plan}/replace", start_from="james-lind", expected_version=version, sure="true")
    assert len(steps_of(signed_in.reads(plan))) == 10


def test_every_setting_of_every_kind_of_step_is_kept(signed_in: Browser, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", "gather", start=False, opened=False)
    plan, vote, gather = f"/sessions/{workshop.id}/plan", *workshop.stages
    saved: dict[str, tuple[dict[str, str], dict[str, object]]] = {
        "dots": ({"budget": "7", "most_per_idea": "3"}, {"budget": 7, "most_per_idea": 3, "comments": False}),
        "rate": ({"scale_key": "ease", "scale_label": "How easy?", "steps": "4", "comments": "on"},
                 {"scales": [{"key": "ease", "label": "How easy?"}], "steps": 4, "comments": True}),
        "rank": ({"places": "5", "by_whom": "table", "start_from": vote, "check_first": "on"},
                 {"places": 5, "by": "table", "start_from": vote, "check_first": True}),
        "gather": ({"question": "Else?", "most_per_person": "2"}, {"question": "Else?", "most_per_person": 2}),
        "break": ({"note": "Tea is in the foyer."}, {"note": "Tea is in the foyer."}),
        "reveal": ({"of": vote}, {"of": [vote]}),
    }  # fmt: skip
    for kind, (fields, kept) in saved.items():
        version = version_of(signed_in.reads(plan))
        to = signed_in.sends(f"{plan}/add", kind=kind, after=gather, expected_version=version)
        step = re.findall(r"stage=([\w-]+)", to)[0]
        version = version_of(signed_in.reads(plan))
        signed_in.sends(
            f"{plan}/stages/{step}", do="save", minutes="2", unit="days", source="suggested", gathered=gather,
            expected_version=version, more=fields,
        )  # fmt: skip
        stage = next(s for s in workshop.shown()["stages"] if s["id"] == step)
        assert stage["settings"] | kept == stage["settings"], kind
        assert stage["settings"]["minutes"] == 2880
        if kind in ("dots", "rate", "rank"):
            assert stage["plan"]["from"] == gather
        assert "2 days" in signed_in.reads(f"{plan}?stage={step}")


def test_a_step_is_put_where_it_is_dropped(signed_in: Browser, programme: str) -> None:
    plan = plan_of(signed_in, programme)
    page = signed_in.reads(plan)
    talk = step_ids(page)[3]
    signed_in.sends(f"{plan}/stages/{talk}", do="place", to="1", expected_version=version_of(page))
    assert steps_of(signed_in.reads(plan))[1] == "Talk about the ideas"


def test_a_stale_plan_changes_nothing_and_says_so(signed_in: Browser, programme: str) -> None:
    plan = signed_in.sends(f"{programme}/sessions/new", name="Twice", start_from="pulse")
    page = signed_in.reads(plan)
    first, stale = step_ids(page)[0], version_of(page)
    signed_in.sends(f"{plan}/stages/{first}", do="copy", expected_version=stale)
    assert "moved on meanwhile" in signed_in.sends(f"{plan}/stages/{first}", 409, do="copy", expected_version=stale)
    assert len(steps_of(signed_in.reads(plan))) == 4


def test_a_running_workshop_keeps_its_opened_steps(signed_in: Browser, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "vote", "title": "The vote"}, {"kind": "rank", "title": "The rank"})
    plan = f"/sessions/{workshop.id}/plan"
    page = signed_in.reads(f"{plan}?stage={workshop.stage}")
    assert "This step was opened" in page
    assert "startpoint" not in page
    signed_in.sends(f"{plan}/stages/{workshop.stage}", 409, do="remove", expected_version=version_of(page))
    assert [s["title"] for s in workshop.shown()["stages"]] == ["The vote", "The rank"]


def test_the_poster_shows_the_code_and_what_to_do_without_a_phone(signed_in: Browser, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    page = signed_in.reads(f"/sessions/{workshop.id}/poster")
    assert grouped_code(workshop.code) in page
    assert "<svg" in page
    assert "Another phone or tablet counts the same" in page


async def answered(server: Server, workshop: Workshop, citizens: int, ahps: int) -> None:
    people = [{"community": "citizen"}] * citizens + [{"community": "ahp", "profession": "Paramedics"}] * ahps
    joined = await join(server, workshop.code, people)
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        for n, person in enumerate(joined):
            said = [workshop.vote("r0", "agree"), workshop.vote("r1", "disagree" if n >= citizens else "agree")]
            said.append(an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=f"Comment {n}"))
            headers = {"Authorization": f"Bearer {person['token']}"}
            acks = (await http.post("/api/v1/actions", json=said, headers=headers)).json()["acks"]
            assert all(ack["ok"] for ack in acks)


def finished(server: Server, organiser: Organiser, citizens: int, ahps: int) -> Workshop:
    workshop = organiser.workshop({"kind": "vote", "title": "The vote"}, ideas=3)
    asyncio.run(answered(server, workshop, citizens, ahps))
    for comment in organiser.gets(f"/sessions/{workshop.id}/comments")["comments"][:1]:
        organiser.posts(f"/comments/{comment['id']}/allow")
    return workshop


def finish(organiser: Organiser, workshop: Workshop) -> None:
    """Finishes it; a 503 asks to try again."""
    for _ in range(20):
        if organiser.http.post(f"/sessions/{workshop.id}/finish", json={}).status_code == 200:
            return
        time.sleep(0.2)
    raise AssertionError("The workshop did not finish.")


def test_the_outcome_page_shows_exact_figures_to_organisers_before_and_after_the_finish(
    server: Server, signed_in: Browser, organiser: Organiser
) -> None:
    workshop = finished(server, organiser, 6, 3)
    page = signed_in.reads(f"/sessions/{workshop.id}/outcomes")
    assert "These are the figures so far" in page
    assert "That you looked is recorded" in page
    finish(organiser, workshop)
    page = signed_in.reads(f"/sessions/{workshop.id}/outcomes")
    assert "6 of 6" in page
    assert "3 of 3" in page
    assert "Too few AHPs to compare" in page
    assert "“Comment" in page
    assert "Fingerprint" in page
    assert "Version 1" in page
    by_token = httpx.get(
        workshop.links["outcomes"], headers={"Authorization": f"Bearer {server.token}"}, trust_env=False
    )
    assert by_token.status_code == 200
    download = signed_in.http.get(f"/api/v1/sessions/{workshop.id}/export?format=json")
    assert download.json()["session"] == workshop.id


def test_a_report_is_public_only_while_it_is_published_and_protects_small_numbers(
    server: Server, signed_in: Browser, organiser: Organiser
) -> None:
    workshop = finished(server, organiser, 6, 3)
    stranger, report = Browser(server), f"/sessions/{workshop.id}/report"
    organiser.posts(f"/sessions/{workshop.id}/publish", status=409)
    assert "Finish the workshop first" in signed_in.sends(f"/sessions/{workshop.id}/outcomes/publish", 409)
    stranger.reads(report, 404)
    finish(organiser, workshop)
    stranger.reads(report, 404)
    signed_in.sends(f"/sessions/{workshop.id}/outcomes/publish")
    page = stranger.reads(report)
    assert "6 of 6" in page
    assert "Too few to show" in page
    for secret in ("3 of 3", "0 of 3", "3 / 0 / 0", "0 / 0 / 3", "Comment "):
        assert secret not in page
    assert "Paramedics" in page
    organiser.posts(f"/sessions/{workshop.id}/unpublish")
    stranger.reads(report, 404)
    organiser.posts(f"/sessions/{workshop.id}/publish")
    stranger.reads(report)


def test_the_programme_page_counts_and_says_what_to_do_next(
    server: Server, signed_in: Browser, organiser: Organiser
) -> None:
    workshop = finished(server, organiser, 5, 5)
    finish(organiser, workshop)
    page = html.unescape(signed_in.reads(f"/programmes/{workshop.programme}"))
    assert "1 of 1" in page
    assert "5 citizens, 5 AHPs" in page
    assert "Write up Example workshop" in page
    assert "13 professions" in page
    assert "Outcome" in signed_in.reads(f"/programmes/{workshop.programme}/sessions")


def test_an_unknown_programme_or_workshop_is_not_found(signed_in: Browser) -> None:
    for page in ("", "/ideas", "/ideas/new", "/sessions/new"):
        signed_in.reads(f"/programmes/none{page}", 404)
    for page in ("/plan", "/outcomes", "/report", "/poster"):
        signed_in.reads(f"/sessions/none{page}", 404)
