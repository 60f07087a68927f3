//! Blocks of `WordPress`'s editor that visitors are not shown: `WordPress` keeps in the comment that begins a block who sees
//! it.

use serde_json::{Map, Value};

/// Blocks of membership plugins, by what stands behind the name of the plugin.
const BLOCKS: [&str; 12] = [
    "subscriber-view",
    "membership",
    "member-content",
    "members-content",
    "members-only",
    "protected-content",
    "restricted-content",
    "restrict-content",
    "content-restriction",
    "private-content",
    "loggedin",
    "logged-in",
];
/// Attributes that any block may have, and that say who sees it.
const SAYING: [&str; 10] = [
    "\"blockVisibility\"",
    "\"contentControls\"",
    "\"um_is_restrict\"",
    "\"visibilityBlockEnabled\"",
    "\"advgbBlockControls\"",
    "\"otterConditions\"",
    "\"UAGLoggedOut\"",
    "\"UAGUserRole\"",
    "\"levels\"",
    "\"segment\"",
];
/// The most of attributes that are not understood in which those above are looked for.
const LOOKED_AT: usize = 4 * 1024;

/// Whether visitors are not shown a block with this name and these attributes, as they are written.
pub(super) fn is_closed(name: &str, attributes: &str) -> bool {
    let is_block = name.rsplit_once('/').is_some_and(|(_, block)| BLOCKS.contains(&block));
    let written = attributes.strip_suffix('/').unwrap_or(attributes).trim();
    if !written.starts_with('{') {
        return is_block;
    }
    match serde_json::from_str::<Map<String, Value>>(written) {
        Ok(attributes) => is_block && !is_for_visitors(&attributes) || is_hidden(&attributes),
        Err(_) => is_block || written.len() <= LOOKED_AT && SAYING.iter().any(|name| written.contains(name)),
    }
}

/// Whether a block of Paid Memberships Pro is for those without a level.
fn is_for_visitors(attributes: &Map<String, Value>) -> bool {
    let is = |name: &str, text: &str| attributes.get(name).is_some_and(|value| word(value) == text);
    let levels = attributes.get("levels").and_then(Value::as_array);
    levels.is_some_and(|levels| levels.iter().any(|level| word(level) == "0"))
        || is("segment", "logged_in") && is("invert_restrictions", "1")
}

/// Whether the attributes of any block say that visitors do not see it: hidden in the editor, or for some by what plugins add
/// to every block.
fn is_hidden(attributes: &Map<String, Value>) -> bool {
    let table = |name: &str| attributes.get(name).and_then(Value::as_object);
    let is_set = |name: &str| attributes.get(name).is_some_and(is_true);
    let is_said = |name: &str| attributes.get(name).is_some_and(|value| !is_empty(value));
    // `WordPress` itself since 6.9; an object there says on which screens.
    let is_off = table("metadata").and_then(|metadata| metadata.get("blockVisibility")) == Some(&Value::Bool(false));
    is_off
        || table("blockVisibility").is_some_and(is_limited)
        || table("contentControls").is_some_and(is_controlled)
        || is_set("um_is_restrict") && attributes.get("um_who_access").is_some_and(|who| word(who) == "1")
        || is_set("visibilityBlockEnabled") && !is_for_visitors(attributes)
        || is_set("UAGLoggedOut")
        || is_said("UAGUserRole")
        || is_said("otterConditions")
        || attributes
            .get("advgbBlockControls")
            .and_then(Value::as_array)
            .is_some_and(|controls| controls.iter().any(|control| control.get("enabled").is_none_or(is_true)))
}

