//! Who may read an article, by what membership plugins keep beside it.

use super::super::Standing;

/// Fields that are there, and say something, only where an article is for some: Members, Restrict Content Pro, Paid Member
/// Subscriptions, Profile Builder, Groups, Memberful, `ARMember`.
const MEMBERS: &[&str] = &[
    "_members_access_role",
    "rcp_access_level",
    "rcp_user_level",
    "pms-content-restrict-subscription-plan",
    "wppb-content-restrict-user-role",
    "groups-read",
    "groups-groups_read_post",
    "memberful_acl",
    "memberful_available_to_any_registered_user",
    "memberful_available_to_anybody_subscribed_to_a_plan",
    "arm_access_plan",
];
/// Those where it is for who pays: Restrict Content Pro, Patreon.
const PAID: &[&str] = &["_is_paid", "rcp_subscription_level", "patreon-level"];
/// What they have in them where it is for everybody.
const EVERYBODY: &[&str] = &["", "0", "no", "none", "false", "all", "public", "everybody", "everyone", "a:0:{}"];

/// Who may read an article that has this field. Fails closed.
pub(super) fn standing(key: &str, value: &str) -> Option<Standing> {
    let value = value.trim();
    let word = value.to_ascii_lowercase();
    let is_open = EVERYBODY.contains(&word.as_str()) || word == r#"a:1:{i:0;s:3:"all";}"#;
    let members = |is_for_some: bool| is_for_some.then_some(Standing::Members);
    match key {
        "_jetpack_newsletter_access" => newsletter(value),
        key if PAID.contains(&key) => (!is_open).then_some(Standing::Paid),
        key if MEMBERS.contains(&key) => members(!is_open),
        "pms-content-restrict-user-status" | "wppb-content-restrict-user-status" => members(word == "loggedin"),
        // Ultimate Member, where the article has settings of its own: 2 is for who is logged in.
        "um_content_restriction" => {
            let says = |name: &str, wanted: &str| {
                let behind = value.split_once(&format!("\"{name}\";")).map(|(_, rest)| rest);
                let told = behind.and_then(|rest| rest.split(';').next());
                told.is_some_and(|told| told.rsplit(':').next().unwrap_or_default().trim_matches('"') == wanted)
            };
            members(says("_um_custom_access_settings", "1") && says("_um_accessible", "2"))
        }
        // WP-Members: 2 is on no list at all.
        "_wpmem_block" if word == "2" => Some(Standing::Unlisted),
        "_wpmem_block" => members(word == "1"),
        "_issuem_leaky_paywall_visibility" => members(value.contains("\"only")),
        "passster_activate_protection" => (!is_open).then_some(Standing::Password),
        _ => None,
    }
}

/// Who may read an article, by what Jetpack keeps beside it.
fn newsletter(access: &str) -> Option<Standing> {
    match access.trim() {
        "" | "everybody" => None,
        "subscribers" => Some(Standing::Members),
        paid if paid.starts_with("paid_subscribers") => Some(Standing::Paid),
        other => Some(Standing::Unknown(other.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing};

    #[test]
    fn plugins_say_who_may_read() {
        let um = |who: &str| {
            format!(r#"a:2:{{s:26:"_um_custom_access_settings";s:1:"1";s:14:"_um_accessible";s:1:"{who}";}}"#)
        };
        for (key, value, expected) in [
            ("_members_access_role", "subscriber", Some(Standing::Members)),
            ("_members_access_role", "", None),
            ("rcp_subscription_level", "any-paid", Some(Standing::Paid)),
            ("rcp_subscription_level", "a:0:{}", None),
            ("_is_paid", "1", Some(Standing::Paid)),
            ("_is_paid", "0", None),
            ("rcp_access_level", "None", None),
            ("rcp_access_level", "3", Some(Standing::Members)),
            ("rcp_user_level", r#"a:1:{i:0;s:3:"All";}"#, None),
            ("rcp_user_level", "Subscriber", Some(Standing::Members)),
            ("patreon-level", "5", Some(Standing::Paid)),
            ("patreon-level", "0", None),
            ("um_content_restriction", &um("2"), Some(Standing::Members)),
            ("um_content_restriction", &um("0"), None),
            ("_wpmem_block", "0", None),
            ("_wpmem_block", "1", Some(Standing::Members)),
            ("pms-content-restrict-user-status", "loggedin", Some(Standing::Members)),
            ("_jetpack_newsletter_access", "subscribers", Some(Standing::Members)),
            ("_jetpack_newsletter_access", "everybody", None),
            ("_thumbnail_id", "7", None),
        ] {
            assert_eq!(standing(key, value), expected, "{key}: {value}");
        }
    }
}
