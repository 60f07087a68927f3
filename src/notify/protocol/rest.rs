//! Ping services that take a form: an address with places for title, site and feed.

use crate::notify::{
    News,
    draft::{Draft, percent},
};

/// A GET of the filled address, or its query as a form.
pub(in crate::notify) fn draft(template: &str, post: bool, news: &News) -> Draft {
    // In one pass: a title may hold the name of a place.
    let mut url = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, place) = rest.split_at(start);
        url.push_str(before);
        let values = [("{title}", &news.title), ("{site}", &news.site), ("{feed}", &news.feed_url)];
        match values.into_iter().find(|(name, _)| place.starts_with(name)) {
            Some((name, value)) => {
                url.push_str(&percent(value));
                rest = &place[name.len()..];
            }
            None => {
                url.push('{');
                rest = &place[1..];
            }
        }
    }
    url.push_str(rest);
    let draft = match url.split_once('?') {
        Some((at, query)) if post => {
            Draft::post(at.to_owned(), "application/x-www-form-urlencoded", query.split('#').next().unwrap_or_default())
        }
        None if post => Draft::post(url, "application/x-www-form-urlencoded", ""),
        _ => Draft::get(url),
    };
    draft.header("Accept", "*/*")
}

#[cfg(test)]
mod tests {
    use super::draft;
    use crate::notify::fixture;

    #[test]
    fn the_places_of_an_address_are_filled_and_encoded() {
        let mut news = fixture::news();
        news.title = "Salt & {feed}".to_owned();
        let template = "https://rpc.example/ping?name={title}&url={site}&changesURL={feed}&chk={x}";
        let filled = "name=Salt%20%26%20%7Bfeed%7D&url=https%3A%2F%2Fnotes.example%2F&changesURL=https%3A%2F%2Fnotes.example%2Ffeeds%2Fnews%2Frss.xml&chk={x}";
        assert_eq!(draft(template, false, &news).url, format!("https://rpc.example/ping?{filled}"));
        let posted = draft(template, true, &news);
        assert_eq!(posted.url, "https://rpc.example/ping");
        assert_eq!(posted.body, Some(("application/x-www-form-urlencoded", filled.as_bytes().to_vec())));
    }
}
