//! The files by which search engines see that a site's pages are submitted by the site itself (IndexNow).

use super::Error;
use crate::{config::Publication, notify::HttpCourier, publish::Publisher};

/// Writes the key of every endpoint that names a `key_file`, where it is not there already. Gives back which keys could not be
/// had, in words for people: nothing else depends on them.
///
/// # Errors
/// A file cannot be written.
pub fn write_key_files(publication: &Publication, courier: &HttpCourier) -> Result<Vec<String>, Error> {
    let mut missing = Vec::new();
    for endpoint in &publication.endpoints {
        let (file, key) = match courier.key_file(endpoint) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(why) => {
                missing.push(format!("{}: the key is not written to its file: {why}", endpoint.name));
                continue;
            }
        };
        // It may lie anywhere, with the rest of the site: its owner wrote it down.
        let path = publication.root.join(&file);
        let (Some(directory), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
            missing.push(format!("{}: `key_file = \"{file}\"` names no file", endpoint.name));
            continue;
        };
        let mut publisher = Publisher::open(directory)?;
        publisher.stage(name, &|out| out.write_all(key.as_bytes()))?;
        publisher.commit()?;
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::write_key_files;
    use crate::{
        config,
        notify::HttpCourier,
        value::{Clock, Timestamp},
    };

    #[test]
    fn a_key_is_written_where_the_configuration_says() {
        let directory = tempfile::tempdir().expect("a directory");
        let text = "[publication]\ntitle = \"T\"\nlink = \"https://a.example/\"\n\
                    [[ping]]\nindexnow = \"https://i.example/\"\nkey = \"env:KEY\"\nkey_file = \"site/{key}.txt\"\n\
                    [[ping]]\nindexnow = \"https://j.example/\"\nkey = \"env:NONE\"\nkey_file = \"site/j.txt\"\n";
        let publication = config::read(text, "courant.toml", directory.path()).publication.expect("valid");
        let environment = |name: &str| (name == "KEY").then(|| "5f2a9c0d".to_owned());
        let clock = Clock::at(Timestamp::from_unix(0).expect("in range"));
        let courier = HttpCourier::new(directory.path(), clock, Box::new(environment));
        for _ in 0..2 {
            let missing = write_key_files(&publication, &courier).expect("written");
            assert!(matches!(missing.as_slice(), [why] if why.contains("`NONE` is not set")), "{missing:?}");
            let written = std::fs::read(directory.path().join("site/5f2a9c0d.txt")).expect("there");
            assert_eq!(written, b"5f2a9c0d", "the key and nothing else");
        }
    }
}
