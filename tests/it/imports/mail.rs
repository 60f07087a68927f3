//! Mailboxes, Maildirs and single messages.

use super::{build_and_check, counts, import};
use crate::support::{Publication, text};
use serde_json::Value;

/// What a mailing list's mailbox holds, in the ways in which people write mail.
const MBOX: &str = "From ada@mail.example Mon Jan  1 10:00:00 2024\n\
From: =?utf-8?q?Ada_Qu=C3=A9?= <ada@mail.example>\nTo: Bo <bo@mail.example>\nSubject: =?iso-8859-1?Q?Caf=E9_at_the?=\n =?utf-8?B?IHBpZXI=?=\n\
Date: Mon, 1 Jan 2024 10:00:00 +0100\nMessage-ID: <one/1@mail.example>\nList-Id: \"The Pier\" <pier.lists.example>\nKeywords: Harbour, Boats\n\
MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\
Content-Type: text/plain; charset=utf-8\n\nPlain\n--a\nContent-Type: text/html; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable\n\n\
<html><head><title>No text</title></head><body><p>Ten =A4<script>alert(1)</script></p></body></html>\n--a--\n--m\n\
Content-Type: application/pdf; name=x.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--m--\n\n\
From bo@mail.example Tue Jan  2 10:00:00 2024\nFrom: bo@mail.example\nSubject: Flowed\nDate: Tue, 2 Jan 2024 10:00:00 -0500\nMessage-ID: <two@mail.example>\n\
Content-Type: text/plain; charset=utf-8; format=flowed\n\nOne line \nthat goes on.\n>From the quay\n\n-- \nBo\n\n\
From bo@mail.example Tue Jan  2 11:00:00 2024\nFrom: bo@mail.example\nSubject: Re: Flowed\nDate: Tue, 2 Jan 2024 11:00:00 -0500\n\
Message-ID: <three@mail.example>\nIn-Reply-To: <two@mail.example>\n\nYes\n\n\
From x@mail.example Tue Jan  2 12:00:00 2024\nFrom: x@mail.example\nSubject: Secret\nX-No-Archive: yes\nDate: Tue, 2 Jan 2024 12:00:00 -0500\n\nNo\n\n\
From x@mail.example Tue Jan  2 13:00:00 2024\nFrom: x@mail.example\nSubject: No date\nMessage-ID: <five@mail.example>\n\nUndated\n\n\
From x@mail.example Tue Jan  2 14:00:00 2024\nno head at all\n";

#[track_caller]
fn record(publication: &Publication, title: &str) -> Value {
    let records = publication.records();
    records
        .iter()
        .find(|record| record["title"] == title)
        .unwrap_or_else(|| panic!("no record {title:?} in {records:?}"))
        .clone()
}

#[test]
fn a_mailbox() {
    let publication = Publication::new();
    publication.file("pier.mbox", MBOX);
    let (lines, sums) = import(&publication, &["mbox", "pier.mbox"], 0);
    assert_eq!(
        (counts(&sums, "standings")["published"], counts(&sums, "standings")["without a date"]),
        (2, 1),
        "{sums}"
    );
    let not = counts(&sums, "not_imported");
    assert_eq!(
        (not["reply"], not["message that asks not to be archived"], not["text without the head of a message"]),
        (1, 1, 1)
    );
    assert_eq!((&sums["attachments"], lines[1]["line"].as_u64()), (&1.into(), Some(34)));
    build_and_check(&publication, "pier.mbox".as_ref());
    let one = record(&publication, "Café at the pier");
    assert_eq!(
        (text(&one["id"]), text(&one["published"]), text(&one["section"])),
        ("mid:one%2F1@mail.example", "2024-01-01T09:00:00Z", "pier")
    );
    assert_eq!((text(&one["authors"][0]["name"]), text(&one["authors"][0]["email"])), ("Ada Qué", "ada@mail.example"));
    assert_eq!((text(&one["categories"][0]["term"]), text(&one["categories"][1]["term"])), ("Harbour", "Boats"));
    let rss = publication.read("feeds/news/rss.xml");
    assert!(
        rss.contains("Ten €") && !rss.contains("alert(1)") && !rss.contains("No text") && !rss.contains("Plain"),
        "{rss}"
    );
    assert!(rss.contains("ada@mail.example (Ada Qué)"), "the address of its author is in its head: {rss}");
    let flowed = record(&publication, "Flowed");
    assert_eq!(text(&flowed["authors"][0]["name"]), "bo");
    assert!(text(&flowed["content_text"]).starts_with("One line that goes on.\nFrom the quay\n"), "{flowed}");
    // To whom it went is nobody's business.
    for file in publication.tree().files().iter().filter(|file| file.contains("data/") || file.contains("feeds/")) {
        assert!(!publication.read(file.trim_start_matches("site/")).contains("Bo <bo@"), "{file}");
    }

    let publication = Publication::new();
    publication.file("pier.mbox", MBOX);
    let (_, sums) = import(&publication, &["mbox", "pier.mbox", "--replies"], 0);
    assert_eq!(counts(&sums, "standings")["published"], 3, "{sums}");
}

