"""How many items of a feed are new to readers who know it as it was before.

    identity.py OLD NEW

Prints one JSON object a line for each reader's notion of identity: {"reader", "before", "after", "new"}, where `new` lists
the titles of the items that the reader would show as unread. The notions are those of programs that Courant's authors did
not write, on top of parsers that they did not write either:

feedparser  An entry is its `id`, else its `link`: what programs on top of feedparser do, since feedparser itself keeps
            nothing (https://feedparser.readthedocs.io/en/latest/reference-entry-id.html).
liferea     Liferea 1.14, `itemset_generic_merge_check` in src/itemset.c: two items are one if both have an id and the
            ids are equal; of two without id, if their titles and their descriptions are equal where both have one. The id
            is `<guid>` of RSS (src/parsers/rss_item.c: never the link) and `<id>` of Atom; the description is
            `content:encoded`, else `description`; of Atom `content`, else `summary`.
"""

import json
import sys

import feedparser
import lxml.etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def by_feedparser(data):
    entries = feedparser.parse(data).entries
    return [(entry.get("id") or entry.get("link"), entry.get("title")) for entry in entries]


def feedparser_new(before, after):
    known = {key for key, _ in before}
    return [title for key, title in after if key not in known]


def by_liferea(data):
    root = lxml.etree.fromstring(data)

    def text(item, *names):
        found = (item.find(name) for name in names)
        return next(("".join(one.itertext()) for one in found if one is not None and "".join(one.itertext())), None)

    if root.tag == ATOM + "feed":
        names = (ATOM + "id",), (ATOM + "title",), (ATOM + "content", ATOM + "summary")
        items = root.iter(ATOM + "entry")
    else:
        names = ("guid",), ("title",), (CONTENT + "encoded", "description")
        items = root.iter("item")
    return [tuple(text(item, *name) for name in names) for item in items]


def liferea_new(before, after):
    def same(old, new):
        if (old[0] is None) != (new[0] is None):
            return False
        if old[0] is not None:
            return old[0] == new[0]
        return all(a is None or b is None or a == b for a, b in zip(old[1:], new[1:]))

    return [new[1] for new in after if not any(same(old, new) for old in before)]


def main():
    data = []
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data.append(file.read())
    notions = {"feedparser": (by_feedparser, feedparser_new), "liferea": (by_liferea, liferea_new)}
    for reader, (read, compare) in notions.items():
        before, after = map(read, data)
        verdict = {"reader": reader, "before": len(before), "after": len(after), "new": compare(before, after)}
        print(json.dumps(verdict))


if __name__ == "__main__":
    sys.exit(main())
