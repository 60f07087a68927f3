"""The feeds that the benches build, made with PyPI's feedgen.

usage: feedgen_peer.py LIST.jsonl DIRECTORY
"""

import json
import os
import sys
from datetime import datetime

from feedgen.feed import FeedGenerator

LIMIT = 50


def main():
    with open(sys.argv[1]) as file:
        records = [json.loads(line) for line in file]
    feeds = {"news": records}
    for record in records:
        for category in record["categories"]:
            feeds.setdefault(f"category/{category}", []).append(record)
    for name, chosen in feeds.items():
        chosen = sorted(chosen, key=lambda record: record["date"], reverse=True)[:LIMIT]
        feed = FeedGenerator()
        feed.id(f"https://bench.example/{name}")
        feed.title(name)
        feed.link(href="https://bench.example/", rel="alternate")
        feed.description(name)
        for record in chosen:
            entry = feed.add_entry(order="append")
            entry.id(record["id"])
            entry.title(record["title"])
            entry.link(href=record["url"])
            entry.content(record["content_html"], type="html")
            date = datetime.fromisoformat(record["date"].replace("Z", "+00:00"))
            entry.published(date)
            entry.updated(date)
            entry.category([{"term": category} for category in record["categories"]])
        directory = os.path.join(sys.argv[2], name)
        os.makedirs(directory, exist_ok=True)
        feed.rss_file(os.path.join(directory, "rss.xml"))
        feed.atom_file(os.path.join(directory, "atom.xml"))


main()
