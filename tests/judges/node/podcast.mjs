// What readers of podcasts see in a feed: all of it, as they hand it on.
//
//     NODE_MODULES=target/judges/node_modules node podcast.mjs FILE
//
// Prints one JSON object, by the readers' names.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = resolve(process.env.NODE_MODULES ?? `${here}/node_modules`);
const require = createRequire(`${packages}/index.js`);
const { parseFeed } = require("feedsmith");
const partytime = require("podcast-partytime");

const text = readFileSync(process.argv[2], "utf8");
// It tells what it thinks while it reads; only what it says in the end counts.
const say = console.log;
console.log = () => {};
const seen = { feedsmith: parseFeed(text).feed, "podcast-partytime": await partytime.parseFeed(text) };
say(JSON.stringify(seen));
