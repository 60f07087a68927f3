//! `weblogUpdates` by XML-RPC. A server says in the body of a 200 whether it took the ping, in more spellings than one.

use crate::{
    net::Reply,
    notify::{News, Verdict, answer, draft::Draft, outcome},
    value::{Timestamp, is_xml_char},
};
use quick_xml::{Reader, events::Event};

/// Names are taken up to this length by servers that are known, in characters.
const MOST_NAME: usize = 1024;

/// `weblogUpdates.extendedPing`: name, site, page to look at, feed, categories.
pub(in crate::notify) fn extended(url: &str, news: &News) -> Draft {
    let categories = shortened(&news.categories.join("|"));
    let title = shortened(&news.title);
    let mut parameters = vec![title.as_str(), &news.site, &news.site, &news.feed_url];
    if !categories.is_empty() {
        parameters.push(&categories);
    }
    call(url, "weblogUpdates.extendedPing", &parameters)
}

/// `weblogUpdates.ping`: name and site.
pub(in crate::notify) fn plain(url: &str, news: &News) -> Draft {
    call(url, "weblogUpdates.ping", &[&shortened(&news.title), &news.site])
}

fn shortened(text: &str) -> String {
    text.chars().take(MOST_NAME).collect()
}

/// A call with texts for parameters.
pub(super) fn call(url: &str, method: &str, parameters: &[&str]) -> Draft {
    let mut body =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>{method}</methodName><params>\n");
    for parameter in parameters {
        let clean: String = parameter.chars().filter(|c| is_xml_char(*c)).collect();
        body.push_str(&format!(
            "<param><value><string>{}</string></value></param>\n",
            quick_xml::escape::escape(&clean)
        ));
    }
    body.push_str("</params></methodCall>\n");
    Draft::post(url.to_owned(), "text/xml; charset=utf-8", body)
        .header("Accept", "text/xml, application/xml, */*;q=0.5")
        .reading()
}

/// What an answer means, and whether the method is not known there.
pub(in crate::notify) fn judge(reply: &Reply, now: Timestamp) -> (Verdict, bool) {
    let by_status = outcome::by_status(reply, now);
    if by_status != Verdict::Delivered {
        return (by_status, false);
    }
    let refused = |words: &str| {
        let why = if words.is_empty() { "refused without a reason".to_owned() } else { format!("refused: {words}") };
        Verdict::Refused { why }
    };
    match read(&answer::text(reply)) {
        None => (unreadable(reply), false),
        Some(Answer::Fault { code, text }) => {
            let number = if code.is_empty() { "a fault".to_owned() } else { format!("fault {code}") };
            (Verdict::Refused { why: format!("refused with {number}: {text}") }, is_unknown_method(&code, &text))
        }
        Some(Answer::Members(members)) => {
            let member = |name: &str| {
                members.iter().find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
            };
            let words = outcome::words(member("message").unwrap_or_default().as_bytes());
            let verdict = match member("flerror").unwrap_or_default() {
                "" => Verdict::Delivered,
                flag => match answer::truth(flag) {
                    Some(false) => Verdict::Delivered,
                    Some(true) => refused(&words),
                    None => {
                        let flag = outcome::words(flag.as_bytes());
                        Verdict::Again {
                            why: format!("answered `flerror` = `{flag}`, which means nothing"),
                            after: None,
                        }
                    }
                },
            };
            (verdict, false)
        }
        Some(Answer::Value(_)) => (Verdict::Delivered, false),
    }
}

/// A 200 whose body says neither yes nor no: a page of a proxy, half an answer. It may be over the next time.
pub(super) fn unreadable(reply: &Reply) -> Verdict {
    let words = outcome::words(answer::text(reply).as_bytes());
    let shown = match (&reply.cut, reply.body.is_empty(), words.is_empty()) {
        (Some(cut), ..) => format!(" ({cut})"),
        (None, true, _) => " (there is none)".to_owned(),
        (None, false, true) => " (it looks like a page)".to_owned(),
        (None, false, false) => format!(" (`{words}`)"),
    };
    Verdict::Again {
        why: format!("answered {}, but with a body that cannot be read{shown}", reply.status),
        after: None,
    }
}

/// Fault -32601, or the same in words: there never was a list of codes that everybody kept to.
fn is_unknown_method(code: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let is_about_it = ["method", "handler", "procedure", "function"].iter().any(|word| text.contains(word));
    let is_missing = [
        "not found",
        "not exist",
        "no such",
        "unknown",
        "not defined",
        "undefined",
        "unsupported",
        "not supported",
        "not implemented",
        "failed to locate",
        "not registered",
    ]
    .iter()
    .any(|word| text.contains(word));
    matches!(code.trim(), "-32601" | "-506") || is_about_it && is_missing
}

/// What a `methodResponse` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was not done.
    Fault { code: String, text: String },
    /// A struct: its members with their texts, whatever their types.
    Members(Vec<(String, String)>),
    /// A lone value.
    Value(String),
}

