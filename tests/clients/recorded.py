"""A client that remembers which of its calls were made."""


class Recorded:
    def __init__(self, client: object) -> None:
        self._client = client
        methods = (name for name in dir(client) if not name.startswith("_"))
        self._left = {name for name in methods if callable(getattr(type(client), name, None))}

    def __getattr__(self, name: str) -> object:
        self._left.discard(name)
        return getattr(self._client, name)

    def assert_all_called(self) -> None:
        assert not self._left, f"never called: {self._left}"
