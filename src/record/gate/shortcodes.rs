//! Shortcodes of `WordPress`'s membership plugins: `[restrict]…[/restrict]`.

/// Those that stand around what members read, without `_`, `-` and capitals.
const MEMBERS: &[&str] = &[
    "access",
    "am4show",
    "contentprotected",
    "contentprotector",
    "dap",
    "ememberprotected",
    "freemember",
    "groupscan",
    "groupsgroup",
    "groupsmember",
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
    "leakypaywall",
    "loggedin",
    "loggedinuser",
    "loggedinusers",
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
    "restrict",
    "restrictcontent",
    "restricted",
    "restrictedcontent",
    "ruarestrict",
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
    "wpmemloggedin",
    "wpmembers",
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
    "pmpro",
    "private_",
    "rcp",
    "s2if",
    "swpm",
    "wcm",
    "wlmismember",
    "wlmprivate",
];
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
    /// Names of which no end follows any more.
    endless: Vec<&'t str>,
}

impl<'t> Shortcodes<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, endless: Vec::new() }
    }

    /// Where the shortcode ends that begins here, if what stands in it is for members alone.
    pub(super) fn end(&mut self, start: usize) -> Option<usize> {
        let rest = self.text[start..].strip_prefix('[')?;
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        // `[[restrict]…[/restrict]]` is written to be shown.
        if !after.starts_with([' ', ']', '=', '\n', '\t', '\u{a0}']) || self.text[..start].ends_with('[') {
            return None;
        }
        if self.endless.contains(&name) || !is_for_members(name) {
            return None;
        }
        let arguments = &after[..bracket(after)?];
        if arguments.ends_with('/') || is_for_visitors(name, arguments) {
            return None;
        }
        let from = start + 1 + length + arguments.len() + 1;
        let end = self.close(from, name);
        if end.is_none() {
            self.endless.push(name);
        }
        end
    }

    /// Where the end tag ends; of several that might be meant the last one.
    fn close(&self, from: usize, name: &str) -> Option<usize> {
        let (mut depth, mut at, mut last) = (1_usize, from, None);
        while let Some(found) = self.text[at..].find(name) {
            let here = at + found;
            at = here + name.len();
            let is_whole = !self.text[at..].starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
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

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

fn is_for_members(name: &str) -> bool {
    let name = squeezed(name);
    let is_named = MEMBERS.contains(&name.as_str()) || FAMILIES.iter().any(|family| name.starts_with(family));
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
