"""A client from PyPI, overfast-api, makes all of its calls.

    python tests/clients/pypi_overfast_api.py http://localhost:9000 TeKrop-2217 TeKrop

Its paths begin with two slashes, and it follows our redirects. These faults are its own: it asks OverFast's host
unless its adapter is told another; it prints every map; it fails at every error but that of a parameter, since it
looks for none; and at a whole career with statistics of a console, or without those of a gamemode on PC.
"""

import contextlib
import io
import sys

from recorded import Recorded

from overfast_api import Heroes, Maps, Modes, Players
from overfast_api.exceptions import OverfastException


def check_game(heroes: Recorded, maps: Recorded, modes: Recorded) -> None:
    assert "Ana" in [hero.name for hero in heroes.get_all_heroes()]
    tanks = heroes.get_all_heroes(role="tank", locale="de-de")
    assert tanks and {hero.role for hero in tanks} == {"tank"}
    ana = heroes.get_hero("ana")
    assert ana.name == "Ana" and ana.hitpoints["total"] == 250 and ana.abilities, ana
    assert {role["key"] for role in heroes.get_roles()} == {"damage", "support", "tank"}
    with contextlib.redirect_stdout(io.StringIO()):
        control = maps.get_maps(gamemode="control")
        assert 0 < len(control) < len(maps.get_maps())
    assert len(modes.get_all_modes()) == 14


def check_players(players: Recorded, player_id: str, username: str) -> None:
    assert [player.player_id for player in players.player_search(player_id)] == [player_id]
    assert players.player_search("Nobody", order_by="player_id:desc", offset=1, limit=2) == []

    summary = players.get_player_summary(player_id)
    assert summary.username == username and summary.pc_comp_stats.platform == ("pc",), summary

    totals = players.get_player_stat_summary(player_id)
    assert totals.games_played > 0 and totals.hero_stats
    one = players.get_player_stat_summary(player_id, gamemode="quickplay", platform="pc")
    assert 0 < one.games_played < totals.games_played

    for with_labels in [False, True]:
        career = players.get_player_career_stats(player_id, with_labels=with_labels)
        assert getattr(career, "all-heroes").hero_name == "all-heroes"
        one = players.get_player_career_stats(player_id, "competitive", "pc", "all-heroes", with_labels)
        assert set(vars(one)) == {"username", "all-heroes"}, vars(one)

    everything = players.get_all_player_stats(player_id)
    assert everything.player_summary.username == username
    assert everything.stats["pc"]["competitive"]["career_stats"]["all-heroes"].hero_name == "all-heroes"
    assert everything.stats["pc"]["quickplay"]["heroes_comparisons"]["time_played"]["values"]
    try:
        players.get_player_career_stats(player_id, gamemode="arcade")
    except OverfastException as error:
        assert "gamemode" in str(error), error
    else:
        raise AssertionError("arcade is a gamemode")


def main() -> None:
    address, player_id, username = sys.argv[1:]
    clients = [Heroes(), Maps(), Modes(), Players()]
    for client in clients:
        client.adapter.url = f"{address}/"
    heroes, maps, modes, players = map(Recorded, clients)
    check_game(heroes, maps, modes)
    check_players(players, player_id, username)
    for client in heroes, maps, modes, players:
        client.assert_all_called()
    print("overfast-api: all calls answered")


main()
