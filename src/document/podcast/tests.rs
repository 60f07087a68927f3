use super::of_files;
use crate::{
    document::fixture,
    record::Enclosure,
    value::podcast::{Alternate, Episode, Source},
};

fn file(address: &str, media_type: &str, duration: Option<f64>) -> Enclosure {
    let mut enclosure = fixture::enclosure(address);
    enclosure.media_type = media_type.parse().expect("a type");
    enclosure.duration = duration;
    enclosure
}

/// The addresses that are other forms of the first file.
fn others(files: &[Enclosure], episode: Option<Episode>) -> Vec<String> {
    let mut record = fixture::record();
    record.episode = episode.map(Box::new);
    let sources = of_files(&record, files).alternates.clone().into_iter().flat_map(|file| file.sources);
    sources.map(|source| source.uri).collect()
}

#[test]
fn further_files_of_one_recording_are_other_forms_of_it() {
    let first = file("https://a.example/1.mp3", "audio/mpeg", Some(61.2));
    let table = [
        (file("https://a.example/1.ogg", "audio/ogg", Some(60.1)), true),
        (file("https://a.example/2.ogg", "audio/ogg", Some(90.0)), false),
        (file("https://a.example/1.ogg", "audio/ogg", None), true),
        (file("https://a.example/1b.mp3", "audio/mpeg", None), false),
        (file("https://a.example/1b.mp3", "audio/mpeg", Some(61.0)), true),
        (file("https://a.example/1.mp4", "video/mp4", Some(75.0)), true),
        (file("https://a.example/film.mp4", "video/mp4", Some(61.2)), true),
        (file("https://a.example/making-of.mp4", "video/mp4", Some(75.0)), false),
        (file("https://a.example/making-of.mp4", "video/mp4", None), false),
        (file("https://a.example/notes.pdf", "application/pdf", None), false),
    ];
    for (other, is_other_form) in table {
        let expected = if is_other_form { vec![other.url.to_string()] } else { Vec::new() };
        assert_eq!(others(&[first.clone(), other], None), expected);
    }
    let pdf = file("https://a.example/a.pdf", "application/pdf", None);
    let second = file("https://a.example/b.pdf", "application/pdf", None);
    assert!(others(&[pdf, second], None).is_empty());
}

#[test]
fn what_the_record_states_of_a_file_stays() {
    let first = file("https://a.example/1.mp3", "audio/mpeg", Some(61.2));
    let second = file("https://a.example/1.ogg", "audio/ogg", Some(61.2));
    let source = Source { uri: "https://a.example/1.ogg".to_owned(), content_type: None };
    let stated = Alternate { title: Some("Free".to_owned()), sources: vec![source], ..Alternate::default() };
    let episode = Episode { alternates: vec![stated], ..Episode::default() };
    assert_eq!(others(&[first, second], Some(episode)), ["https://a.example/1.ogg"]);
}