#[test]
fn maildirs_and_single_messages() {
    let message = |id: u32| {
        format!(
            "From: Ada <ada@mail.example>\r\nSubject: M{id}\r\nDate: Mon, {id} Jan 2024 10:00:00 +0000\r\nMessage-ID: <{id}@x.example>\r\n\r\nText {id}\r\n"
        )
    };
    let publication = Publication::new();
    publication.file("box/cur/1:2,S", message(1));
    publication.file("box/cur/2:2,ST", message(2));
    publication.file("box/cur/3:2,D", message(3));
    publication.file("box/new/4", message(4));
    publication.file("box/tmp/5", message(5));
    publication.file("box/.Archive/cur/6:2,S", message(6));
    publication.file("box/dovecot-uidlist", "3 V1 N1\n");
    let (_, sums) = import(&publication, &["maildir", "box"], 0);
    assert_eq!(
        (
            counts(&sums, "standings")["published"],
            counts(&sums, "standings")["draft"],
            counts(&sums, "not_imported")["trash"]
        ),
        (3, 1, 1),
        "{sums}"
    );
    build_and_check(&publication, "box".as_ref());

    // A text with such a head, in the bytes of an editor of old.
    let publication = Publication::new();
    publication.file("a.eml", b"From: Ada\nSubject: caf\xc3\xa9\nDate: Tue, 2 Jan 2024 10:00 GMT\n\nText\n");
    publication.file("note.txt", "no mail at all\n");
    import(&publication, &["mail", "a.eml"], 0);
    build_and_check(&publication, "a.eml".as_ref());
    assert_eq!(record(&publication, "café")["published"], "2024-01-02T10:00:00Z");
    publication.run(["import", "mail", "note.txt"]).expect_code(1).expect_stderr(["this is no mail"]);
}

