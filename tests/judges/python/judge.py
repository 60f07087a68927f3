"""Reads feeds with readers that Courant's authors did not write, and says what those readers saw.

    judge.py [--schema atom.rnc] FILE...

Prints one JSON object a line for each reader and file:

    {"judge", "file", "format", "title", "items": [...], "errors": [...]}

An item is {id, title, link, published, updated, authors, first_author_only, categories, content_length, enclosures}.
Instants are RFC 3339 in UTC, authors are {name, email}. What the item does not have is null or an empty list; a field
that the reader does not offer for this format is missing altogether, and nothing can be said about it. `errors` holds
what the judge found wrong with the file.

Judges: `feedparser`, `fastfeedparser` (readers), `lxml` (well-formedness), `relaxng` (Atom, with --schema),
`html5lib` (item bodies: parse errors, scripts, handlers, relative addresses).
"""

import argparse
import datetime
import email.utils
import io
import json
import re
import sys

import fastfeedparser
import feedparser
import html5lib
import lxml.etree
import rnc2rng

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def utc(value):
    """An instant as RFC 3339 in UTC to the second, from a struct_time in UTC or from a text."""
    if not value:
        return None
    if isinstance(value, str):
        try:
            instant = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            instant = email.utils.parsedate_to_datetime(value)
        if instant.tzinfo is None:
            raise ValueError(f"a time without zone: {value}")
        instant = instant.astimezone(datetime.timezone.utc)
    else:
        instant = datetime.datetime(*value[:6], tzinfo=datetime.timezone.utc)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def person(text):
    """The parts of an RSS author: `mail (Name)`, or a name."""
    found = re.fullmatch(r"(\S+@\S+)(?:\s+\((.*)\))?", text.strip(), re.S)
    return {"name": found[2], "email": found[1]} if found else {"name": text, "email": None}


def format_of(data):
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return "json"
    return "atom" if re.search(rb"<(\w+:)?feed[\s>]", head) else "rss"


def by_feedparser(data, kind):
    # Sanitising and resolving are the reader's own additions; what is in the file is to be seen.
    seen = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    errors = [str(seen.bozo_exception)] if seen.bozo else []
    items = []
    for entry in seen.entries:
        content = entry.content[0].value if entry.get("content") else entry.get("summary", "")
        authors = [{"name": who.get("name"), "email": who.get("email")} for who in entry.get("authors", []) if who]
        if len(authors) > 1:
            # of several people it keeps one address and gives it to the wrong one
            authors = [{"name": who["name"]} for who in authors]
        elif kind == "rss" and authors and entry.get("author"):
            # it cuts addresses whose last label has more than four letters; the text itself is kept
            authors = [person(entry.author)]
        # `entry.link` of an item without one is answered with the id
        links = [link.get("href") for link in entry.get("links", []) if link.get("rel") == "alternate"]
        items.append(
            {
                "id": entry.get("id"),
                "title": entry.get("title"),
                "link": entry.get("link") if links else None,
                "published": utc(entry.get("published_parsed")),
                # `updated` of an item without one is answered with `published` by this reader
                "updated": utc(entry["updated_parsed"]) if "updated" in entry else None,
                "authors": authors,
                "first_author_only": False,
                "categories": [tag.get("label") or tag.term for tag in entry.get("tags", [])],
                "content_length": len(content),
                "enclosures": [link.get("href") for link in entry.get("links", []) if link.get("rel") == "enclosure"],
            }
        )
    return seen.feed.get("title"), items, errors


def by_fastfeedparser(data, kind):
    seen = fastfeedparser.parse(data)
    items = []
    for entry in seen.entries:
        content = entry["content"][0]["value"] if entry.get("content") else entry.get("description", "")
        item = {
            "id": entry.get("id"),
            "title": entry.get("title"),
            "link": entry.get("link") or None,
            "published": utc(entry.get("published")),
            "first_author_only": True,
            "categories": [tag.get("label") or tag["term"] for tag in entry.get("tags") or []],
            "content_length": len(content or ""),
            "enclosures": [found["url"] for found in entry.get("enclosures") or []]
            or [link["href"] for link in entry.get("links") or [] if link.get("rel") == "enclosure"],
        }
        names = [who["name"] for who in entry.get("authors") or []]
        if not names and entry.get("author"):
            names = [entry["author"]]
        if kind == "rss":
            item["authors"] = [person(name) for name in names]
        else:
            item["authors"] = [{"name": name} for name in names]
            item["updated"] = utc(entry.get("updated"))
        items.append(item)
    return seen.feed.get("title"), items, []