/// Reads a `methodResponse` as far as it is needed: what follows the end of its value may be missing or broken.
pub(super) fn read(text: &str) -> Option<Answer> {
    // Whatever stands before it (a warning of PHP, blanks) is not part of it.
    let text = &text[text.find("<methodResponse")?..];
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut reading = Reading::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => reading.start(Element::of(element.local_name().as_ref())),
            Event::Empty(element) => {
                let element = Element::of(element.local_name().as_ref());
                reading.start(element);
                if let Some(answer) = reading.end() {
                    return Some(answer);
                }
            }
            Event::End(_) => {
                if let Some(answer) = reading.end() {
                    return Some(answer);
                }
            }
            Event::Text(text) => reading.add(&String::from_utf8_lossy(&text)),
            Event::CData(text) => reading.add(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", String::from_utf8_lossy(&reference));
                match quick_xml::escape::unescape(&written) {
                    Ok(meant) => reading.add(&meant),
                    Err(_) => reading.add(&written),
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The elements that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Fault,
    Param,
    Struct,
    Member,
    Name,
    Value,
    Other,
}

impl Element {
    fn of(name: &[u8]) -> Self {
        match name {
            b"fault" => Self::Fault,
            b"param" => Self::Param,
            b"struct" => Self::Struct,
            b"member" => Self::Member,
            b"name" => Self::Name,
            b"value" => Self::Value,
            _ => Self::Other,
        }
    }
}

/// How far an answer is read.
#[derive(Default)]
struct Reading {
    open: Vec<Element>,
    /// How many structs and values are open: an answer may be nested deeper than anybody would count again and again.
    structs: usize,
    values: usize,
    is_fault: bool,
    members: Vec<(String, String)>,
    name: String,
    value: String,
}

impl Reading {
    fn start(&mut self, element: Element) {
        match element {
            Element::Fault => self.is_fault = true,
            Element::Struct => self.structs += 1,
            Element::Name if self.structs == 1 => self.name.clear(),
            Element::Value => {
                self.values += 1;
                // The members of a struct within a member are nobody's concern.
                if self.structs <= 1 {
                    self.value.clear();
                }
            }
            _ => {}
        }
        self.open.push(element);
    }

    /// Ends the innermost element; that of the whole value is the answer.
    fn end(&mut self) -> Option<Answer> {
        match self.open.pop()? {
            Element::Member if self.structs == 1 => {
                self.members.push((std::mem::take(&mut self.name), std::mem::take(&mut self.value)));
            }
            Element::Struct => {
                self.structs -= 1;
                if self.structs == 0 {
                    return Some(self.finished());
                }
            }
            Element::Value => {
                self.values -= 1;
                if self.structs == 0 && self.open.last() == Some(&Element::Param) {
                    return Some(Answer::Value(self.value.trim().to_owned()));
                }
            }
            // A fault that is no struct is one all the same.
            Element::Fault => {
                self.members.push(("faultString".to_owned(), std::mem::take(&mut self.value)));
                return Some(self.finished());
            }
            _ => {}
        }
        None
    }

    fn add(&mut self, text: &str) {
        if self.structs > 1 {
            return;
        }
        if self.open.last() == Some(&Element::Name) {
            self.name.push_str(text);
        } else if self.values > 0 {
            self.value.push_str(text);
        }
    }

    fn finished(&mut self) -> Answer {
        let members = std::mem::take(&mut self.members);
        if !self.is_fault {
            return Answer::Members(members);
        }
        let member = |wanted: &str| {
            let found = members.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let text = outcome::words(member("faultString").as_bytes());
        let text = if text.is_empty() { "no reason is given".to_owned() } else { text };
        Answer::Fault { code: outcome::words(member("faultCode").as_bytes()), text }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, extended, judge, plain, read};
    use crate::{
        net::Reply,
        notify::{Verdict, fixture},
        value::Timestamp,
    };

    fn said(body: &str) -> (Verdict, bool) {
        let reply = Reply { status: 200, hops: Vec::new(), headers: Default::default(), body: body.into(), cut: None };
        judge(&reply, Timestamp::from_unix(0).expect("in range"))
    }

    fn response(value: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><methodResponse><params><param><value>{value}</value></param></params></methodResponse>"
        )
    }

    fn flag(name: &str, value: &str) -> String {
        response(&format!(
            "<struct>\n<member><name>legal</name><value><struct><member><name>flerror</name><value>1</value></member></struct></value></member>\
             <member><name>{name}</name>\n<value>{value}</value></member>\
             <member><name>message</name><value><string>Slow &amp; <![CDATA[steady]]> & so</string></value></member></struct>"
        ))
    }

    #[test]
    fn flerror_is_read_in_every_spelling() {
        for no in [
            "<boolean>0</boolean>",
            "<int>0</int>",
            "<i4>0</i4>",
            "<string>0</string>",
            "0",
            "false",
            " <boolean> false </boolean>",
            "<boolean>False</boolean>",
            "<double>0.0</double>",
            "<string/>",
            "",
        ] {
            assert_eq!(said(&flag("flerror", no)), (Verdict::Delivered, false), "{no}");
        }
        let refused = Verdict::Refused { why: "refused: Slow & steady & so".to_owned() };
        for yes in ["<boolean>1</boolean>", "<int>1</int>", "<i4>-1</i4>", "<string>true</string>", "1", "TRUE"] {
            for name in ["flerror", "flError", " FLERROR "] {
                assert_eq!(said(&flag(name, yes)), (refused.clone(), false), "{name} {yes}");
            }
        }
        assert!(matches!(said(&flag("flerror", "perhaps")).0, Verdict::Again { .. }));
        assert_eq!(said(&response("<struct></struct>")).0, Verdict::Delivered, "no error was named");
        assert_eq!(said(&response("<struct/>")).0, Verdict::Delivered);
        assert_eq!(said(&response("<string>Thanks</string>")).0, Verdict::Delivered);
    }

    #[test]
    fn a_fault_is_for_ever_unless_the_method_is_not_there() {
        let fault = |code: &str, text: &str| {
            said(&format!(
                "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{code}</int></value></member>\
                 <member><name>faultString</name><value>{text}</value></member></struct></value></fault></methodResponse>"
            ))
        };
        assert_eq!(
            fault("4", "Can't reach you"),
            (Verdict::Refused { why: "refused with fault 4: Can't reach you".to_owned() }, false)
        );
        for (odd, why) in [
            ("<value>no room</value>", "refused with a fault: no room"),
            ("<value><array><data><value>4</value></data></array></value>", "refused with a fault: 4"),
            ("", "refused with a fault: no reason is given"),
            (
                "<value><struct><member><name>faultCode</name><value>4\u{1}\n5</value></member></struct></value>",
                "refused with fault 4 5: no reason is given",
            ),
        ] {
            let said = said(&format!("<methodResponse><fault>{odd}</fault></methodResponse>"));
            assert_eq!(said, (Verdict::Refused { why: why.to_owned() }, false), "{odd}");
        }
        for (code, text) in [
            ("-32601", "server error"),
            ("0", "<string>No such handler: weblogUpdates.extendedPing</string>"),
            ("1", "Unknown method"),
            ("-1", "server error. requested method weblogUpdates.extendedPing does not exist."),
        ] {
            assert!(fault(code, text).1, "{code} {text}");
        }
    }

    #[test]
    fn what_is_no_answer_may_be_one_the_next_time() {
        let good = flag("flerror", "<boolean>0</boolean>");
        for (body, words) in [
            ("", "there is none"),
            ("OK", "`OK`"),
            ("<html><body>Welcome</body></html>", "looks like a page"),
            ("<methodResponse><params>", "looks like a page"),
            (&good[..good.len() / 2], "looks like a page"),
            ("<methodResponse></params></methodResponse>", "looks like a page"),
        ] {
            let (verdict, _) = said(body);
            assert!(matches!(&verdict, Verdict::Again { why, .. } if why.contains(words)), "{body}: {verdict:?}");
        }
        let end = good.find("</struct></value></param>").expect("there") + "</struct>".len();
        assert_eq!(said(&good[..end]).0, Verdict::Delivered, "all that matters is there");
        assert_eq!(said(&format!("<br />Notice: x & y\n{good}")).0, Verdict::Delivered);
    }

    #[test]
    fn pings_are_well_formed_whatever_the_title() {
        let mut news = fixture::news();
        news.title = format!("Salt <&> \"Rope\"\u{1}{}", "é".repeat(2000));
        news.categories = vec!["Sea".to_owned(), "Craft".to_owned()];
        let (_, body) = extended("https://rpc.example/", &news).body.expect("a POST");
        let body = String::from_utf8(body).expect("UTF-8");
        let document = roxmltree::Document::parse(&body).expect("well-formed");
        let texts: Vec<_> =
            document.descendants().filter(|n| n.has_tag_name("string")).filter_map(|n| n.text()).collect();
        assert!(texts[0].starts_with("Salt <&> \"Rope\"é") && texts[0].chars().count() == 1023, "without U+0001");
        assert_eq!(
            texts[1..],
            [
                "https://notes.example/",
                "https://notes.example/",
                "https://notes.example/feeds/news/rss.xml",
                "Sea|Craft"
            ]
        );
        let (_, body) = plain("https://rpc.example/", &fixture::news()).body.expect("a POST");
        assert_eq!(
            String::from_utf8_lossy(&body),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>weblogUpdates.ping</methodName><params>\n\
             <param><value><string>Harbour Notes</string></value></param>\n\
             <param><value><string>https://notes.example/</string></value></param>\n</params></methodCall>\n"
        );
    }

    #[test]
    fn depth_costs_no_time() {
        for element in ["<value>", "<struct>", "<struct><member><value>", "<x>"] {
            let body = format!("<methodResponse>{}", element.repeat((64 << 10) / element.len()));
            assert_eq!(read(&body), None);
        }
    }

    #[test]
    fn lone_values_are_read() {
        assert_eq!(read(&response("<boolean>1</boolean>")), Some(Answer::Value("1".to_owned())));
        assert_eq!(read(&response("yes")), Some(Answer::Value("yes".to_owned())));
        assert_eq!(
            read(&response("<array><data><value>a</value></data></array>")),
            Some(Answer::Value("a".to_owned()))
        );
    }
}
