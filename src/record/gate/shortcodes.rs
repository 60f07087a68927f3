//! Shortcodes of `WordPress`'s membership plugins: `[restrict]…[/restrict]`.

use std::collections::HashMap;

/// Those that stand around what members read, without `_`, `-` and capitals.
const MEMBERS: &[&str] = &[
    "access",
    "am4show",
    "contentcontrol",
    "contentprotected",
    "contentprotector",
    "coursecomplete",
    "courseinprogress",
    "coursenotstarted",
    "dap",
    "ememberprotected",
    "freemember",
    "groupscan",
    "groupsgroup",
    "groupsmember",
    "groupswith",
    "hidden",
    "hiddencontent",
    "hide",
    "hidecontent",
    "hidepost",
    "ifloggedin",
    "ifmember",
    "ihchidecontent",
    "isactive",
    "isfree",
    "isloggedin",
    "ismember",
    "ispaid",
    "issubscriber",
    "isuserloggedin",
    "ldcoursecomplete",
    "ldcourseinprogress",
    "ldcoursenotstarted",
    "ldenrolled",
    "ldgroup",
    "ldstudent",
    "leakypaywall",
    "learndashgroup",
    "learndashstudent",
    "lifterlmshidecontent",
    "loggedin",
    "loggedinuser",
    "loggedinusers",
    "loginonly",
    "loginrequired",
    "member",
    "memberarea",
    "memberful",
    "memberonly",
    "members",
    "membersaccess",
    "membership",
    "membersloggedin",
    "membersonly",
    "msprotectcontent",
    "msuser",
    "mycredsellthis",
    "paid",
    "paidcontent",
    "paidonly",
    "passster",
    "passwordprotect",
    "passwordprotected",
    "paywall",
    "pmsrestrict",
    "ppwp",
    "premium",
    "premiumcontent",
    "premiumonly",
    "private",
    "privatecontent",
    "protect",
    "protected",
    "protectedcontent",
    "registered",
    "requirelogin",
    "restrict",
    "restrictcontent",
    "restricted",
    "restrictedcontent",
    "ruarestrict",
    "secret",
    "student",
    "subscriber",
    "subscriberonly",
    "subscribers",
    "subscribersonly",
    "umloggedin",
    "umshowcontent",
    "userhasaccess",
    "userisloggedin",
    "userloggedin",
    "userroleeditor",
    "vip",
    "vipcontent",
    "viponly",
    "wpf",
    "wpmembers",
    "wpmemloggedin",
    "wppbrestrict",
];
/// Plugins that have many of them.
const FAMILIES: &[&str] = &[
    "accessally",
    "amember",
    "armrestrict",
    "armif",
    "memb",
    "mepr",
    "patreon",
    "pmpro",
    "rcp",
    "s2if",
    "swpm",
    "wcm",
    "wlmismember",
    "wlmprivate",
];
/// What the names of those have in them that no list knows.
const WORDS: &[&str] = &[
    "member",
    "restrict",
    "access",
    "private",
    "protect",
    "loggedin",
    "paid",
    "paywall",
    "password",
    "locked",
    "locker",
    "subscriber",
    "subscribed",
    "subscription",
];
/// What else names have in them with such a word in it: `[remember]`, `[accessible_table]`, `[protect_email]`, which hides
/// addresses from robots.
const OTHERWISE: &[&str] =
    &["remember", "accessib", "accessor", "prepaid", "emailprotect", "protectemail", "mailprotect"];
/// How the names of those end that show one of the people of a house: `[et_pb_team_member]`.
const PEOPLE: &[&str] = &["teammember", "staffmember", "boardmember", "crewmember", "bandmember", "facultymember"];
/// What the names of their counterparts have in them, which show something to visitors.
const COUNTERPARTS: &[&str] =
    &["notlogged", "nonmember", "notmember", "loggedout", "visitor", "guest", "meprhide", "restrictedmessage"];
/// Values of arguments by which visitors are meant.
const VISITORS: &[&str] = &[
    "guest",
    "guests",
    "loggedout",
    "nonloggedin",
    "nonmember",
    "nonmembers",
    "notloggedin",
    "notloggedinusersonly",
    "out",
    "unreg",
    "unregistered",
    "visitor",
    "visitoronly",
    "visitors",
];
/// The most that the arguments of one take up.
const LONGEST: usize = 4 * 1024;

