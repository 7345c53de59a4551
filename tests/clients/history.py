"""What clients of a player's history demand, in history.schema.json, is what we answer.

    python tests/clients/history.py http://localhost:9000 TeKrop-2217
"""

import json
import pathlib
import sys
import urllib.request

from jsonschema import Draft202012Validator

SCHEMA = json.loads((pathlib.Path(__file__).parent / "history.schema.json").read_text())


def check(address: str, player: str, rest: str, shape: str) -> dict:
    validator = Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{shape}"})
    with urllib.request.urlopen(f"{address}/players/{player}/{rest}") as response:
        answer = json.load(response)
    validator.validate(answer)
    return answer


def main() -> None:
    address, player = sys.argv[1:]
    Draft202012Validator.check_schema(SCHEMA)
    history = check(address, player, "history", "history")
    assert len(history["snapshots"]) > 1, history
    check(address, player, "history?platform=pc&gamemode=competitive&hero=ana&limit=1", "history")
    diff = check(address, player, "stats/diff?since=0", "diff")
    assert diff["snapshots_compared"] == len(history["snapshots"]) and diff["heroes"], diff
    for period in ["day", "week", "month", "season"]:
        check(address, player, f"stats/diff?period={period}", "diff")
    nothing = check(address, player, "stats/diff?since=0&until=0", "diff")
    assert nothing["snapshots_compared"] == 0 and nothing["compared_from"] is None, nothing
    print("history.schema.json: every answer has its shape")


main()