/// What was thrown away, is unfinished or confidential, by flags, labels and folders.
#[test]
fn what_its_keeper_does_not_show_stays_out() {
    let message = |id: u32, more: &str, body: &str| {
        format!(
            "From ada@mail.example Mon Jan  1 10:00:00 2024\nFrom: Ada <ada@mail.example>\nSubject: M{id}\n\
             Date: Mon, 1 Jan 2024 10:00:00 +0000\nMessage-ID: <{id}@x.example>\n{more}\n{body}\n\n"
        )
    };
    let armoured = "-----BEGIN PGP MESSAGE-----\nSECRET\n-----END PGP MESSAGE-----";
    let mailbox = [
        message(1, "X-Gmail-Labels: Inbox,Category Updates\n", "OPEN"),
        message(2, "X-Gmail-Labels: Drafts,Important\n", "SECRET"),
        message(3, "X-Gmail-Labels: Trash\n", "SECRET"),
        message(4, "X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe?=\n", "SECRET"),
        message(5, "X-Gmail-Labels: Archived,Spam\n", "SECRET"),
        message(6, "X-Mozilla-Status: 0009\n", "SECRET"),
        message(7, "Sensitivity: Company-Confidential\n", "SECRET"),
        message(8, "X-Spam-Flag: YES\n", "SECRET"),
        message(9, "X-Unsent: 1\n", "SECRET"),
        message(10, "X-IMAP: 1 2\n", "SECRET"),
        message(11, "", armoured),
    ];
    let publication = Publication::new();
    publication.file("all.mbox", mailbox.concat());
    let (_, sums) = import(&publication, &["mail", "all.mbox"], 0);
    let (standings, not) = (counts(&sums, "standings"), counts(&sums, "not_imported"));
    assert_eq!((standings["published"], standings["draft"], standings["private"]), (1, 3, 1), "{sums}");
    assert_eq!(
        (not["trash"], not["encrypted message"], not["note of the mail program to itself"]),
        (4, 1, 1),
        "{sums}"
    );
    build_and_check(&publication, "all.mbox".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert!(feed.contains("OPEN") && !feed.contains("SECRET"), "{feed}");

    let single = |id: u32, body: &str| {
        let text = message(id, "", body);
        text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
    };
    let publication = Publication::new();
    publication.file("box/cur/1:2,S", single(1, "OPEN"));
    publication.file("box/.Trash/cur/2:2,S", single(2, "SECRET"));
    publication.file("box/.INBOX.Junk/cur/3:2,S", single(3, "SECRET"));
    publication.file("box/.Drafts/cur/4:2,S", single(4, "SECRET"));
    publication.file("box/cur/5;2,ST", single(5, "SECRET"));
    let (_, sums) = import(&publication, &["mail", "box"], 0);
    let (standings, not) = (counts(&sums, "standings"), counts(&sums, "not_imported"));
    assert_eq!((standings["published"], standings["draft"], not["trash"]), (1, 1, 3), "{sums}");
    build_and_check(&publication, "box".as_ref());
    assert!(!publication.read("feeds/news/rss.xml").contains("SECRET"));
}

#[test]
fn messages_cut_anywhere_are_read_or_refused_and_never_end_the_program() {
    let publication = Publication::new();
    let mut all = String::new();
    for cut in (50..MBOX.len()).step_by(23).filter(|cut| MBOX.is_char_boundary(*cut)) {
        all.push_str(&MBOX[..cut]);
        all.push_str("\n\nFrom z Mon Jan  1 10:00:00 2024\n");
    }
    publication.file("cut.mbox", all);
    let nested = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(20_000);
    publication.file("deep.eml", format!("Subject: deep\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n{nested}"));
    let forwarded = "Content-Type: message/rfc822\n\nSubject: x\n".repeat(20_000);
    publication.file("forwarded.eml", format!("Subject: forwarded\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n{forwarded}"));
    for file in ["cut.mbox", "deep.eml", "forwarded.eml"] {
        let run = publication.courant(["import", "mail", file]).memory(700 << 20).run();
        assert!(run.code == 0, "{file}: {} {}", run.code, run.stderr);
    }
}

/// News items with a head as in mail: `Title:`, `Author:`, `Posted:`.
#[test]
fn texts_with_other_heads_are_articles_too() {
    let publication = Publication::new();
    let item = "Title: New pier\nAuthor: Ada Quay <ada@pier.example>\nPosted: 2021-05-14\nRevision: 1\n\nIt opens.\n";
    publication.file("news/2021-05-14-pier/2021-05-14-pier.en.txt", item).file("news/README.txt", "No news.\n");
    let (_, sums) = import(&publication, &["mail", "news"], 0);
    assert_eq!(counts(&sums, "standings"), [("published".to_owned(), 1)].into());
    assert_eq!(counts(&sums, "not_imported"), [("file that is no mail".to_owned(), 1)].into());
    let record = &publication.records()[0];
    assert_eq!((text(&record["title"]), text(&record["published"])), ("New pier", "2021-05-14T00:00:00Z"));
    assert_eq!(record["authors"][0]["email"], "ada@pier.example");
    build_and_check(&publication, "news".as_ref());
}