/// The shortcodes of a text.
pub(super) struct Shortcodes<'t> {
    text: &'t str,
    /// Where the last end tag of each name begins; found when the first is asked for.
    ends: Option<HashMap<&'t str, usize>>,
}

impl<'t> Shortcodes<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, ends: None }
    }

    /// Where the shortcode ends that begins here, if what stands in it is for members alone.
    pub(super) fn end(&mut self, start: usize) -> Option<usize> {
        let rest = self.text[start..].strip_prefix('[')?;
        let name = name_at(rest);
        let (length, after) = (name.len(), &rest[name.len()..]);
        // `[[restrict]…[/restrict]]` is written to be shown.
        if !after.starts_with([' ', ']', '=', '\n', '\t', '\u{a0}']) || self.text[..start].ends_with('[') {
            return None;
        }
        if name.is_empty() || !is_for_members(name) {
            return None;
        }
        let ends = self.ends.get_or_insert_with(|| ends_of(self.text));
        if ends.get(name).is_none_or(|end| *end < start) {
            return None;
        }
        let arguments = &after[..bracket(after)?];
        if arguments.ends_with('/') || is_for_visitors(name, arguments) {
            return None;
        }
        let from = start + 1 + length + arguments.len() + 1;
        self.close(from, name)
    }

    /// Where the end tag ends; of several that might be meant the last one.
    fn close(&self, from: usize, name: &str) -> Option<usize> {
        let (mut depth, mut at, mut last) = (1_usize, from, None);
        while let Some(found) = self.text[at..].find(name) {
            let here = at + found;
            at = here + name.len();
            let is_whole = !self.text[at..].starts_with(is_of_name);
            if is_whole && self.text[..here].ends_with("[/") {
                let end = self.text[at..].find(']').map_or(self.text.len(), |end| at + end + 1);
                depth -= 1;
                if depth == 0 {
                    return Some(end);
                }
                last = Some(end);
            } else if is_whole && self.text[..here].ends_with('[') && !self.text[..here].ends_with("[[") {
                depth += 1;
            }
        }
        last
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The name with which a text begins.
fn name_at(text: &str) -> &str {
    &text[..text.find(|c| !is_of_name(c)).unwrap_or(text.len())]
}

/// Where the last end tag of each name in a text begins.
fn ends_of(text: &str) -> HashMap<&str, usize> {
    text.match_indices("[/").map(|(at, mark)| (name_at(&text[at + mark.len()..]), at)).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

fn is_for_members(name: &str) -> bool {
    let name = squeezed(name);
    let is_called = || {
        let is_other = OTHERWISE.iter().any(|word| name.contains(word))
            || PEOPLE.iter().any(|person| name.trim_end_matches('s').ends_with(person));
        !is_other && WORDS.iter().any(|word| name.contains(word))
    };
    let is_named =
        MEMBERS.contains(&name.as_str()) || FAMILIES.iter().any(|family| name.starts_with(family)) || is_called();
    is_named && !COUNTERPARTS.iter().any(|word| name.contains(word))
}

/// Whether the arguments say that those see it who are no members.
fn is_for_visitors(name: &str, arguments: &str) -> bool {
    if squeezed(name).starts_with("s2if") {
        return is_negative(arguments);
    }
    let lower = arguments.to_lowercase();
    let mut parts = lower.split(['"', '\'']);
    let mut names = 0;
    let (mut is_meant, mut hides) = (false, false);
    // `level="0,1"`: what stands before a quoted value is its name.
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        names += 1;
        let key = before.trim().trim_end_matches('=').trim();
        let is_level = key.starts_with("level");
        hides |= matches!(key, "type" | "ihc_mb_type") && matches!(value, "hide" | "block");
        is_meant |= key == "ifallowed" && value == "hide"
            || value.split(',').map(squeezed).any(|word| VISITORS.contains(&word.as_str()))
            // Paid Memberships Pro: nobody's level, and all but those of a level.
            || is_level && value.split(',').any(|level| level.trim() == "0" || level.trim().starts_with('-'));
    }
    if names == 0 {
        let words = lower.split_whitespace().filter_map(|word| word.split_once('='));
        is_meant = words.into_iter().any(|(key, value)| {
            VISITORS.contains(&squeezed(value).as_str()) || key.starts_with("level") && value == "0"
        });
    }
    is_meant && !hides
}

/// Whether a condition of s2Member is met by visitors: each of its terms is a denial.
fn is_negative(condition: &str) -> bool {
    let mut terms = condition.split([' ', '(', ')']).filter(|word| word.contains("user"));
    let is_denial = |word: &str| word.starts_with('!') || word.contains("_not_");
    terms.clone().next().is_some() && terms.all(is_denial)
}

/// The bracket that closes a shortcode, outside of quotes.
fn bracket(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ']') => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::open_part;

    #[test]
    fn what_plugins_show_to_members_is_cut() {
        for tag in [
            "restrict",
            "restrict userlevel=\"subscriber\"",
            "membership level=\"1\"",
            "membership",
            "membership levels=\"1,2\"",
            "members_only",
            "private",
            "private role=\"subscriber\"",
            "s2If current_user_can(access_s2member_level1)",
            "s2If is_user_logged_in() AND !current_user_can(access_s2member_level2)",
            "mepr-active rules=\"1\"",
            "mepr-show if=\"loggedin\"",
            "wcm_restrict plans=\"gold\"",
            "um_loggedin",
            "um_show_content roles='member'",
            "access capability=\"read\"",
            "is_user_logged_in",
            "pmpro_membership level=\"2\"",
            "rcp_restricted",
            "swpm_protected for=\"2\"",
            "arm_restrict_content plan=\"1\" type=\"show\"",
            "arm_restrict_content plan=\"unregistered\" type=\"hide\"",
            "wlm_private \"Gold\"",
            "content_protector password=\"x\"",
            "loggedin",
            "Member",
            "groups_member group=\"Gold\"",
            "ihc-hide-content ihc_mb_type=\"show\" ihc_mb_who=\"reg\"",
            "hidepost=1",
            "MM_Member_Decision membershipId=\"1\"",
            "mm_access_decision access=\"true\"",
            "private_Gold",
            "private_Größe",
            "private_Gold Level",
            "wpf tag=\"Gold\"",
            "wpf_loggedin",
            "edd_restrict id=\"1\"",
            "content_control",
            "content-control roles=\"x\"",
            "student",
            "learndash_student course_id=1",
            "mycred_sell_this",
            "lifterlms_hide_content membership=\"12\"",
            "activemember360_is_active",
            "mbr_is_logged_in",
            "new_plugin_members_only",
            "anyPaidText",
            "sociallocker id=\"1\"",
            "team_members_only",
        ] {
            let name = tag.split([' ', '=']).next().unwrap_or_default();
            let text = format!("<p>a</p>[{tag}]<b>secret</b>[/{name}]<p>b</p>");
            assert_eq!(open_part(&text, None).as_deref(), Some("<p>a</p><p>b</p>"), "{tag}");
        }
    }

    #[test]
    fn what_they_show_to_visitors_stays() {
        for tag in [
            "visitor",
            "not_logged_in",
            "membership level=\"0\"",
            "membership level='0,1'",
            "membership level=0",
            "um_loggedout",
            "members_not_logged_in",
            "private role=\"visitor-only\"",
            "s2If is_user_not_logged_in()",
            "s2If !current_user_can(access_s2member_level1)",
            "mepr-hide rules=\"1\"",
            "mepr-active rules=\"1\" ifallowed=\"hide\"",
            "wcm_nonmember",
            "swpm_protected visibility=\"not_logged_in_users_only\"",
            "groups_non_member group=\"Gold\"",
            "caption id=\"a\"",
            "et_pb_team_member name=\"A\"",
            "team_members",
            "remember",
            "accessible_table",
            "protect_email",
            "wpf_loggedout",
            "ld_visitor",
        ] {
            let name = tag.split([' ', '=']).next().unwrap_or_default();
            assert_eq!(open_part(&format!("a[{tag}]b[/{name}]c"), None), None, "{tag}");
        }
    }

    #[test]
    fn only_what_has_an_end_and_is_meant_is_one() {
        for text in [
            "a [member] b",
            "[[restrict]x[/restrict]]",
            "[restrict /] x [/restrict-x]",
            "[1] [/x] [members]",
            "[restrict",
        ] {
            assert_eq!(open_part(text, None), None, "{text}");
        }
        for (text, open) in [
            ("[restrict]s[restrict]s[/restrict]s[/restrict]b", "b"),
            ("[restrict]s[restrict]s[/restrict]b", "b"),
            ("[restrict a=\"]\"]s[/restrict]b", "b"),
            ("[restrict]s[/restrict", ""),
        ] {
            assert_eq!(open_part(text, None).as_deref(), Some(open), "{text}");
        }
    }
}
