"""The audit: who did what and when, page by page, without secrets."""

from __future__ import annotations

from tests.app.web.server import Server


async def test_it_says_who_did_what_without_secrets(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 2, spo2=97)
    await server.ask("POST", "/v1/sessions/s1/close", "nurse", json={"reason": "done"})
    answer = await server.ask("GET", "/v1/audit", "auditor")
    entries = answer.json()["entries"]
    last = entries[-1]
    assert (last["by"], last["what"]) == ("nurse", "SessionClosed")
    assert last["details"] == {"session": "s1", "reason": "done"}
    assert last["at"].startswith("2026-11-22T10:00:02")
    assert "hash" not in answer.text
    assert "Received" not in answer.text


async def test_it_is_read_page_by_page(server: Server) -> None:
    await server.bed_with_device()
    whole = (await server.ask("GET", "/v1/audit", "auditor")).json()
    assert whole["next"] is None
    found, after = list[dict[str, object]](), 0
    for _ in range(len(whole["entries"])):
        page = (await server.ask("GET", "/v1/audit", "auditor", params={"after": after, "limit": 3})).json()
        found += page["entries"]
        after = page["next"]
        if after is None:
            break
    assert found == whole["entries"]