def by_lxml(data, kind):
    if kind == "json":
        return None
    try:
        lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except lxml.etree.XMLSyntaxError as trouble:
        return None, None, [str(trouble)]
    return None, None, []


def relax_ng(path):
    with open(path, encoding="utf-8") as file:
        schema = rnc2rng.dumps(rnc2rng.loads(file.read()))
    # `namespace local = ""` is a notation of the compact syntax; as a declaration in XML it is an error
    schema = re.sub(r'\sxmlns:local=""', "", schema)
    validator = lxml.etree.RelaxNG(lxml.etree.fromstring(schema.encode()))

    def judge(data, kind):
        if kind != "atom":
            return None
        tree = lxml.etree.parse(io.BytesIO(data), lxml.etree.XMLParser(resolve_entities=False, huge_tree=True))
        validator.validate(tree)
        return None, None, [f"line {found.line}: {found.message}" for found in validator.error_log]

    return judge


def bodies(data, kind):
    """The HTML of each item, with the item's id."""
    if kind == "json":
        for item in json.loads(data)["items"]:
            yield item.get("id"), item.get("content_html")
        return
    root = lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False, huge_tree=True))
    if kind == "atom":
        for entry in root.iter(f"{ATOM}entry"):
            for name in ("content", "summary"):
                part = entry.find(f"{ATOM}{name}")
                if part is not None and part.get("type") == "html":
                    yield entry.findtext(f"{ATOM}id"), part.text
        return
    for item in root.iter("item"):
        for name in ("description", f"{CONTENT}encoded"):
            yield item.findtext("guid"), item.findtext(name)


ADDRESSES = {"href", "src", "poster", "cite", "data", "action", "background", "longdesc"}
FORBIDDEN = {"script", "style", "form", "input", "object", "embed", "applet", "link", "meta", "base", "frame", "button"}


def by_html5lib(data, kind):
    errors = []
    for key, html in bodies(data, kind):
        if not html:
            continue
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        tree = parser.parseFragment(html)
        for place, code, _ in parser.errors:
            # a character that is only discouraged is no fault of the markup
            if code != "invalid-codepoint":
                errors.append(f"{key}: {code} at {place}")
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag.lower() in FORBIDDEN:
                errors.append(f"{key}: <{element.tag}> reaches the reader")
            for name, value in element.attrib.items():
                name = str(name).lower()
                if name.startswith("on") or name == "style":
                    errors.append(f"{key}: {name}= reaches the reader")
                if name in ADDRESSES and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", value.strip()):
                    errors.append(f"{key}: {name}={value!r} is relative")
                if name in ADDRESSES and re.match(r"\s*(javascript|vbscript):", value, re.I):
                    errors.append(f"{key}: {name}={value!r} is a script")
                if name == "srcset":
                    for candidate in value.split(","):
                        address = candidate.split()[0] if candidate.split() else ""
                        if address and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address) and "://" not in value:
                            errors.append(f"{key}: srcset {address!r} is relative")
    return None, None, errors


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--schema", help="RELAX NG schema for Atom in the compact syntax")
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()
    judges = {
        "feedparser": by_feedparser,
        "fastfeedparser": by_fastfeedparser,
        "lxml": by_lxml,
        "html5lib": by_html5lib,
    }
    if given.schema:
        judges["relaxng"] = relax_ng(given.schema)
    for path in given.files:
        with open(path, "rb") as file:
            data = file.read()
        kind = format_of(data)
        for name, judge in judges.items():
            if name == "feedparser" and kind == "json":
                continue  # it reads no JSON Feed
            try:
                verdict = judge(data, kind)
            except Exception as trouble:  # a judge that gives up has judged, too
                verdict = None, None, [f"{type(trouble).__name__}: {trouble}"]
            if verdict is None:
                continue
            title, items, errors = verdict
            print(
                json.dumps(
                    {"judge": name, "file": path, "format": kind, "title": title, "items": items, "errors": errors}
                )
            )


if __name__ == "__main__":
    sys.exit(main())
