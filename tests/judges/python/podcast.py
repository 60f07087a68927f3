"""What feedparser sees of a podcast: Apple's tags and Podlove's chapters, as one JSON object."""

import json
import sys

import feedparser

feed = feedparser.parse(sys.argv[1])


def person(detail):
    return {"name": detail.get("name"), "email": detail.get("email")}


def entry(item):
    return {
        "id": item.get("id"),
        "duration": item.get("itunes_duration"),
        "episode": item.get("itunes_episode"),
        "season": item.get("itunes_season"),
        "type": item.get("itunes_episodetype"),
        "explicit": item.get("itunes_explicit"),
        "title": item.get("itunes_title"),
        "image": (item.get("image") or {}).get("href"),
        "chapters": [dict(chapter, start_parsed=None) for chapter in (item.get("psc_chapters") or {}).get("chapters", [])],
        "enclosures": [dict(e) for e in item.get("enclosures", [])],
    }


head = feed.feed
print(
    json.dumps(
        {
            "bozo": bool(feed.bozo),
            "author": head.get("author"),
            "owner": person(head.get("publisher_detail", {})),
            "image": (head.get("image") or {}).get("href"),
            "explicit": head.get("itunes_explicit"),
            "type": head.get("itunes_type"),
            "categories": [tag.get("term") for tag in head.get("tags", [])],
            "items": [entry(item) for item in feed.entries],
        },
        default=str,
    )
)
