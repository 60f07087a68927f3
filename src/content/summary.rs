//! The beginning of a text: a summary that ends where a person would end it.

use crate::value::Language;
use unicode_segmentation::UnicodeSegmentation;

/// A sentence may end the summary if it fills at least this part of it, in hundredths.
const FULL_ENOUGH: usize = 60;

/// The longest prefix of `text` with at most `limit` grapheme clusters that ends well.
pub(super) fn shorten(text: &str, limit: usize, language: Option<&Language>) -> String {
    let text = text.trim();
    // Byte offsets at which one cluster ends and the next begins; no more of the text is looked at than may be needed.
    let mut ends: Vec<usize> =
        text.grapheme_indices(true).take(limit + 1).map(|(i, cluster)| i + cluster.len()).collect();
    if ends.len() <= limit {
        return text.to_owned();
    }
    ends.truncate(limit);
    let Some(&window_end) = ends.last() else { return String::new() };
    let least = ends[limit * FULL_ENOUGH / 100];
    if let Some(end) = last_sentence_end(text, window_end).filter(|end| *end >= least) {
        return text[..end].to_owned();
    }
    // The ellipsis is a cluster, too.
    let room = if limit > 1 { ends[limit - 2] } else { 0 };
    let end = cut(text, room, &ends, language);
    let kept = text[..end].trim_end().trim_end_matches([',', ';', ':', '-', '–', '—', '、', '，', '；', '：']);
    format!("{}…", kept.trim_end())
}

/// Where the last sentence ends that ends within `window` bytes: behind its full stop and closing marks.
fn last_sentence_end(text: &str, window: usize) -> Option<usize> {
    let mut found = None;
    let mut chars = text[..window].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let wide = matches!(c, '。' | '！' | '？' | '｡' | '．');
        if !wide && !matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '።') {
            continue;
        }
        // What closes with the sentence belongs to it.
        let mut end = i + c.len_utf8();
        while let Some((j, next)) =
            chars.next_if(|(_, c)| is_closing(*c) || matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'))
        {
            end = j + next.len_utf8();
        }
        let after = &text[end..];
        let goes_on = if wide {
            false
        } else {
            let blank = after.chars().next().is_none_or(char::is_whitespace);
            let next = after.trim_start().chars().next();
            !blank || next.is_some_and(char::is_lowercase) || c == '.' && is_abbreviation(&text[..i])
        };
        if !goes_on {
            found = Some(end);
        }
    }
    found
}

/// Whether the full stop behind this text belongs to its last word: `Dr.`, `e.g.`, `J.`, `U.S.`, `No.`
fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '«' | '/'))
        .next()
        .unwrap_or_default();
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return only.is_alphabetic();
    }
    if word.contains('.')
        && word.split('.').all(|part| part.chars().count() <= 2)
        && !word.contains(|c: char| c.is_numeric())
    {
        return true;
    }
    const KNOWN: [&str; 50] = [
        "abb", "adm", "al", "apr", "approx", "art", "aug", "bzw", "ca", "capt", "cf", "cia", "co", "col", "corp",
        "dec", "dr", "dra", "ed", "etc", "feb", "fig", "gen", "gov", "hon", "inc", "jan", "jr", "ltd", "mme", "mr",
        "mrs", "ms", "mt", "no", "nov", "nr", "oct", "pp", "prof", "rep", "rev", "sen", "sept", "sr", "sra", "st",
        "usw", "vol", "vs",
    ];
    word.len() <= 6 && KNOWN.binary_search(&word.to_lowercase().as_str()).is_ok()
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】' | '》' | '〉' | '］' | '｝')
}

/// Where to cut a text that has no good end of a sentence: at a blank, or between two letters of a script without blanks.
fn cut(text: &str, room: usize, ends: &[usize], language: Option<&Language>) -> usize {
    let unspaced = language.is_some_and(|language| {
        matches!(language.primary(), "zh" | "ja" | "th" | "lo" | "km" | "my" | "yue" | "wuu" | "bo")
    });
    let beginning = &text[..room];
    if text[room..].starts_with(char::is_whitespace) {
        return room;
    }
    let blank = beginning.char_indices().rev().find(|(_, c)| c.is_whitespace()).map(|(i, _)| i);
    let between = ends.iter().rev().copied().filter(|end| *end <= room && *end > 0).find(|end| {
        let before = text[..*end].chars().next_back();
        let after = text[*end..].chars().next();
        before.zip(after).is_some_and(|(before, after)| may_part(before, after, unspaced))
    });
    match (blank, between) {
        (Some(blank), Some(between)) => blank.max(between),
        (Some(end), None) | (None, Some(end)) => end,
        // One endless word: it has to be cut somewhere.
        (None, None) => room,
    }
}

