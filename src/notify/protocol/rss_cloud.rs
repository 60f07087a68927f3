//! rssCloud: a server is told that a feed has changed, and says in the body of its answer whether it took that.

use super::xml_rpc;
use crate::{
    net::Reply,
    notify::{News, Verdict, answer, draft::Draft, outcome},
    value::Timestamp,
};
use quick_xml::{Reader, events::Event};

/// By a form, or by XML-RPC where that is the cloud's protocol.
pub(in crate::notify) fn draft(url: &str, by_xml_rpc: bool, news: &News) -> Draft {
    if by_xml_rpc {
        return xml_rpc::call(url, "rssCloud.ping", &[&news.feed_url]);
    }
    Draft::form(url.to_owned(), &[("url", &news.feed_url)])
        .header("Accept", "application/xml, text/xml, application/json;q=0.9, */*;q=0.5")
        .reading()
}

pub(in crate::notify) fn judge(reply: &Reply, by_xml_rpc: bool, now: Timestamp) -> Verdict {
    let by_status = outcome::by_status(reply, now);
    if by_status != Verdict::Delivered {
        return by_status;
    }
    let text = answer::text(reply);
    if by_xml_rpc {
        return match xml_rpc::read(&text) {
            Some(xml_rpc::Answer::Value(value)) if answer::truth(&value) == Some(false) => {
                Verdict::Refused { why: "refused without a reason".to_owned() }
            }
            _ => xml_rpc::judge(reply, now).0,
        };
    }
    match read(&text) {
        Some((true, _)) => Verdict::Delivered,
        Some((false, words)) if words.is_empty() => Verdict::Refused { why: "refused without a reason".to_owned() },
        Some((false, words)) => Verdict::Refused { why: format!("refused: {words}") },
        None => xml_rpc::unreadable(reply),
    }
}

/// Success, and what is said to it: `<result success="true" msg="…"/>` under any name, or the same in JSON.
fn read(text: &str) -> Option<(bool, String)> {
    let text = text.trim();
    if text.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let success = match &value["success"] {
            serde_json::Value::String(text) => answer::truth(text)?,
            other => answer::truth(&other.to_string())?,
        };
        return Some((success, outcome::words(value["msg"].as_str().unwrap_or_default().as_bytes())));
    }
    let mut reader = Reader::from_str(text);
    // It may stand below a warning of PHP, which nobody ever closes.
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    loop {
        let element = match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Eof => return None,
            _ => continue,
        };
        let value = |name: &str| {
            let attribute =
                element.attributes().flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case(name.as_bytes()))?;
            let raw = String::from_utf8_lossy(&attribute.value).into_owned();
            Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |text| text.into_owned()))
        };
        if let Some(success) = value("success") {
            return Some((answer::truth(&success)?, outcome::words(value("msg").unwrap_or_default().as_bytes())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn answers_are_read_in_xml_and_json() {
        let yes = Some((true, "Thanks.".to_owned()));
        for text in [
            "<?xml version=\"1.0\"?>\n<result success=\"true\" msg=\"Thanks.\"/>",
            "<notifyResult success='TRUE' msg='Thanks.'></notifyResult>",
            " {\"success\":true,\"msg\":\"Thanks.\"}",
            "{\"success\":\"true\",\"msg\":\"Thanks.\",\"more\":[]}",
            "<html><result success=\"1\" msg=\"Thanks.\"/>",
            "<result success=\"yes\" msg=\"Thanks.\"/>",
            "<br />\n<b>Warning</b>: salt & rope\n</p><result success=\"1\" msg=\"Thanks.\"/>",
        ] {
            assert_eq!(read(text), yes, "{text}");
        }
        assert_eq!(read("<result success=\"false\" msg=\"No &lt;feed&gt;\"/>"), Some((false, "No <feed>".to_owned())));
        assert_eq!(read("{\"success\":0}"), Some((false, String::new())));
        for text in ["", "OK", "<result/>", "<result success=\"perhaps\"/>", "{\"success\":", "{}", "<html><p></html>"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
