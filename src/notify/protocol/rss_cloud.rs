//! rssCloud: a server is told that a feed has changed, and says in the body of its answer whether it took that.

use super::xml_rpc;
use crate::{
    net::Reply,
    notify::{News, Verdict, draft::Draft, outcome},
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
    if by_xml_rpc {
        return match xml_rpc::read(&reply.body) {
            Some(xml_rpc::Answer::Fault { text, .. }) => Verdict::Refused { why: format!("refused: {text}") },
            Some(xml_rpc::Answer::Value(value)) if ["0", "false"].contains(&value.to_ascii_lowercase().as_str()) => {
                Verdict::Refused { why: "refused without a reason".to_owned() }
            }
            Some(_) => Verdict::Delivered,
            None => xml_rpc::unreadable(reply),
        };
    }
    match answer(&reply.body) {
        Some((true, _)) => Verdict::Delivered,
        Some((false, words)) if words.is_empty() => Verdict::Refused { why: "refused without a reason".to_owned() },
        Some((false, words)) => Verdict::Refused { why: format!("refused: {words}") },
        None => xml_rpc::unreadable(reply),
    }
}

/// Success, and what is said to it: `<result success="true" msg="…"/>` under any name, or the same in JSON.
fn answer(body: &[u8]) -> Option<(bool, String)> {
    // UTF-8, or what a byte order mark says.
    let (text, ..) = encoding_rs::UTF_8.decode(body);
    let text = text.trim();
    if text.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let success = match &value["success"] {
            serde_json::Value::Bool(success) => *success,
            serde_json::Value::String(text) => truth(text)?,
            serde_json::Value::Number(number) => number.as_f64()? != 0.0,
            _ => return None,
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
            return Some((truth(&success)?, outcome::words(value("msg").unwrap_or_default().as_bytes())));
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn answers_are_read_in_xml_and_json() {
        let said = |text: &str| answer(text.as_bytes());
        let yes = Some((true, "Thanks.".to_owned()));
        for text in [
            "<?xml version=\"1.0\"?>\n<result success=\"true\" msg=\"Thanks.\"/>",
            "<notifyResult success='TRUE' msg='Thanks.'></notifyResult>",
            "\u{feff} {\"success\":true,\"msg\":\"Thanks.\"}",
            "{\"success\":\"true\",\"msg\":\"Thanks.\",\"more\":[]}",
            "<html><result success=\"1\" msg=\"Thanks.\"/>",
            "<br />\n<b>Warning</b>: salt & rope\n</p><result success=\"1\" msg=\"Thanks.\"/>",
        ] {
            assert_eq!(said(text), yes, "{text}");
        }
        let wide: Vec<u8> =
            "\u{feff}<result success=\"true\" msg=\"Thanks.\"/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(answer(&wide), yes, "UTF-16 has its byte order mark");
        assert_eq!(said("<result success=\"false\" msg=\"No &lt;feed&gt;\"/>"), Some((false, "No <feed>".to_owned())));
        assert_eq!(said("{\"success\":0}"), Some((false, String::new())));
        for text in ["", "OK", "<result/>", "<result success=\"perhaps\"/>", "{\"success\":", "{}", "<html><p></html>"]
        {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
