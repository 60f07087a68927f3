//! Transcripts with time codes: WebVTT and SubRip, each made of the other.

use std::fmt::Write;

/// The type of WebVTT.
pub const VTT: &str = "text/vtt";
/// The type of SubRip.
pub const SRT: &str = "application/x-subrip";

/// What is said in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cue {
    /// Milliseconds.
    start: u64,
    /// Milliseconds.
    end: u64,
    lines: Vec<String>,
    /// Where WebVTT shows it, if not at the bottom: ` line:0`.
    settings: String,
}

/// A transcript of one type as one of another; the same text where the types are one.
///
/// # Errors
/// Says what is wrong with a text that is not of its type.
pub fn convert(text: &str, from: &str, to: &str) -> Result<String, String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let cues = match from {
        VTT => read_vtt(&text)?,
        _ => read_srt(&text)?,
    };
    Ok(match (from, to) {
        (VTT, SRT) => srt(&cues),
        (SRT, VTT) => vtt(&cues.into_iter().map(Cue::without_overrides).collect::<Vec<_>>()),
        (_, VTT) => with_point(&text, '.'),
        _ => with_point(&text, ','),
    })
}

fn read_vtt(text: &str) -> Result<Vec<Cue>, String> {
    let body = text.strip_prefix("WEBVTT").ok_or("it does not begin with `WEBVTT`, as WebVTT does")?;
    // What stands in the first block belongs to the head.
    let body = body.split_once("\n\n").map_or("", |(_, body)| body);
    cues(body, '.')
}

fn read_srt(text: &str) -> Result<Vec<Cue>, String> {
    let cues = cues_of_srt(text)?;
    if cues.is_empty() { Err("no `00:00:01,000 --> 00:00:02,000` is in it, as in SubRip".to_owned()) } else { Ok(cues) }
}

impl Cue {
    /// What players of SubRip read and WebVTT does not have: fonts and colours go, and the overrides of SSA in braces, of which
    /// `{\an8}` says where the text stands: 1 to 3 are the bottom, 4 to 6 the middle, 7 to 9 the top.
    fn without_overrides(mut self) -> Self {
        for line in &mut self.lines {
            let mut kept = String::with_capacity(line.len());
            let mut rest = line.as_str();
            while let Some(start) = rest.find(['{', '<']) {
                kept.push_str(&rest[..start]);
                let tail = &rest[start..];
                let end = tail.find(if tail.starts_with('{') { '}' } else { '>' });
                let inner = end.map(|end| &tail[1..end]).unwrap_or_default();
                let name = inner.trim_start_matches('/').split(' ').next().unwrap_or_default();
                let is_font = tail.starts_with('<') && ["font", "s"].iter().any(|tag| name.eq_ignore_ascii_case(tag));
                if let Some(end) = end.filter(|_| is_font || inner.starts_with('\\')) {
                    if let Some(place) = inner.strip_prefix("\\an").and_then(|rest| rest.chars().next()?.to_digit(10)) {
                        self.settings = settings(place);
                    }
                    rest = &tail[end + 1..];
                } else {
                    kept.push_str(&tail[..1]);
                    rest = &tail[1..];
                }
            }
            kept.push_str(rest);
            *line = kept;
        }
        self
    }
}

/// The place of a text by its key on a number pad, as settings of a cue.
fn settings(place: u32) -> String {
    let line = match place {
        4..=6 => " line:50%",
        7..=9 => " line:0",
        _ => "",
    };
    let align = match place {
        1 | 4 | 7 => " align:start",
        3 | 6 | 9 => " align:end",
        _ => "",
    };
    format!("{line}{align}")
}

/// The same text, its times with the sign that its type has between seconds and thousandths: players that know the other one
/// only are many.
fn with_point(text: &str, point: char) -> String {
    let wrong = if point == '.' { ',' } else { '.' };
    let line = |line: &str| {
        let (start, rest) = line.split_once("-->")?;
        let (end, settings) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), ""));
        if !start.contains(wrong) && !end.contains(wrong) {
            return None;
        }
        let (start, end) = millis(start, point).zip(millis(end, point))?;
        let settings = if settings.trim().is_empty() { String::new() } else { format!(" {}", settings.trim()) };
        Some(format!("{} --> {}{settings}", time(start, point), time(end, point)))
    };
    let lines =
        text.split('\n').map(|text| line(text).map_or(std::borrow::Cow::Borrowed(text), std::borrow::Cow::Owned));
    lines.collect::<Vec<_>>().join("\n")
}