/// Block Visibility: hidden from all, or shown on conditions of which a visitor meets none for sure. Conditions on screens and
/// browsers are no such.
fn is_limited(visibility: &Map<String, Value>) -> bool {
    const ALWAYS: [&str; 2] = ["screenSize", "browserDevice"];
    let is_for_all = |name: &str, control: &Value| {
        let who = control.get("visibilityByRole").map(word).unwrap_or_default();
        ALWAYS.contains(&name)
            || is_empty(control)
            || name == "userRole" && matches!(who.as_str(), "" | "public" | "all" | "logged-out")
    };
    let is_conditional = |set: &Value| {
        let controls = set.get("controls").and_then(Value::as_object);
        set.get("enable").is_none_or(is_true)
            && controls.is_some_and(|controls| controls.iter().any(|(name, control)| !is_for_all(name, control)))
    };
    visibility.get("hideBlock").is_some_and(is_true)
        || visibility.get("controlSets").and_then(Value::as_array).is_some_and(|sets| sets.iter().any(is_conditional))
}

/// Content Control: switched on, and for others than those who are logged out.
fn is_controlled(controls: &Map<String, Value>) -> bool {
    let user = controls.get("rules").and_then(|rules| rules.get("user")).filter(|user| !is_empty(user));
    controls.get("enabled").is_some_and(is_true)
        && user.is_some_and(|user| user.get("userStatus").map(word).as_deref() != Some("logged_out"))
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn is_true(value: &Value) -> bool {
    value == &Value::Bool(true) || matches!(word(value).as_str(), "true" | "1")
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(members) => members.is_empty(),
        Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn what_editors_hide_is_closed() {
        for attributes in [
            r#"{"metadata":{"blockVisibility":false}}"#,
            r#"{"metadata":{"blockVisibility":false}} /"#,
            r#"{"blockVisibility":{"hideBlock":true}}"#,
            r#"{"blockVisibility":{"controlSets":[{"id":1,"enable":true,"controls":{"userRole":{"visibilityByRole":"logged-in"}}}]}}"#,
            r#"{"blockVisibility":{"controlSets":[{"id":1,"controls":{"wpFusion":{"tagsAny":["7"]}}}]}}"#,
            r#"{"contentControls":{"enabled":true,"rules":{"user":{"userStatus":"logged_in"}}}}"#,
            r#"{"um_is_restrict":true,"um_who_access":1}"#,
            r#"{"visibilityBlockEnabled":true,"levels":["1"]}"#,
            r#"{"otterConditions":[[{"type":"loggedInUser"}]]}"#,
            r#"{"advgbBlockControls":[{"control":"user_role","enabled":true}]}"#,
            r#"{"UAGLoggedOut":true}"#,
            r#"{"contentControls":{"enabled":true"#,
        ] {
            assert!(is_closed("wp:paragraph", attributes), "{attributes}");
        }
    }

    #[test]
    fn what_visitors_see_is_open() {
        for attributes in [
            "",
            "/",
            r#"{"metadata":{"blockVisibility":true}}"#,
            r#"{"metadata":{"blockVisibility":{"viewport":{"mobile":false}}}}"#,
            r#"{"blockVisibility":{"hideBlock":false,"controlSets":[]}}"#,
            r#"{"blockVisibility":{"controlSets":[{"controls":{"screenSize":{"hideOnScreenSize":{"large":true}}}}]}}"#,
            r#"{"blockVisibility":{"controlSets":[{"controls":{"userRole":{"visibilityByRole":"logged-out"}}}]}}"#,
            r#"{"blockVisibility":{"controlSets":[{"enable":false,"controls":{"userRole":{"visibilityByRole":"logged-in"}}}]}}"#,
            r#"{"contentControls":{"enabled":false,"rules":{"user":{"userStatus":"logged_in"}}}}"#,
            r#"{"contentControls":{"enabled":true,"rules":{"device":{"hideOn":{"mobile":true}}}}}"#,
            r#"{"contentControls":{"enabled":true,"rules":{"user":{"userStatus":"logged_out"}}}}"#,
            r#"{"um_is_restrict":true,"um_who_access":"2"}"#,
            r#"{"align":"wide""#,
        ] {
            assert!(!is_closed("wp:paragraph", attributes), "{attributes}");
        }
        assert!(is_closed("wp:pmpro/membership", r#"{"levels":["1"]}"#));
        assert!(!is_closed("wp:pmpro/membership", r#"{"levels":["0"]}"#));
    }
}
