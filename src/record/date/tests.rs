use super::{find_date, find_date_text, read_date};
use crate::value::Zone;
use proptest::prelude::*;

fn new_york() -> Zone {
    "America/New_York".parse().expect("a zone")
}

/// Reads each text in New York and compares the instant; `!` before it means that the weekday is expected to be wrong.
fn reads(table: &[(&str, &str)]) {
    let mut failures = Vec::new();
    for (text, expected) in table {
        let found = match read_date(text, &new_york()) {
            Ok(date) => {
                let mark = if date.wrong_weekday.is_some() { "!" } else { "" };
                let kind = if date.has_time { "" } else { " day" };
                format!("{mark}{}{kind}", date.instant)
            }
            Err(reason) => reason,
        };
        if found != *expected {
            failures.push(format!("{text:?}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn iso_8601_and_its_relatives() {
    reads(&[
        ("2016-05-13T10:11:12Z", "2016-05-13T10:11:12Z"),
        ("2016-05-13t10:11:12z", "2016-05-13T10:11:12Z"),
        ("2016-05-13T10:11:12.345Z", "2016-05-13T10:11:12Z"),
        ("2016-05-13T10:11:12,345678901234Z", "2016-05-13T10:11:12Z"),
        ("2016-05-13T10:11:12+00:00", "2016-05-13T10:11:12Z"),
        ("2016-05-13T10:11:12-04:00", "2016-05-13T14:11:12Z"),
        ("2016-05-13T10:11:12\u{2212}04:00", "2016-05-13T14:11:12Z"),
        ("2016-05-13T10:11:12.7+0530", "2016-05-13T04:41:12Z"),
        ("2016-05-13T10:11Z", "2016-05-13T10:11:00Z"),
        ("2016-05-13T10Z", "2016-05-13T10:00:00Z"),
        ("2016-05-13T1011", "2016-05-13T14:11:00Z"),
        ("2016-05-13T10:11:12", "2016-05-13T14:11:12Z"),
        ("2016-05-13 10:11:12 +0530", "2016-05-13T04:41:12Z"),
        ("2016-05-13 10:11:12 -0400", "2016-05-13T14:11:12Z"),
        ("2016-05-13 10:11:12+00:00", "2016-05-13T10:11:12Z"),
        ("2016-05-13 9:10:07 -0400", "2016-05-13T13:10:07Z"),
        ("2016-05-13 10:11:12 -4", "2016-05-13T14:11:12Z"),
        ("2016-05-13 10:11:12 -04", "2016-05-13T14:11:12Z"),
        ("2016-05-13 10:11:12 +530", "2016-05-13T04:41:12Z"),
        ("2016-05-13 10:11:12 UTC", "2016-05-13T10:11:12Z"),
        ("2016-05-13 10:11:12 +0000 UTC", "2016-05-13T10:11:12Z"),
        ("2016-05-13 10:11", "2016-05-13T14:11:00Z"),
        ("2016-05-13   10:11", "2016-05-13T14:11:00Z"),
        ("2016-05-13\u{202f}10:11", "2016-05-13T14:11:00Z"),
        ("  2016-05-13\n", "2016-05-13T04:00:00Z day"),
        ("2016-5-3", "2016-05-03T04:00:00Z day"),
        ("2016-05-13Z", "2016-05-13T00:00:00Z day"),
        ("2016-05-13+02:00", "2016-05-12T22:00:00Z day"),
        ("20160513", "2016-05-13T04:00:00Z day"),
        ("20160513T101112Z", "2016-05-13T10:11:12Z"),
        ("20160513T1011", "2016-05-13T14:11:00Z"),
        ("20160513 101112.5", "2016-05-13T14:11:12Z"),
        ("2016/05/13 10:11:12", "2016-05-13T14:11:12Z"),
        ("2016/5/3", "2016-05-03T04:00:00Z day"),
        ("2016.05.13", "2016-05-13T04:00:00Z day"),
        ("2016:05:13 10:11:12", "2016-05-13T14:11:12Z"),
        ("2016-05-13 10:11 America/Los_Angeles", "2016-05-13T17:11:00Z"),
        ("2016-05-13T10:11:00+02:00[Europe/Berlin]", "2016-05-13T08:11:00Z"),
        ("2016-05-13T10:11:00[America/Port-au-Prince]", "2016-05-13T15:11:00Z"),
        ("2016-05-13T24:00:00Z", "2016-05-14T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2016-03-13 02:30", "2016-03-13T07:30:00Z"),
        ("2016-02-29", "2016-02-29T05:00:00Z day"),
        ("0001-01-02", "0001-01-02T04:56:02Z day"),
        ("9999-12-31T00:00:00Z", "9999-12-31T00:00:00Z"),
    ]);
}

#[test]
fn epoch_numbers() {
    reads(&[
        ("1463134272", "2016-05-13T10:11:12Z"),
        ("1463134272.999", "2016-05-13T10:11:12Z"),
        ("1463134272345", "2016-05-13T10:11:12Z"),
        ("-86400", "1969-12-31T00:00:00Z"),
        ("-1463134272", "1923-08-21T13:48:48Z"),
        ("-1463134272.5", "1923-08-21T13:48:47Z"),
        ("-1463134272001", "1923-08-21T13:48:47Z"),
        ("253402300799", "9999-12-31T23:59:59Z"),
        ("253402300799999", "9999-12-31T23:59:59Z"),
    ]);
}

#[test]
fn mail_and_web() {
    reads(&[
        ("Fri, 13 May 2016 10:11:12 +0200", "2016-05-13T08:11:12Z"),
        ("Fri, 13 May 2016 10:11:12 GMT", "2016-05-13T10:11:12Z"),
        ("Fri, 13 May 2016 10:11:12 Z", "2016-05-13T10:11:12Z"),
        ("Fri, 13 May 2016 10:11:12 EDT", "2016-05-13T14:11:12Z"),
        ("Fri, 13 May 2016 10:11:12 -0000", "2016-05-13T10:11:12Z"),
        ("Fri, 13 May 2016 10:11:12 +0200 (CEST)", "2016-05-13T08:11:12Z"),
        ("Fri, 13 May 2016 10:11 PST", "2016-05-13T18:11:00Z"),
        ("13 May 16 10:11:12 GMT", "2016-05-13T10:11:12Z"),
        ("13 May 87 10:11:12 GMT", "1987-05-13T10:11:12Z"),
        ("Friday, 13-May-16 10:11:12 GMT", "2016-05-13T10:11:12Z"),
        ("Fri May 13 10:11:12 2016", "2016-05-13T14:11:12Z"),
        ("Fri May  3 10:11:12 2013", "2013-05-03T14:11:12Z"),
        ("Fri May 13 10:11:12 CEST 2016", "2016-05-13T08:11:12Z"),
        ("Fri May 13 2016 10:11:12 GMT+0200 (Central European Summer Time)", "2016-05-13T08:11:12Z"),
        ("July 7, 2023 3:00 PM (GMT+2)", "2023-07-07T13:00:00Z"),
        ("July 7, 2023 3:00 PM (GMT-5)", "2023-07-07T20:00:00Z"),
        ("July 7, 2023 3:00 PM (GMT+5:30)", "2023-07-07T09:30:00Z"),
        ("July 7, 2023 3:00 PM (UTC-5)", "2023-07-07T20:00:00Z"),
        ("Fri, May 13 2016 10:11:12 PM", "2016-05-14T02:11:12Z"),
        ("ven, 13 mai 2016 10:11:12 +0200", "2016-05-13T08:11:12Z"),
        ("mer, 06 apr 2016 10:11:12 +0200", "2016-04-06T08:11:12Z"),
        ("mar, 05 mar 2019 10:11:12 +0100", "2019-03-05T09:11:12Z"),
        ("xyz, 13 May 2016 10:11:12 +0200", "2016-05-13T08:11:12Z"),
        ("Mon, 13 May 2016 10:11:12 +0200", "!2016-05-13T08:11:12Z"),
        ("13 May 2016 10:11:12 IST", "2016-05-13T04:41:12Z"),
        ("13 May 2016 10:11:12 NZST", "2016-05-12T22:11:12Z"),
        ("14:10, 5 March 2018 (UTC)", "2018-03-05T14:10:00Z"),
    ]);
}

#[test]
fn long_forms() {
    reads(&[
        ("Friday, January 4, 2019", "2019-01-04T05:00:00Z day"),
        ("Friday, January 4, 2019 ", "2019-01-04T05:00:00Z day"),
        ("January 4, 2019 at 5:30 pm", "2019-01-04T22:30:00Z"),
        ("January 4, 2019 5:30 p.m. PT", "2019-01-05T01:30:00Z"),
        ("Jan. 4, 2019, 12:05 a.m. ET", "2019-01-04T05:05:00Z"),
        ("4 January 2019", "2019-01-04T05:00:00Z day"),
        ("4th of March 2019", "2019-03-04T05:00:00Z day"),
        ("the 21st of March, 2019", "2019-03-21T04:00:00Z day"),
        ("Mar. 5, 2018", "2018-03-05T05:00:00Z day"),
        ("March 5th, 2018", "2018-03-05T05:00:00Z day"),
        ("Sept. 5 2018", "2018-09-05T04:00:00Z day"),
        ("5 mars 2018", "2018-03-05T05:00:00Z day"),
        ("1er août 2018 à 14h05", "2018-08-01T18:05:00Z"),
        ("3 mai 2018. -", "2018-05-03T04:00:00Z day"),
        ("mardi 6 mars 2018", "2018-03-06T05:00:00Z day"),
        ("5. März 2018, 14.05 Uhr", "2018-03-05T19:05:00Z"),
        ("Montag, den 5. Ma\u{308}rz 2018 um 14 Uhr", "2018-03-05T19:00:00Z"),
        ("5 de marzo de 2018", "2018-03-05T05:00:00Z day"),
        ("segunda-feira, 5 de março de 2018", "2018-03-05T05:00:00Z day"),
        ("lunedì 5 marzo 2018 ore 9:05", "2018-03-05T14:05:00Z"),
        ("5 maart 2018", "2018-03-05T05:00:00Z day"),
        ("5 marca 2018", "2018-03-05T05:00:00Z day"),
        ("5 марта 2018 г., 14:05", "2018-03-05T19:05:00Z"),
        ("5 березня 2018 року", "2018-03-05T05:00:00Z day"),
        ("2018年3月5日", "2018-03-05T05:00:00Z day"),
        ("2018年3月5日(月) 14時05分", "2018-03-05T19:05:00Z"),
        ("2018年3月4日 星期日 下午2:05", "2018-03-04T19:05:00Z"),
        ("2018년 3월 5일", "2018-03-05T05:00:00Z day"),
        ("05-MAR-1988 14:10:07.12", "1988-03-05T19:10:07Z"),
        ("2018-Mar-05", "2018-03-05T05:00:00Z day"),
        ("Mar-05-2018", "2018-03-05T05:00:00Z day"),
        ("12 July 2021 9:05am", "2021-07-12T13:05:00Z"),
        ("9 Jul 2021 9:05am", "2021-07-09T13:05:00Z"),
        ("13 July 2021 12:00 PM", "2021-07-13T16:00:00Z"),
        ("2018 March 5", "2018-03-05T05:00:00Z day"),
        ("5.3.2018", "2018-03-05T05:00:00Z day"),
        ("05.03.2018 14:10", "2018-03-05T19:10:00Z"),
        ("5. 3. 2018", "2018-03-05T05:00:00Z day"),
        ("25/3/2018", "2018-03-25T04:00:00Z day"),
        ("3/25/2018 5:30 PM", "2018-03-25T21:30:00Z"),
        ("3/3/2018", "2018-03-03T05:00:00Z day"),
        ("Monday, March 6, 2018", "!2018-03-06T05:00:00Z day"),
    ]);
}

#[test]
fn weather_services() {
    reads(&[
        ("851 PM CST Wed Dec 14 2022", "2022-12-15T02:51:00Z"),
        ("323 PM CST TUE JAN 8 2013", "2013-01-08T21:23:00Z"),
        ("1100 AM AST Wed Apr 19 2017", "2017-04-19T15:00:00Z"),
        ("1230 AM MDT Tue May 27 2014", "2014-05-27T06:30:00Z"),
        ("7 PM HST Wed Dec 14 2022", "2022-12-15T05:00:00Z"),
        ("0300 UTC WED APR 19 2017", "2017-04-19T03:00:00Z"),
        ("226 AM CDT MON DEC 31 2015", "!2015-12-31T07:26:00Z"),
    ]);
}

#[test]
fn what_is_no_date_is_refused_with_the_reason() {
    let table = [
        ("", "empty"),
        ("   ", "empty"),
        ("2016", "a year alone is too vague; give the day too, such as 2016-01-31"),
        ("2016-05", "give the day too, such as 2016-05-01"),
        ("July 2021", "give the day too, such as 2021-07-01"),
        ("March 5", "no year"),
        ("2016-W20-5", "week dates"),
        ("2016W205", "week dates"),
        ("2016-134", "days counted through the year"),
        ("2018-02-30", "`2018-02-30` is not a date: February 2018 has no day 30"),
        ("2017-02-29", "February 2017 has no day 29"),
        ("2018-04-31 10:00", "April 2018 has no day 31"),
        ("2018-13-01", "there is no month 13"),
        ("2018-00-01", "there is no month 0"),
        ("2018-03-00", "there is no day 0"),
        ("2018-03-45", "no month has a day 45"),
        ("0000-00-00 00:00:00", "all zeros"),
        ("0000-01-01", "there is no year 0"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", "before 1"),
        ("-0001-11-30T00:00:00Z", "before 1"),
        ("20183-03-05", "`20183` has too many digits for a year"),
        ("5 March 20183", "`20183` is no year of four digits"),
        ("2018-03-05 99:99", "99:99 is no time of day"),
        ("2018-03-05 99:99-:99+99:99", "99:99 is no time of day"),
        ("2018-03-05 24:01", "24:01 is no time of day"),
        ("2018-03-05 10:60", "10:60 is no time of day"),
        ("2018-03-05 10:11:61", "10:11:61 is no time of day"),
        ("2018-03-05 9:99am", "9:99 is no time of day"),
        ("2018-03-05 13:05 am", "13:05 is no time on a 12-hour clock"),
        ("2018-03-05 10:11:12 +99:99", "no distance from UTC"),
        ("2018-03-05 10:11:12 +12345", "no distance from UTC"),
        ("2018-03-05 10:11:12 XYZ", "`XYZ`"),
        ("2018-03-05 10:11:12 A", "the zone `A` is not read"),
        ("2018-03-05 10:11 Mars/Olympus_Mons", "no time zone"),
        ("2018-03-05 2023 -0800", "`2023` is one number too many"),
        ("2018-03-05 2018-03-06", "more than one year"),
        ("2018-03-05 10:11 12:13", "more than one time"),
        ("5 March April 2018", "more than one month"),
        ("2018-03-05T10:11:12+02:00Z", "more than one zone"),
        ("03/04/2018", "write 2018-03-04 or 2018-04-03"),
        ("03-04-2018", "it can mean two days"),
        ("13/14/2018", "there is no month 14"),
        ("5.13.2018", "there is no month 13"),
        ("03/04/18", "several days"),
        ("10:11:12", "a time without a day"),
        ("false", "Courant does not know the word `false`"),
        ("yesterday", "`yesterday`"),
        ("1662120000212000", "no day in it"),
        ("42", "no day in it"),
        ("1.5e9", "not a date"),
        ("2018-03-05 10:11 (CET", "a `)` is missing"),
        ("2018-03-05;", "does not understand the `;`"),
        ("0001-01-01T00:00:00+14:00", "outside the years 1 to 9999"),
        ("9999-12-31T24:00:00Z", "outside the years 1 to 9999"),
    ];
    for (text, expected) in table {
        let reason = read_date(text, &new_york()).expect_err(text);
        assert!(reason.contains(expected), "{text:?}: {reason}");
    }
    let long = "9".repeat(100_000);
    let reason = read_date(&long, &new_york()).expect_err("far too long");
    assert!(reason.len() < 300, "a message stays readable: {reason}");
}

#[test]
fn the_wrong_weekday_is_given_as_written() {
    let date = read_date("MON, 13 May 2016 10:11:12 +0200", &new_york()).expect("a date");
    assert_eq!(date.wrong_weekday.as_deref(), Some("MON"));
    // The day that counts is the one on the writer's calendar: in UTC it is Saturday already.
    let date = read_date("Fri, 13 May 2016 23:00:00 -0500", &new_york()).expect("a date");
    assert_eq!(date.wrong_weekday, None);
}

#[test]
fn date_lines_are_found_and_prose_is_not() {
    let found = [
        ("Friday, January 4, 2019 ", "Friday, January 4, 2019"),
        ("851 PM CST Wed Dec 14 2022", "851 PM CST Wed Dec 14 2022"),
        ("518 AM PDT MON SEP 12 2016 /518 AM MST MON SEP 12 2016/", "518 AM PDT MON SEP 12 2016"),
        ("Posted: 2021-05-14", "2021-05-14"),
        ("Published on Jan. 4, 2019 at 5:30 p.m.", "on Jan. 4, 2019 at 5:30 p.m"),
        ("Last updated - 4 January 2019", "4 January 2019"),
        ("Publié le 3 mai 2018", "le 3 mai 2018"),
        ("— 4 January 2019 —", "4 January 2019"),
        ("(4 January 2019)", "4 January 2019"),
        ("3 mai 2018. -", "3 mai 2018"),
        ("2021-05-14T10:11:12Z", "2021-05-14T10:11:12Z"),
    ];
    for (line, expected) in found {
        assert_eq!(find_date_text(line), Some(expected), "{line:?}");
        assert_eq!(find_date(line, &new_york()), read_date(expected, &new_york()).ok(), "{line:?}");
        assert!(find_date(line, &new_york()).is_some(), "{line:?}");
    }
    let prose = [
        "",
        "2018",
        "20180305",
        "1662120000",
        "In March 2018 the council voted.",
        "The fair opens on March 5, 2018 at noon.",
        "Council votes 5 to 4 on March 5, 2018 budget",
        "Trenton, 5 March 2018",
        "Rates may rise 5 percent",
        "March 5",
        "03/04/2018",
        "9:30 am",
        "Updated",
    ];
    for line in prose {
        assert_eq!(find_date(line, &new_york()), None, "{line:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = read_date(&text, &new_york());
        let _ = find_date(&text, &new_york());
    }

    #[test]
    fn any_heap_of_date_pieces_is_read_or_refused(
        pieces in prop::collection::vec(
            prop_oneof![
                "[0-9]{1,6}",
                "[-+:./, T()\\[\\]'年月日時]",
                prop::sample::select(vec!["Mar", "Tue", "PM", "a.m.", "UTC", "GMT", "America/New_York", "W", "h", "Uhr", "th", "Z"])
                    .prop_map(str::to_owned),
            ],
            0..14,
        )
    ) {
        let text = pieces.concat();
        if let Ok(date) = read_date(&text, &new_york()) {
            // What was read can be written and is the same instant again.
            let again = read_date(&date.instant.rfc3339(), &Zone::UTC).expect("RFC 3339 is read");
            prop_assert_eq!(again.instant, date.instant);
            let mail = read_date(&date.instant.rfc822(), &Zone::UTC).expect("RFC 822 is read");
            prop_assert_eq!(mail.instant, date.instant);
        }
        let _ = find_date(&text, &new_york());
    }
}

#[test]
fn what_is_plain_is_read_as_everything_else_is() {
    let mut read = 0;
    for year in ["0000", "1899", "1900", "1969", "2024", "2026", "2099", "2100", "9999", "20 4"] {
        for day in ["01-01", "02-29", "02-30", "12-31", "13-01", "00-10", "06-00", "1-001", "+1-01"] {
            for time in ["00:00:00", "23:59:59", "24:00:00", "12:60:00", "23:59:60", "09:05:0x", "12:30:61"] {
                for zone in
                    ["Z", "z", "", "+00:00", "-00:00", "+12:59", "-12:00", "+13:00", "+05:60", "+0530", " Z", "+1:000"]
                {
                    let text = format!("{year}-{day}T{time}{zone}");
                    let Some(date) = super::plain(&text) else { continue };
                    read += 1;
                    let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
                    assert_eq!(super::parse::parse(&text).and_then(|parts| parts.resolve(&berlin)), Ok(date), "{text}");
                }
            }
        }
    }
    assert!(read > 100, "{read}");
    for odd in
        ["", "2026", "2026-03-05T14:10:0é", "2026-03-05t14:10:00Z", "2026-03-05T14:10:00Z ", "2026-03-05T14:10:00ZZ"]
    {
        assert_eq!(super::plain(odd), None, "{odd}");
    }
}
