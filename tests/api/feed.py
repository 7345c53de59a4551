"""A feed is one by RFC 4287: by its schema, in atom.rng, and by the rules that a schema cannot hold.

    python tests/api/feed.py http://localhost:9000 TeKrop-2217
"""

import pathlib
import sys
import urllib.request

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.RelaxNG(file=str(pathlib.Path(__file__).parent / "atom.rng"))


def check(feed: etree._Element) -> None:
    SCHEMA.assertValid(feed)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.find(f"{ATOM}author") is not None, "who wrote the entries"
    assert len(links(feed, "self")) == 1 and len(links(feed, "alternate")) == 1
    names = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(names) == len(set(names)) == len(entries) + 1, "each has a name of its own"
    assert all(name.startswith("urn:uuid:") for name in names), names
    for link in feed.iter(f"{ATOM}link"):
        assert link.get("href").startswith("https://"), "links are absolute"
    for entry in entries:
        assert entry.find(f"{ATOM}content") is not None or links(entry, "alternate")
        assert entry.findtext(f"{ATOM}title")
    times = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert times == sorted(times, reverse=True), "the newest first"
    assert feed.findtext(f"{ATOM}updated") == max(times, default=feed.findtext(f"{ATOM}updated"))


def links(element: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def refuses_what_is_no_feed(feed: etree._Element) -> None:
    for name in ["id", "title", "updated"]:
        broken = etree.fromstring(etree.tostring(feed))
        broken.remove(broken.find(f"{ATOM}{name}"))
        assert not SCHEMA.validate(broken), name
        broken = etree.fromstring(etree.tostring(feed))
        etree.SubElement(broken.find(f"{ATOM}entry"), f"{ATOM}{name}").text = "again"
        assert not SCHEMA.validate(broken), name


def main() -> None:
    address, player = sys.argv[1:]
    with urllib.request.urlopen(f"{address}/players/{player}/feed.atom") as response:
        assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
        feed = etree.parse(response).getroot()
    check(feed)
    entries = len(feed.findall(f"{ATOM}entry"))
    assert entries > 1, etree.tostring(feed)
    refuses_what_is_no_feed(feed)
    print(f"feed.py: a feed by RFC 4287, with {entries} entries")


main()
