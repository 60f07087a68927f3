import { feedPlugin } from "@11ty/eleventy-plugin-rss";

export default function (eleventyConfig) {
  eleventyConfig.addFilter("shout", (text) => text.toUpperCase());
  eleventyConfig.addPlugin(feedPlugin, {
    type: "atom",
    outputPath: "/feed/feed.xml",
    collection: { name: "posts", limit: 0 },
    metadata: {
      language: "en",
      title: "The Buoy",
      base: "https://buoy.example/",
      author: { name: "Ada Quay", email: "ada@buoy.example" },
    },
  });
}

export const config = { dir: { input: "content", data: "../_data", output: "_site" } };
