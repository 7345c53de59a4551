// A client from npm, overfast-api-client, makes all of its calls.
//
//     node tests/clients/overfast_api_client.mjs http://localhost:9000 TeKrop-2217 TeKrop

import assert from "node:assert/strict";
import { OverfastClient, ValidationError } from "overfast-api-client";

const [address, playerId, username] = process.argv.slice(2);
const client = new OverfastClient({ url: `${address}/` });

const heroes = await client.heroes.getHeroes();
assert(heroes.some((hero) => hero.key === "ana"));
const tanks = await client.heroes.getHeroes({ role: "tank" });
assert(tanks.length > 0 && tanks.every((hero) => hero.role === "tank"));
assert.equal((await client.heroes.getHero("ana")).name, "Ana");
assert.deepEqual((await client.heroes.getRoles()).map((role) => role.key).sort(), ["damage", "support", "tank"]);

const maps = await client.maps.getMaps();
const control = await client.maps.getMaps({ gamemode: "control" });
assert(control.length > 0 && control.length < maps.length);
assert.equal((await client.maps.getGamemodes()).length, 14);

const found = await client.players.searchPlayers(playerId);
assert.deepEqual(found.results.map((player) => player.player_id), [playerId]);
const player = client.players.player(playerId.replace("-", "#"));
assert.equal((await player.summary()).username, username);
assert(Object.keys(await player.career()).includes("all-heroes"));
assert(Object.keys(await player.career({ gamemode: "quickplay", hero: "all-heroes" })).includes("all-heroes"));

await assert.rejects(player.career({ gamemode: "arcade" }), ValidationError);
await assert.rejects(client.players.player("Nobody#404404").summary(), /Player not found/);
console.log("overfast-api-client: all calls answered");
