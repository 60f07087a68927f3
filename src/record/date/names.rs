//! What months, weekdays and time zones are called.
//!
//! Names are compared folded (NFC, lower case, without the full stop of an abbreviation). Forms that people type without
//! accents stand beside the right ones.

use crate::value::Zone;
use chrono::{FixedOffset, Weekday};
use chrono_tz::Tz;

/// Month names in English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish, Russian and
/// Ukrainian, with the genitives that dates have in the Slavic ones.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty января \
     январь янв січня січень січ",
    "february feb febr februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev februari lutego \
     luty lut февраля февраль фев февр лютого лютий лют",
    "march mar mars märz maerz mär mrz marzo março marco maart mrt marts marca marzec марта март мар березня \
     березень бер",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр квітня квітень квіт",
    "may mai mayo maggio mag maio mei maj maja мая май травня травень трав",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн червня червень черв",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл липня липень лип",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie августа август авг серпня серпень \
     серп",
    "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz сентября \
     сентябрь сен сент вересня вересень вер",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź октября октябрь \
     окт жовтня жовтень жовт",
    "november nov novembre noviembre novembro listopada listopad lis ноября ноябрь ноя нояб листопада листопад \
     лист",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudnia \
     grudzień gru декабря декабрь дек грудня грудень груд",
];

/// Weekdays from Monday on, in the languages of [`MONTHS`] and as the East Asian `星期一` and `周一`.
const WEEKDAYS: [&str; 7] = [
    "monday mon montag mo lundi lun lunes lunedì lunedi segunda seg maandag ma mandag måndag man mån poniedziałek \
     pon понедельник пн понеділок 星期一 周一 週一",
    "tuesday tue tues dienstag di die mardi mar martes martedì martedi terça ter dinsdag tirsdag tisdag tir tis \
     wtorek wt вторник вт вівторок 星期二 周二 週二",
    "wednesday wed weds mittwoch mi mit mercredi mer miércoles miercoles mié mie mercoledì mercoledi quarta qua \
     woensdag wo onsdag ons środa śr среда ср середа 星期三 周三 週三",
    "thursday thu thur thurs donnerstag do don jeudi jeu jueves jue giovedì giovedi gio quinta qui donderdag \
     torsdag tor czwartek czw четверг чт четвер 星期四 周四 週四",
    "friday fri freitag fr fre vendredi ven viernes vie venerdì venerdi sexta sex vrijdag vr fredag piątek pt \
     пятница пт п'ятниця 星期五 周五 週五",
    "saturday sat samstag sonnabend sa sam samedi sábado sabado sáb sab sabato zaterdag za lørdag lördag lør lör \
     sobota sob суббота сб субота 星期六 周六 週六",
    "sunday sun sonntag so son dimanche dim domingo dom domenica zondag zo søndag söndag søn sön niedziela niedz \
     nd ndz воскресенье вс неділя нд 星期日 星期天 周日 週日",
];

/// Zone names with one meaning in the news, as minutes east of UTC. `IST` is India's and `BST` Britain's; `CST` is North
/// America's, as RFC 822 §5.1 has it.
const OFFSETS: [(i32, &str); 27] = [
    (-660, "sst"),
    (-600, "hst"),
    (-540, "akst hdt"),
    (-480, "pst akdt"),
    (-420, "mst pdt"),
    (-360, "cst mdt"),
    (-300, "est cdt"),
    (-240, "ast edt"),
    (-210, "nst"),
    (-180, "brt adt"),
    (-150, "ndt"),
    (0, "z ut utc gmt zulu wet"),
    (60, "west bst cet mez"),
    (120, "cest mesz eet sast"),
    (180, "eest msk trt"),
    (240, "gst"),
    (300, "pkt"),
    (330, "ist"),
    (420, "wib"),
    (480, "awst hkt sgt pht"),
    (540, "jst kst"),
    (570, "acst"),
    (600, "aest chst"),
    (630, "acdt"),
    (660, "aedt"),
    (720, "nzst"),
    (780, "nzdt"),
];

/// More of them, which need a calendar or stand apart: `ET` is EST or EDT, whichever was in force.
const NAMED: [(&str, Tz); 4] = [
    ("ET", chrono_tz::America::New_York),
    ("CT", chrono_tz::America::Chicago),
    ("MT", chrono_tz::America::Denver),
    ("PT", chrono_tz::America::Los_Angeles),
];

/// The month of this name, from 1; `word` is folded.
pub(super) fn month(word: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, names)| has(names, word)).map(|(number, _)| number)
}

/// The weekday of this name; `word` is folded.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let days = [Mon, Tue, Wed, Thu, Fri, Sat, Sun];
    days.into_iter().zip(WEEKDAYS).find(|(_, names)| has(names, word)).map(|(day, _)| day)
}

/// The zone of this name, IANA's or an abbreviation of the news; `word` is as written.
///
/// The two-letter ones (`ET`) must be capitals, since words and weekdays look like them.
pub(super) fn zone(word: &str) -> Option<Zone> {
    if word.contains('/') {
        return word.parse::<Tz>().ok().map(Zone::Named);
    }
    if let Some((_, zone)) = NAMED.iter().find(|(name, _)| *name == word) {
        return Some(Zone::Named(*zone));
    }
    let folded = word.to_ascii_lowercase();
    let (minutes, _) = OFFSETS.iter().find(|(_, names)| has(names, &folded))?;
    FixedOffset::east_opt(minutes * 60).map(Zone::Fixed)
}

/// Words between the parts of a date that say nothing: `at`, `of`, `um`, `de`, `года`.
pub(super) fn is_filler(word: &str) -> bool {
    const WORDS: &str = "at of on the from um am den der dem uhr le la du de à a el los las del il alle ore dia às as om op \
         uur kl klo o godz dnia г год года р року рік в о об hrs hours feira h time";
    has(WORDS, word)
}

/// What makes a number an ordinal: `4th`, `1er`, `1º`.
pub(super) fn is_ordinal_ending(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "e" | "ro" | "го")
}

/// Whether `word` is one of the words of a list with single blanks.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}