/// A cue of SubRip ends where the next one begins, with a number and its times: programs write blank lines into what is said, and
/// none between cues.
fn cues_of_srt(text: &str) -> Result<Vec<Cue>, String> {
    let mut cues: Vec<Cue> = Vec::new();
    let is_number = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    // A line that is a number may be that of the next cue.
    let mut number: Option<&str> = None;
    let mut is_beginning = true;
    for (at, line) in text.lines().enumerate() {
        if let Some((start, rest)) = line.split_once("-->") {
            let end = rest.split_whitespace().next().unwrap_or_default();
            if let Some((start, end)) = millis(start, ',').zip(millis(end, ',')) {
                cues.push(Cue { start, end, lines: Vec::new(), settings: String::new() });
                (number, is_beginning) = (None, false);
                continue;
            }
            if is_beginning || number.is_some() {
                return Err(format!("its line {} has times that cannot be read: `{}`", at + 1, line.trim()));
            }
        }
        let mut said = cues.last_mut().map(|cue| &mut cue.lines);
        if let (Some(number), Some(lines)) = (number.take(), &mut said) {
            lines.push(number.to_owned());
        }
        let words = line.trim();
        is_beginning = words.is_empty();
        if is_number(words) {
            number = Some(words);
        } else if let (false, Some(lines)) = (words.is_empty(), said) {
            lines.push(line.trim_end().to_owned());
        }
    }
    if let (Some(number), Some(cue)) = (number, cues.last_mut()) {
        cue.lines.push(number.to_owned());
    }
    Ok(cues)
}

/// Blocks of an optional name, a line with times, and what is said. Blocks without times are notes and styles.
fn cues(text: &str, point: char) -> Result<Vec<Cue>, String> {
    let mut cues = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let Some((start, rest)) = line.split_once("-->") else {
            // A note may have several lines, one of which may look like anything.
            if line.starts_with("NOTE") || line.starts_with("STYLE") || line.starts_with("REGION") {
                while lines.peek().is_some_and(|(_, line)| !line.trim().is_empty()) {
                    lines.next();
                }
            }
            continue;
        };
        let end = rest.split_whitespace().next().unwrap_or_default();
        let wrong = || format!("its line {} has times that cannot be read: `{}`", number + 1, line.trim());
        let (start, end) = millis(start, point).zip(millis(end, point)).ok_or_else(wrong)?;
        let mut said = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.trim().is_empty()) {
            said.push(line.trim_end().to_owned());
        }
        cues.push(Cue { start, end, lines: said, settings: String::new() });
    }
    Ok(cues)
}

/// `01:02:03.500`, hours left out in WebVTT; both points are taken, since many programs mix them up.
fn millis(text: &str, _point: char) -> Option<u64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && (1..=4).contains(&part.len());
    let parts: Vec<&str> = whole.split(':').collect();
    if !(2..=3).contains(&parts.len())
        || !parts.iter().all(|part| digits(part))
        || fraction.len() > 3
        || !digits(fraction)
    {
        return None;
    }
    let seconds = parts.iter().try_fold(0, |sum: u64, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    Some(seconds * 1000 + format!("{fraction:0<3}").parse::<u64>().ok()?)
}

