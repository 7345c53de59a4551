"""What clients of a player's history, and of heroes', demand, in history.schema.json, is what we answer.

    python tests/clients/history.py http://localhost:9000 TeKrop-2217
"""

import json
import pathlib
import sys
import urllib.request

from jsonschema import Draft202012Validator

SCHEMA = json.loads((pathlib.Path(__file__).parent / "history.schema.json").read_text())


def check(address: str, path: str, shape: str) -> dict:
    validator = Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{shape}"})
    with urllib.request.urlopen(f"{address}{path}") as response:
        answer = json.load(response)
    validator.validate(answer)
    return answer


def check_heroes(address: str) -> None:
    for query in ["region=europe", "region=asia&competitive_division=gold", "region=asia&gamemode=quickplay"]:
        history = check(address, f"/heroes/stats/history?{query}", "hero_history")
        assert history["snapshots"] and all(snapshot["heroes"] for snapshot in history["snapshots"]), history
    one = check(address, "/heroes/stats/history?region=europe&platform=console&hero=ana&limit=1", "hero_history")
    assert [hero["hero"] for hero in one["snapshots"][0]["heroes"]] == ["ana"], one
    nothing = check(address, "/heroes/stats/history?region=europe&until=0", "hero_history")
    assert nothing["snapshots"] == [], nothing


def main() -> None:
    address, player = sys.argv[1:]
    Draft202012Validator.check_schema(SCHEMA)
    check_heroes(address)
    path = f"/players/{player}"
    history = check(address, f"{path}/history", "history")
    assert len(history["snapshots"]) > 1, history
    check(address, f"{path}/history?platform=pc&gamemode=competitive&hero=ana&limit=1", "history")
    diff = check(address, f"{path}/stats/diff?since=0", "diff")
    assert diff["snapshots_compared"] == len(history["snapshots"]) and diff["heroes"], diff
    for period in ["day", "week", "month", "season"]:
        check(address, f"{path}/stats/diff?period={period}", "diff")
    nothing = check(address, f"{path}/stats/diff?since=0&until=0", "diff")
    assert nothing["snapshots_compared"] == 0 and nothing["compared_from"] is None, nothing
    print("history.schema.json: every answer has its shape")


main()
