"""A client from PyPI, overfast-py, makes all of its calls.

    python tests/clients/pypi_overfast_py.py http://localhost:9000 TeKrop-2217 TeKrop

It names OverFast's own host in each request, the first of which it makes, and prints, while it is imported: what
it sends requests with is told to send them here. Its whole career has a slash at the end; it follows our redirect.
"""

import contextlib
import io
import sys

import requests

THEIRS = "https://overfast-api.tekrop.fr"
address, player_id, username = sys.argv[1:]
get = requests.get
requests.get = lambda url, params: get(url.replace(THEIRS, address), params)
with contextlib.redirect_stdout(io.StringIO()) as printed:
    import overfast

assert "'ana'" in printed.getvalue(), printed.getvalue()


def check_game() -> None:
    heroes = overfast.get("heroes")
    assert heroes == overfast.get("hero") and "ana" in [hero["key"] for hero in heroes]
    tanks = overfast.get("heroes", key="tank")
    assert tanks and {hero["role"] for hero in tanks} == {"tank"}
    assert overfast.get("hero", key="ana")["name"] == "Ana"
    assert len(overfast.get("gamemodes")) == 14
    assert 0 < len(overfast.get("maps", key="control")) < len(overfast.get("maps"))
    assert overfast.get("hero", key="nobody") != [] and overfast.get("maps", key="chess") == "Validation error"


def check_player() -> None:
    # A filter by privacy is one that OverFast had once, and ignores.
    found = overfast.player(name=player_id, privacy="public", order_by="name:asc", offset="0", limit="5")
    assert [player["player_id"] for player in found["results"]] == [player_id], found

    battletag = player_id.replace("-", "#")
    summary = overfast.player(id=battletag)
    assert summary == overfast.player("summary", id=player_id) and summary["username"] == username, summary
    whole = overfast.player("all", id=player_id)
    assert whole["summary"] == summary and whole["stats"]["pc"], whole["summary"]
    assert overfast.player("stats_summary", id=player_id)["general"]["games_played"] > 0
    assert overfast.player("stats_summary", id=player_id, gamemode="quickplay", platform="pc")["general"]
    for kind in ["stats", "stats_career"]:
        assert "all-heroes" in overfast.player(kind, id=player_id, gamemode="competitive")
        one = overfast.player(kind, id=player_id, gamemode="quickplay", platform="pc", hero="all-heroes")
        assert list(one) == ["all-heroes"], list(one)

    assert overfast.player("summary", id="Nobody-404404") == "Player not found"
    assert overfast.player("stats", id=player_id).startswith("Validation error")


check_game()
check_player()
print("overfast-py: all calls answered")
