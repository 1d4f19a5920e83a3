"""Looking after a programme by plain forms: its notice, its days, putting it away, deleting it in two steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.people import Organiser, join
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, a_link

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    yield browser
    browser.http.close()


def test_a_notice_and_days_are_kept_and_wrong_ones_said(signed_in: Browser, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    here = f"/programmes/{programme}/keeping"
    assert signed_in.sends(f"{here}/notice", notice="We are <b>the example board</b>.") == f"{here}?done=notice"
    assert "We are &lt;b&gt;the example board" in signed_in.reads(here)
    assert signed_in.sends(f"{here}/days", days="90") == f"{here}?done=days"
    assert 'value="90"' in signed_in.reads(here)
    for wrong in ("0", "ninety", "-1", "99999"):
        assert "Give a number of days" in signed_in.sends(f"{here}/days", 422, days=wrong)
    signed_in.sends(f"{here}/days", days="")
    assert 'value="90"' not in signed_in.reads(here)


def test_a_programme_is_put_away_and_taken_out(signed_in: Browser, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    assert signed_in.sends(f"/programmes/{programme}/keeping/archive") == "/archive"
    assert programme not in signed_in.reads("/programmes")
    assert programme in signed_in.reads("/archive")
    signed_in.sends(f"/programmes/{programme}/keeping/take-out")
    assert programme in signed_in.reads("/programmes")


async def test_a_workshop_and_a_programme_are_deleted_in_two_steps(
    server: Server, signed_in: Browser, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote", name="Deleted workshop")
    await join(server, workshop.code, [{"community": "citizen"}])
    at, home = f"/sessions/{workshop.id}/delete", f"/programmes/{workshop.programme}"
    assert "is running" in signed_in.reads(at)
    assert "is running" in signed_in.sends(at, 403, name="Deleted workshop")
    organiser.posts(f"/sessions/{workshop.id}/finish")
    assert "1 person took part" in signed_in.reads(at)
    assert "Type the name" in signed_in.sends(at, 422, name="deleted")
    assert signed_in.sends(at, name="Deleted workshop") == f"{home}/sessions"
    organiser.gets(f"/sessions/{workshop.id}", 404)
    signed_in.reads(at, 404)
    assert "Deleted a workshop" in signed_in.reads(f"{home}/record")
    assert "Type the name" in signed_in.sends(f"{home}/keeping/delete", 422, name="x")
    assert signed_in.sends(f"{home}/keeping/delete", name="Example programme") == "/programmes"
    signed_in.reads(home, 404)
    assert "Deleted a programme" in signed_in.reads("/record")
