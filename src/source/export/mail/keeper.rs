//! What the keeper of a mailbox says of a message: flags, labels, and the folder in which it lies.

use super::{super::Standing, message::text};
use mail_parser::{HeaderForm, HeaderValue, Message};

/// Names of folders and labels, in small ASCII letters alone; in other scripts as they are.
const DRAFTS: &[&str] = &[
    "borradores",
    "bozze",
    "brouillon",
    "brouillons",
    "concepten",
    "draft",
    "drafts",
    "entwrfe",
    "entwurf",
    "kladder",
    "koncepty",
    "luonnokset",
    "outbox",
    "postausgang",
    "rascunhos",
    "scheduled",
    "templates",
    "unsentmessages",
    "utkast",
    "vorlagen",
    "wersjerobocze",
    "черновики",
    "下書き",
    "草稿",
    "임시보관함",
];
const TRASH: &[&str] = &[
    "bin",
    "bulkmail",
    "cestino",
    "corbeille",
    "correonodeseado",
    "courrierindsirable",
    "deleted",
    "deleteditems",
    "deletedmessages",
    "elementoseliminados",
    "gelschteelemente",
    "gelschteobjekte",
    "indsirables",
    "junk",
    "junkemail",
    "junkmail",
    "kosz",
    "lixeira",
    "lixo",
    "lixoeletrnico",
    "lmentssupprims",
    "ongewensteemail",
    "papelera",
    "papierkorb",
    "papirkurv",
    "papperskorgen",
    "postaeliminata",
    "postaindesiderata",
    "pourriel",
    "prullenbak",
    "roskakori",
    "roskaposti",
    "skrppost",
    "spam",
    "spamverdacht",
    "sppelpost",
    "trash",
    "корзина",
    "спам",
    "ゴミ箱",
    "迷惑メール",
    "垃圾邮件",
    "已删除邮件",
    "휴지통",
    "스팸함",
];
/// Gmail keeps talks with single people among the mail.
const PRIVATE: &[&str] = &["chat", "chats"];

/// The standing of what lies in a folder, by its path; none for a folder that says nothing.
pub(super) fn of_folder(path: &str) -> Option<Standing> {
    strictest(path.split(['/', '.']).filter_map(of_name))
}

/// What is said of a message. `flags` are those of a file in a Maildir, `folder` is what [`of_folder`] said.
pub(super) fn standing(message: &Message<'_>, flags: &str, folder: Option<&Standing>) -> Standing {
    let head = |name: &'static str| text(message, name).unwrap_or_default();
    let is = |name: &'static str, words: &[&str]| {
        let first = head(name).trim().split([',', ' ']).next().unwrap_or_default();
        words.iter().any(|word| first.eq_ignore_ascii_case(word))
    };
    let status = head("X-Status");
    let mozilla = u32::from_str_radix(head("X-Mozilla-Status").trim(), 16).unwrap_or_default();
    // Deleted, and waiting for the mailbox to be written anew.
    let is_expunged = mozilla & 8 != 0;
    let is_spam = is("X-Spam-Flag", &["yes"]) || is("X-Spam-Status", &["yes"]);
    let is_unsent = is("X-Unsent", &["1"]) || text(message, "X-Mozilla-Draft-Info").is_some();
    let is_confidential = is("Sensitivity", &["private", "personal", "company-confidential"]);
    let said = [
        (flags.contains('T') || status.contains('D') || is_expunged || is_spam, Standing::Trash),
        (flags.contains('D') || status.contains('T') || is_unsent, Standing::Draft),
        (is_confidential, Standing::Private),
    ];
    let said = said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, standing)| standing);
    let labels = message.header_as("X-Gmail-Labels", HeaderForm::Text);
    let labels =
        labels.iter().filter_map(HeaderValue::as_text).flat_map(|labels| labels.split(',')).filter_map(of_name);
    strictest(said.chain(labels).chain(folder.cloned())).unwrap_or(Standing::Published)
}

fn of_name(name: &str) -> Option<Standing> {
    let mut letters = String::new();
    // Maildirs write other letters as `&APw-`.
    for (n, part) in name.split('&').enumerate() {
        let part = if n > 0 { part.split_once('-').map_or(part, |(_, rest)| rest) } else { part };
        letters.extend(part.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    }
    if letters.is_empty() {
        letters = name.trim().to_lowercase();
    }
    let among = |names: &[&str]| names.contains(&letters.as_str());
    if among(TRASH) {
        Some(Standing::Trash)
    } else if among(PRIVATE) {
        Some(Standing::Private)
    } else {
        among(DRAFTS).then_some(Standing::Draft)
    }
}

/// Of several the one that lets the fewest see it.
fn strictest(standings: impl Iterator<Item = Standing>) -> Option<Standing> {
    let rank = |standing: &Standing| match standing {
        Standing::Trash => 2,
        Standing::Private => 1,
        _ => 0,
    };
    standings.max_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::{Standing, of_folder};

    #[test]
    fn folders_say_what_lies_in_them() {
        for (path, expected) in [
            (".Trash/cur/6.host:2,S", Some(Standing::Trash)),
            (".INBOX.Junk/new/6", Some(Standing::Trash)),
            (".Drafts/cur/7", Some(Standing::Draft)),
            (".Entw&APw-rfe/cur/7", Some(Standing::Draft)),
            ("Takeout/Mail/Spam.mbox", Some(Standing::Trash)),
            ("[Gmail].sbd/Trash", Some(Standing::Trash)),
            (".Gel&APY-schte Elemente/cur/1", Some(Standing::Trash)),
            ("Корзина", Some(Standing::Trash)),
            ("All mail Including Spam and Trash.mbox", None),
            (".Archive/cur/6", None),
            ("cur/1", None),
        ] {
            assert_eq!(of_folder(path), expected, "{path}");
        }
    }
}
