// A client from npm, overfast-api-client, makes all of its calls.
//
//     node tests/clients/npm_overfast_api_client.mjs http://localhost:9000 TeKrop-2217 TeKrop

import assert from "node:assert/strict";
import { OverfastClient, ValidationError } from "overfast-api-client";

const [address, playerId, username] = process.argv.slice(2);
const left = new Set();

// A part of the client that remembers which of its calls were made.
function recorded(part) {
  const { constructor, ...methods } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(part));
  const call = (name) => `${constructor.value.name}.${name}`;
  for (const name of Object.keys(methods)) left.add(call(name));
  return new Proxy(part, {
    get(target, name) {
      left.delete(call(String(name)));
      return target[name];
    },
  });
}

const client = new OverfastClient({ url: `${address}/` });
const [heroes, maps, players] = [client.heroes, client.maps, client.players].map(recorded);

const list = await heroes.getHeroes();
assert(list.some((hero) => hero.key === "ana"));
const tanks = await heroes.getHeroes({ role: "tank" });
assert(tanks.length > 0 && tanks.every((hero) => hero.role === "tank"));
assert.equal((await heroes.getHero("ana")).name, "Ana");
assert.deepEqual((await heroes.getRoles()).map((role) => role.key).sort(), ["damage", "support", "tank"]);

const control = await maps.getMaps({ gamemode: "control" });
assert(control.length > 0 && control.length < (await maps.getMaps()).length);
assert.equal((await maps.getGamemodes()).length, 14);

const found = await players.searchPlayers(playerId);
assert.deepEqual(found.results.map((player) => player.player_id), [playerId]);
const player = recorded(players.player(playerId.replace("-", "#")));
assert.equal((await player.summary()).username, username);
assert(Object.keys(await player.career()).includes("all-heroes"));
assert(Object.keys(await player.career({ gamemode: "quickplay", hero: "all-heroes" })).includes("all-heroes"));

await assert.rejects(player.career({ gamemode: "arcade" }), ValidationError);
await assert.rejects(players.player("Nobody#404404").summary(), /Player not found/);
assert.deepEqual([...left], [], "never called");
console.log("overfast-api-client: all calls answered");
