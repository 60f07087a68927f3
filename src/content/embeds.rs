//! Players and other pages shown inside a body: what stands for them in a feed.
//!
//! Readers strip frames, so by default a link to the page takes the frame's place: with the still picture where the
//! service keeps one at a fixed address, with the frame's title or the name of the service as its text.

use super::{Embeds, Options};
use crate::value::{WebUrl, escape_html};
use url::Url;

/// A page that was embedded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Where a person can see it.
    pub address: String,
    /// The name of the service, or the host.
    pub service: String,
    /// A still picture at an address that follows from the page's.
    pub still: Option<String>,
}

/// The page behind the address of a frame.
pub(super) fn page(frame: &WebUrl) -> Page {
    let fallback = || Page {
        address: frame.to_string(),
        service: frame.host().trim_start_matches("www.").to_owned(),
        still: None,
    };
    let Ok(url) = Url::parse(frame.as_str()) else { return fallback() };
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.").trim_start_matches("m.").to_owned();
    let path: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let at = |service: &str, address: String| {
        // Parts of the address come out of the frame's: they may hold anything.
        WebUrl::parse(&address).map(|address| Page {
            address: address.to_string(),
            service: service.to_owned(),
            still: None,
        })
    };
    let known = match (host.as_str(), path.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com", ["embed", "videoseries", ..]) => {
            query("list").map(|list| at("YouTube", format!("https://www.youtube.com/playlist?list={list}")))
        }
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v" | "shorts" | "live", id, ..]) | ("youtu.be", [id]) => {
            youtube(id, query("start").or_else(|| query("t")).as_deref()).map(Ok)
        }
        ("youtube.com", ["watch"]) => query("v").and_then(|id| youtube(&id, query("t").as_deref())).map(Ok),
        ("player.vimeo.com", ["video", id, ..]) => {
            let hash = query("h").map(|hash| format!("/{hash}")).unwrap_or_default();
            Some(at("Vimeo", format!("https://vimeo.com/{id}{hash}")))
        }
        ("w.soundcloud.com", ["player"]) => query("url").map(|page| at("SoundCloud", page)),
        ("open.spotify.com", ["embed" | "embed-podcast", kind, id, ..]) => {
            Some(at("Spotify", format!("https://open.spotify.com/{kind}/{id}")))
        }
        ("embed.bsky.app", ["embed", account, _, post, ..]) => {
            Some(at("Bluesky", format!("https://bsky.app/profile/{account}/post/{post}")))
        }
        ("dailymotion.com", ["embed", "video", id, ..]) => {
            Some(at("Dailymotion", format!("https://www.dailymotion.com/video/{id}")))
        }
        ("codepen.io", [user, "embed", pen, ..]) => Some(at("CodePen", format!("https://codepen.io/{user}/pen/{pen}"))),
        ("embed.podcasts.apple.com", _) => {
            Some(at("Apple Podcasts", frame.as_str().replacen("embed.podcasts.", "podcasts.", 1)))
        }
        ("archive.org", ["embed", item, ..]) => {
            Some(at("Internet Archive", format!("https://archive.org/details/{item}")))
        }
        ("platform.twitter.com", ["embed", ..]) => {
            query("id").map(|id| at("Twitter", format!("https://twitter.com/i/status/{id}")))
        }
        ("facebook.com", ["plugins", ..]) => query("href").map(|page| at("Facebook", page)),
        ("instagram.com", [kind, id, "embed", ..]) => {
            Some(at("Instagram", format!("https://www.instagram.com/{kind}/{id}/")))
        }
        // Mastodon: the post's own address, with `/embed` behind it.
        (_, [account, post, "embed"]) if account.starts_with('@') && post.bytes().all(|b| b.is_ascii_digit()) => {
            Some(at(&host, format!("https://{host}/{account}/{post}")))
        }
        _ => None,
    };
    known.and_then(Result::ok).unwrap_or_else(fallback)
}

fn youtube(id: &str, start: Option<&str>) -> Option<Page> {
    let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let start = start.filter(|start| !start.is_empty() && start.bytes().all(|b| b.is_ascii_alphanumeric()));
    let start = start.map(|start| format!("&t={start}")).unwrap_or_default();
    is_id.then(|| Page {
        address: format!("https://www.youtube.com/watch?v={id}{start}"),
        service: "YouTube".to_owned(),
        still: Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
    })
}