fn time(millis: u64, point: char) -> String {
    let seconds = millis / 1000;
    format!("{:02}:{:02}:{:02}{point}{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000)
}

fn vtt(cues: &[Cue]) -> String {
    let mut out = "WEBVTT\n".to_owned();
    for cue in cues {
        // Memory takes every write.
        write!(out, "\n{} --> {}{}\n", time(cue.start, '.'), time(cue.end, '.'), cue.settings).ok();
        for line in &cue.lines {
            out.push_str(&escaped(line));
            out.push('\n');
        }
    }
    out
}

/// SubRip knows no entities: its `&` is one; of tags it has those that WebVTT has too.
fn escaped(line: &str) -> String {
    let mut line = line.replace('&', "&amp;").replace("-->", "--&gt;");
    for (start, _) in line.clone().match_indices('<').collect::<Vec<_>>().into_iter().rev() {
        let rest = &line[start + 1..];
        let length = ["i>", "b>", "u>", "/i>", "/b>", "/u>"]
            .iter()
            .find(|tag| rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
            .map(|tag| tag.len());
        if let Some(length) = length {
            let tag = line[start..start + 1 + length].to_ascii_lowercase();
            line.replace_range(start..start + 1 + length, &tag);
        } else {
            line.replace_range(start..=start, "&lt;");
        }
    }
    line
}

fn srt(cues: &[Cue]) -> String {
    let mut out = String::new();
    let said = cues.iter().map(|cue| (cue, cue.lines.iter().map(|line| plain(line)).collect::<Vec<_>>()));
    let said = said.filter(|(_, lines)| lines.iter().any(|line| !line.trim().is_empty()));
    for (number, (cue, lines)) in (1..).zip(said) {
        if number > 1 {
            out.push('\n');
        }
        write!(out, "{number}\n{} --> {}\n", time(cue.start, ','), time(cue.end, ',')).ok();
        for line in lines.iter().filter(|line| !line.trim().is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A line of WebVTT as SubRip can say it: who speaks stands before it, other tags than `i`, `b`, `u` go.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let Some(length) = rest[start..].find('>') else {
            out.push_str(&rest[start..]);
            rest = "";
            break;
        };
        let tag = &rest[start + 1..start + length];
        let name = tag.trim_start_matches('/').split([' ', '.']).next().unwrap_or_default();
        match name {
            "i" | "b" | "u" => {
                out.push_str(if tag.starts_with('/') { "</" } else { "<" });
                out.push_str(name);
                out.push('>');
            }
            "v" if !tag.starts_with('/') => {
                if let Some((_, speaker)) = tag.split_once(' ') {
                    out.push_str(speaker.trim());
                    out.push_str(": ");
                }
            }
            _ => {}
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")];
    entities.iter().fold(out, |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::{SRT, VTT, convert};

    #[test]
    fn webvtt_becomes_subrip() {
        let text = "\u{feff}WEBVTT - Salt\nKind: captions\n\nNOTE\n00:01 --> is no time here\n\nSTYLE\n::cue { color: red }\n\n\
            intro\n00:01.500 --> 00:00:04.000 align:start\n<v.loud Ada>Salt &amp; <i>rope</i></v>\r\nand <c.big>more</c>\n\n\
            01:00:00.000 --> 01:00:01.000\n<00:00:01.000>a &lt; b\n";
        assert_eq!(
            convert(text, VTT, SRT).as_deref(),
            Ok(
                "1\n00:00:01,500 --> 00:00:04,000\nAda: Salt & <i>rope</i>\nand more\n\n2\n01:00:00,000 --> 01:00:01,000\na < b\n"
            )
        );
    }

    #[test]
    fn subrip_becomes_webvtt() {
        let text = "1\r\n00:00:01,500 --> 00:00:04,000\r\nSalt & <i>rope</i>\r\n--> a < b\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,5\r\nEnd\r\n";
        let vtt = "WEBVTT\n\n00:00:01.500 --> 00:00:04.000\nSalt &amp; <i>rope</i>\n--&gt; a &lt; b\n\n00:00:05.000 --> 00:00:06.500\nEnd\n";
        assert_eq!(convert(text, SRT, VTT).as_deref(), Ok(vtt));
    }

    #[test]
    fn what_only_players_of_subrip_know_becomes_what_webvtt_has() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<font color=\"#ff0000\">Salt</font> <I>x</I>\n\n\
            2\n00:00:03.000 --> 00:00:04.000\n{\\an1\\b1}{left} <s>a</s> <fontaine>\n";
        let vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:0\nSalt <i>x</i>\n\n\
            00:00:03.000 --> 00:00:04.000 align:start\n{left} a &lt;fontaine>\n";
        assert_eq!(convert(text, SRT, VTT).as_deref(), Ok(vtt));
        // Published as what it is, only its times change.
        let srt = text.replace("00:00:03.000 --> 00:00:04.000", "00:00:03,000 --> 00:00:04,000");
        assert_eq!(convert(text, SRT, SRT).as_deref(), Ok(srt.as_str()));
        let mixed = "WEBVTT\n\n00:01,500 --> 00:00:02.5 align:start  line:0\nx\n\nNOTE\n1,5 --> later\n";
        let tidy = "WEBVTT\n\n00:00:01.500 --> 00:00:02.500 align:start  line:0\nx\n\nNOTE\n1,5 --> later\n";
        assert_eq!(convert(mixed, VTT, VTT).as_deref(), Ok(tidy));
    }

    /// What stands behind a blank line is said too; of two cues without one between them the second is no text.
    #[test]
    fn cues_of_subrip_end_where_others_begin() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nSalt\n\nand 1984\n\n1984\n\n2\n00:00:02,000 --> 00:00:03,000\nRope\n\
            3\n00:00:03,000 --> 00:00:04,000\n00:00:04,000 --> 00:00:05,000\n12\n";
        let vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nSalt\nand 1984\n1984\n\n00:00:02.000 --> 00:00:03.000\nRope\n\n\
            00:00:03.000 --> 00:00:04.000\n\n00:00:04.000 --> 00:00:05.000\n12\n";
        assert_eq!(convert(text, SRT, VTT).as_deref(), Ok(vtt));
        let wrong = "1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\nsoon --> later\ny\n";
        assert!(convert(wrong, SRT, VTT).is_err_and(|why| why.contains("line 6")));
    }

    #[test]
    fn what_is_not_of_its_type_is_said_so() {
        for (text, kind, part) in [
            ("1\n00:00:01,000 --> 00:00:02,000\nx\n", VTT, "WEBVTT"),
            ("WEBVTT\n\n00:61 --> soon\nx\n", VTT, "line 1"),
            ("<html>no</html>", SRT, "SubRip"),
            ("", SRT, "SubRip"),
        ] {
            let said = convert(text, kind, kind).expect_err(text);
            assert!(said.contains(part), "{said}");
        }
        assert!(convert("WEBVTT\n", VTT, SRT).is_ok(), "nothing is said in it");
    }
}
