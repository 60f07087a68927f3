// Reads feeds with readers that Courant's authors did not write, and says what those readers saw.
//
//     NODE_MODULES=target/judges/node_modules node judge.mjs FILE...
//
// Prints one JSON object a line for each reader and file, in the form that ../python/judge.py describes. The packages
// are looked for in the directory that NODE_MODULES names, else beside this file.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = resolve(process.env.NODE_MODULES ?? `${here}/node_modules`);
const require = createRequire(`${packages}/index.js`);
const { parseFeed } = require("feedsmith");
const RssParser = require("rss-parser");

const utc = (text) => (text ? new Date(text).toISOString().replace(/\.\d+Z$/, "Z") : null);
const length = (text) => [...(text ?? "")].length;

/** The parts of an RSS author, `mail (Name)`. */
function person(text) {
  if (typeof text === "object") return { name: text.name ?? null, email: text.email ?? null };
  const found = /^(\S+@\S+)(?:\s+\((.*)\))?$/.exec(text.trim());
  return found ? { name: found[2] ?? null, email: found[1] } : { name: text, email: null };
}

function byFeedsmith(text) {
  const { format, feed } = parseFeed(text);
  const readers = {
    rss: (item) => ({
      id: item.guid?.value ?? null,
      title: item.title ?? null,
      link: item.link ?? null,
      published: utc(item.pubDate),
      updated: utc(item.atom?.updated),
      authors: [...(item.authors ?? []), ...(item.dc?.creators ?? [])].map(person),
      categories: (item.categories ?? []).map((category) => category.name),
      content_length: length(item.content?.encoded ?? item.description),
      enclosures: (item.enclosures ?? []).map((enclosure) => enclosure.url),
    }),
    atom: (entry) => ({
      id: entry.id ?? null,
      title: entry.title?.value ?? entry.title ?? null,
      link: (entry.links ?? []).find((link) => (link.rel ?? "alternate") === "alternate")?.href ?? null,
      published: utc(entry.published),
      updated: utc(entry.updated),
      authors: (entry.authors ?? []).map(person),
      categories: (entry.categories ?? []).map((category) => category.label ?? category.term),
      content_length: length(entry.content?.value ?? entry.summary?.value),
      enclosures: (entry.links ?? []).filter((link) => link.rel === "enclosure").map((link) => link.href),
    }),
    json: (item) => ({
      id: item.id ?? null,
      title: item.title ?? null,
      link: item.url ?? null,
      published: utc(item.date_published),
      updated: utc(item.date_modified),
      authors: (item.authors ?? []).map(person),
      categories: item.tags ?? [],
      content_length: length(item.content_html ?? item.content_text),
      enclosures: (item.attachments ?? []).map((attachment) => attachment.url),
    }),
  };
  const items = (feed.items ?? feed.entries ?? []).map((item) => ({ ...readers[format](item), first_author_only: false }));
  return { title: feed.title?.value ?? feed.title ?? null, items };
}

async function byRssParser(text, format) {
  const atom = format === "atom";
  const reader = new RssParser({
    customFields: {
      item: [
        ["dc:creator", "creators", { keepArray: true }],
        ["category", "kinds", { keepArray: true }],
      ],
    },
  });
  const seen = await reader.parseString(text);
  const items = seen.items.map((item) => {
    const names = item.creators ?? (item.author ? [item.author] : []);
    return {
      id: item.guid?._ ?? item.guid ?? item.id ?? null,
      title: item.title ?? null,
      link: item.link ?? null,
      published: utc(item.isoDate),
      // it has one date only, and of Atom's people the names
      authors: atom ? names.map((name) => ({ name })) : names.map(person),
      first_author_only: item.creators === undefined,
      categories: (item.kinds ?? []).map((kind) => kind.$?.label ?? kind._ ?? kind.$?.term ?? kind),
      content_length: length(item["content:encoded"] ?? item.content ?? item.summary),
      ...(atom ? {} : { enclosures: item.enclosure ? [item.enclosure.url] : [] }),
    };
  });
  return { title: seen.title ?? null, items };
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const start = text.trimStart();
  const format = start.startsWith("{") ? "json" : /<(\w+:)?feed[\s>]/.test(start.slice(0, 2000)) ? "atom" : "rss";
  for (const [judge, read] of [["feedsmith", byFeedsmith], ["rss-parser", byRssParser]]) {
    if (judge === "rss-parser" && format === "json") continue; // it reads no JSON Feed
    let verdict;
    try {
      verdict = { ...(await read(text, format)), errors: [] };
    } catch (trouble) {
      verdict = { title: null, items: null, errors: [String(trouble)] };
    }
    console.log(JSON.stringify({ judge, file, format, ...verdict }));
  }
}