/// Whether a line may end between two characters (JIS X 4051: not before closing, not after opening punctuation).
fn may_part(before: char, after: char, unspaced: bool) -> bool {
    let no_start = is_closing(after)
        || matches!(
            after,
            '、' | '。'
                | '，'
                | '．'
                | '：'
                | '；'
                | '！'
                | '？'
                | '・'
                | '…'
                | 'ー'
                | 'ぁ'
                | 'ぃ'
                | 'ぅ'
                | 'ぇ'
                | 'ぉ'
                | 'っ'
                | 'ゃ'
                | 'ゅ'
                | 'ょ'
                | 'ァ'
                | 'ィ'
                | 'ゥ'
                | 'ェ'
                | 'ォ'
                | 'ッ'
                | 'ャ'
                | 'ュ'
                | 'ョ'
                | '々'
                | '〜'
                | '％'
        );
    let no_end = matches!(before, '「' | '『' | '（' | '【' | '《' | '〈' | '［' | '｛' | '“' | '‘' | '(' | '[');
    let one_is = |test: fn(char) -> bool| test(before) && test(after);
    !no_start
        && !no_end
        && (one_is(is_ideographic)
            || is_ideographic(before) && !after.is_ascii_punctuation()
            || unspaced && one_is(is_unspaced))
}

fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{323af}')
}

/// Thai, Lao, Tibetan, Burmese and Khmer letters.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::shorten;
    use crate::value::Language;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn a_summary_ends_at_a_sentence_else_at_a_word() {
        for (text, limit, expected) in [
            ("Short enough.", 20, "Short enough."),
            ("One sentence here. Another one follows it.", 25, "One sentence here."),
            ("He said “Stop!” Then he left the room at once.", 22, "He said “Stop!”"),
            ("A. Only an initial is no sentence, nor is one", 20, "A. Only an initial…"),
            ("It costs 3.14 and e.g. more, as Dr. Who knows well", 40, "It costs 3.14 and e.g. more, as Dr. Who…"),
            ("In the U.S. The law is different from here", 20, "In the U.S. The law…"),
            ("Hi. This first sentence is far too short to stand", 30, "Hi. This first sentence is…"),
            ("one two, three", 9, "one two…"),
            ("Donaudampfschifffahrt", 6, "Donau…"),
            ("Exactly at the edge", 8, "Exactly…"),
            ("Is it? yes it is, is it not so", 12, "Is it? yes…"),
            ("text", 0, ""),
            ("text", 1, "…"),
        ] {
            assert_eq!(shorten(text, limit, None), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_blanks_are_cut_between_letters() {
        let japanese = "ja".parse::<Language>().ok();
        for (text, limit, expected) in [
            ("今日は晴れです。明日は雨が降るでしょう。", 10, "今日は晴れです。"),
            ("今日は「とても」良い天気なので散歩に行きました", 8, "今日は「とて…"),
            ("今日は、とても良い天気なので散歩に行きました", 4, "今日…"),
            ("東京でRustの勉強会を開きます", 6, "東京で…"),
        ] {
            assert_eq!(shorten(text, limit, japanese.as_ref()), expected, "{text}");
        }
    }

    #[test]
    fn clusters_are_never_split() {
        let family = "👨‍👩‍👧";
        let text = format!("{family}{family}{family}e\u{301}e\u{301}");
        for limit in 0..5 {
            let short = shorten(&text, limit, None);
            assert!(short.graphemes(true).count() <= limit);
            assert!(
                short.trim_end_matches('…').graphemes(true).all(|cluster| cluster == family || cluster == "e\u{301}")
            );
        }
    }

    #[test]
    fn a_long_text_is_read_no_further_than_needed() {
        let text = "word ".repeat(2_000_000);
        assert_eq!(shorten(&text, 12, None), "word word…");
        let dots = ". ".repeat(200_000);
        assert!(shorten(&dots, 100_000, None).len() <= 100_003);
    }
}