/// The link that stands for a page: its attributes and what is inside.
pub(super) fn link(page: &Page, title: Option<&str>) -> (String, String) {
    let title = title.map(str::trim).filter(|title| !title.is_empty()).unwrap_or(&page.service);
    let title = escape_html(title);
    let inside = match &page.still {
        Some(still) => format!("<img src=\"{}\" alt=\"\"><br>{title}", escape_html(still)),
        None => title.into_owned(),
    };
    (format!(" href=\"{}\"", escape_html(&page.address)), inside)
}

/// Whether frames of this address stay as they are.
pub(super) fn is_kept(frame: &WebUrl, options: &Options) -> bool {
    let host = frame.host().to_ascii_lowercase();
    options.embeds == Embeds::Keep
        && options.embed_hosts.iter().any(|kept| {
            let kept = kept.trim().to_ascii_lowercase();
            let sub = host.strip_suffix(kept.as_str());
            !kept.is_empty() && sub.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
        })
}

/// The address of the frame that an element of AMP or a lazy player stands for.
pub(super) fn frame_of<'a>(element: &str, attribute: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let id = |name: &str| attribute(name).map(str::trim).filter(|id| !id.is_empty());
    match element {
        "amp-youtube" => id("data-videoid").map(|id| format!("https://www.youtube.com/embed/{id}")),
        "lite-youtube" => id("videoid").map(|id| format!("https://www.youtube.com/embed/{id}")),
        "amp-vimeo" => id("data-videoid").map(|id| format!("https://player.vimeo.com/video/{id}")),
        "lite-vimeo" => id("videoid").map(|id| format!("https://player.vimeo.com/video/{id}")),
        "amp-soundcloud" => id("data-trackid").map(|id| format!("https://api.soundcloud.com/tracks/{id}")),
        "amp-twitter" => id("data-tweetid").map(|id| format!("https://twitter.com/i/status/{id}")),
        "amp-instagram" => id("data-shortcode").map(|id| format!("https://www.instagram.com/p/{id}/")),
        _ => id("src").or_else(|| id("data-src")).or_else(|| id("data-href")).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_kept, page};
    use crate::{
        content::{Embeds, Options},
        value::WebUrl,
    };

    #[test]
    fn a_frame_leads_to_the_page_that_it_shows() {
        for (frame, expected, service) in [
            ("https://www.youtube.com/embed/aB3-_x?rel=0", "https://www.youtube.com/watch?v=aB3-_x", "YouTube"),
            ("https://www.youtube-nocookie.com/embed/x?start=30", "https://www.youtube.com/watch?v=x&t=30", "YouTube"),
            ("https://youtu.be/x", "https://www.youtube.com/watch?v=x", "YouTube"),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/playlist?list=PL1",
                "YouTube",
            ),
            ("https://player.vimeo.com/video/12?h=ab", "https://vimeo.com/12/ab", "Vimeo"),
            (
                "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b",
                "https://soundcloud.com/a/b",
                "SoundCloud",
            ),
            (
                "https://w.soundcloud.com/player/?url=javascript:x",
                "https://w.soundcloud.com/player/?url=javascript:x",
                "w.soundcloud.com",
            ),
            ("https://open.spotify.com/embed/episode/1?utm=2", "https://open.spotify.com/episode/1", "Spotify"),
            (
                "https://embed.bsky.app/embed/did:plc:x/app.bsky.feed.post/3k",
                "https://bsky.app/profile/did:plc:x/post/3k",
                "Bluesky",
            ),
            ("https://social.example/@ana/12/embed", "https://social.example/@ana/12", "social.example"),
            ("https://www.maps.example/embed?q=1", "https://www.maps.example/embed?q=1", "maps.example"),
        ] {
            let page = page(&WebUrl::parse(frame).expect("valid"));
            assert_eq!((page.address.as_str(), page.service.as_str()), (expected, service), "{frame}");
        }
    }

    #[test]
    fn a_host_stands_for_its_subdomains_only() {
        let options = Options { embeds: Embeds::Keep, embed_hosts: vec!["video.example".into()] };
        for (frame, kept) in [
            ("https://video.example/x", true),
            ("https://player.video.example/x", true),
            ("https://evilvideo.example/x", false),
            ("https://video.example.evil.example/x", false),
        ] {
            assert_eq!(is_kept(&WebUrl::parse(frame).expect("valid"), &options), kept, "{frame}");
        }
    }
}
