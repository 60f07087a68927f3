//! Media RSS and GeoRSS: what RSS and Atom both say about pictures, files and places.

use super::extension::{Element, Extensions};
use crate::{
    record::{Enclosure, Image, Location},
    value::guess_media_type,
};

/// The picture of an item: `media:content` and, for readers who look for nothing else, `media:thumbnail`.
pub(super) fn image(image: &Image, extensions: &mut Extensions) {
    let size = |pixels: Option<u32>| pixels.filter(|pixels| *pixels > 0).map(|pixels| pixels.to_string());
    let media_type = guess_media_type(image.url.as_str()).filter(|guess| guess.family() == "image");
    let mut content = Element::new("media", "content")
        .attribute("url", image.url.as_str())
        .attribute("medium", "image")
        .attribute_if("type", media_type.map(|guess| guess.as_str().to_owned()))
        .attribute_if("width", size(image.width))
        .attribute_if("height", size(image.height));
    if let Some(alt) = image.alt.as_deref().filter(|alt| !alt.trim().is_empty()) {
        content = content.child(Element::new("media", "description").attribute("type", "plain").text(alt));
    }
    extensions.push(content);
    extensions.push(
        Element::new("media", "thumbnail")
            .attribute("url", image.url.as_str())
            .attribute_if("width", size(image.width))
            .attribute_if("height", size(image.height)),
    );
}

/// A media file, with what neither `enclosure` nor `link` can say about it.
pub(super) fn file(enclosure: &Enclosure, extensions: &mut Extensions) {
    extensions.push(content(enclosure));
}

/// A media file as an element.
pub(super) fn content(enclosure: &Enclosure) -> Element {
    let medium = match enclosure.media_type.family() {
        family @ ("audio" | "video" | "image") => Some(family),
        "text" => Some("document"),
        _ => (enclosure.media_type.as_str() == "application/pdf").then_some("document"),
    };
    let mut content = Element::new("media", "content")
        .attribute("url", enclosure.url.as_str())
        .attribute("type", enclosure.media_type.as_str())
        .attribute_if("medium", medium)
        .attribute_if("fileSize", enclosure.length.filter(|length| *length > 0).map(|length| length.to_string()))
        .attribute_if("duration", whole_seconds(enclosure.duration))
        .attribute_if("lang", enclosure.language.as_ref().map(|language| language.as_str()));
    if let Some(title) = enclosure.title.as_deref().filter(|title| !title.trim().is_empty()) {
        content = content.child(Element::new("media", "title").attribute("type", "plain").text(title));
    }
    content
}

/// Media RSS counts in whole seconds, and has no word for "unknown" but silence.
fn whole_seconds(seconds: Option<f64>) -> Option<String> {
    let seconds = seconds.filter(|seconds| seconds.is_finite())?.round();
    (seconds >= 1.0).then(|| format!("{seconds:.0}"))
}

/// A point on earth: latitude first, one blank between (GeoRSS Simple).
pub(super) fn point(location: &Location, extensions: &mut Extensions) {
    let inside = |degrees: Option<f64>, limit: f64| degrees.filter(|degrees| degrees.abs() <= limit);
    if let (Some(latitude), Some(longitude)) = (inside(location.latitude, 90.0), inside(location.longitude, 180.0)) {
        extensions.push(Element::new("georss", "point").text(format!("{latitude} {longitude}")));
    }
}

#[cfg(test)]
mod tests {
    use super::{file, image, point};
    use crate::document::{extension::Extensions, fixture};
    use crate::record::{Image, Location};
    use crate::value::WebUrl;

    fn written(build: impl Fn(&mut Extensions)) -> String {
        let mut extensions = Extensions::default();
        build(&mut extensions);
        let text = rss::Channel { extensions: extensions.into_rss(), ..rss::Channel::default() }.to_string();
        let start = text.find("</description>").map_or(0, |at| at + "</description>".len());
        text[start..].replace("</channel></rss>", "")
    }

    #[test]
    fn a_picture_with_its_alternative_text() {
        let picture = Image {
            url: WebUrl::parse("https://a.example/x.png?v=1").expect("valid"),
            alt: Some("Tom & Jo".to_owned()),
            width: Some(640),
            height: Some(0),
        };
        assert_eq!(
            written(|extensions| image(&picture, extensions)),
            "<media:content medium=\"image\" type=\"image/png\" url=\"https://a.example/x.png?v=1\" width=\"640\">\
             <media:description type=\"plain\">Tom &amp; Jo</media:description></media:content>\
             <media:thumbnail url=\"https://a.example/x.png?v=1\" width=\"640\"></media:thumbnail>"
        );
    }

    #[test]
    fn a_file_says_only_what_is_known() {
        let mut enclosure = fixture::enclosure("https://a.example/x.mp3");
        (enclosure.length, enclosure.duration) = (Some(0), Some(f64::NAN));
        assert_eq!(
            written(|extensions| file(&enclosure, extensions)),
            "<media:content medium=\"audio\" type=\"audio/mpeg\" url=\"https://a.example/x.mp3\"></media:content>"
        );
        (enclosure.length, enclosure.duration) = (Some(7), Some(61.6));
        enclosure.language = Some("de".parse().expect("a tag"));
        enclosure.title = Some("Ton".to_owned());
        assert_eq!(
            written(|extensions| file(&enclosure, extensions)),
            "<media:content duration=\"62\" fileSize=\"7\" lang=\"de\" medium=\"audio\" type=\"audio/mpeg\" \
             url=\"https://a.example/x.mp3\"><media:title type=\"plain\">Ton</media:title></media:content>"
        );
    }

    #[test]
    fn a_point_is_latitude_and_longitude_on_this_earth() {
        let table = [
            (Some(40.5), Some(-74.25), "<georss:point>40.5 -74.25</georss:point>"),
            (Some(0.0), Some(180.0), "<georss:point>0 180</georss:point>"),
            (Some(90.1), Some(0.0), ""),
            (Some(f64::NAN), Some(0.0), ""),
            (Some(1.0), None, ""),
        ];
        for (latitude, longitude, expected) in table {
            let location = Location { name: None, latitude, longitude };
            assert_eq!(written(|extensions| point(&location, extensions)), expected);
        }
    }
}
