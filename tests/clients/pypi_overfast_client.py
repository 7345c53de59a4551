"""A client from PyPI, overfast-client, makes all of its calls, and gets its types from our answers.

    python tests/clients/pypi_overfast_client.py http://localhost:9000 TeKrop-2217 TeKrop
"""

import asyncio
import sys

from overwatch_py import Client
from overwatch_py.config import Config
from overwatch_py.enums import Hero, HeroGamemode, MapGamemode, PlayerGamemode, Region, Role
from overwatch_py.exceptions import NotFoundError, ValidationError
from overwatch_py.services.heros import StatsFilter
from overwatch_py.session import HTTPSession

from recorded import Recorded


async def check_player(client: Recorded, player_id: str, username: str) -> None:
    summary = await client.get_player_summary(player_id)
    assert summary.username == username, summary

    found = await client.search_players(player_id)
    assert [player.player_id for player in found.results] == [player_id], found

    player = await client.get_player(player_id)
    assert player.summary == summary
    assert player.stats is not None and player.stats.pc is not None
    assert (await client.get_player_full_stats(player_id)) == player.stats

    totals = await client.get_player_stats(player_id)
    assert totals.general.games_played > 0
    assert sum(hero.games_played for hero in totals.heroes.values()) == totals.general.games_played

    for gamemode in PlayerGamemode:
        career = await client.get_player_career_stats(player_id, gamemode)
        assert "all-heroes" in career, career.keys()
        labelled = await client.get_player_career_stats_with_labels(player_id, gamemode)
        assert labelled.keys() == career.keys()
        one = await client.get_player_career_stats(player_id, gamemode, hero="all-heroes")
        assert one == {"all-heroes": career["all-heroes"]}

    for wrong, error in [("..%2F", NotFoundError), ("Nobody-404404", NotFoundError)]:
        try:
            await client.get_player_summary(wrong)
        except error:
            continue
        raise AssertionError(f"{wrong} is somebody")
    try:
        await client.search_players(player_id, limit=0)
    except ValidationError:
        return
    raise AssertionError("a limit of 0 is valid")


async def check_heroes(client: Recorded) -> None:
    heroes = await client.get_heroes()
    assert Hero.ANA in [hero.key for hero in heroes]
    stadium = await client.get_heroes(gamemode=HeroGamemode.STADIUM)
    assert 0 < len(stadium) < len(heroes)
    supports = await client.get_heroes(role=Role.SUPPORT)
    assert {hero.role for hero in supports} == {Role.SUPPORT}

    ana = await client.get_hero_data(Hero.ANA)
    assert ana.name == "Ana" and ana.hitpoints.total == 250 and ana.abilities
    assert ana.portrait == next(hero.portrait for hero in heroes if hero.key == Hero.ANA)

    assert len(await client.get_gamemode_details()) == 14
    maps = await client.get_maps()
    control = await client.get_maps(MapGamemode.CONTROL)
    assert 0 < len(control) < len(maps)

    stats = await client.get_heroes_stats(region=Region.EUROPE, order_by="winrate:desc")
    assert stats == await client.heros.get_heroes_stats_with_filter(
        StatsFilter().with_region(Region.EUROPE).order_by_winrate("desc")
    )
    winrates = [hero.winrate for hero in stats]
    assert winrates and winrates == sorted(winrates, reverse=True)


async def main() -> None:
    address, player_id, username = sys.argv[1:]
    session = HTTPSession(Config(base_url=address, retries=0))
    try:
        client = Recorded(Client(session))
        await check_player(client, player_id, username)
        await check_heroes(client)
        client.assert_all_called()
    finally:
        await session.close()
    print("overfast-client: all calls got their types")


asyncio.run(main())
