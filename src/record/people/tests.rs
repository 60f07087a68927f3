use super::{PeopleTable, read_people};
use crate::{
    diagnostic::Diagnostic,
    record::{
        Person,
        raw::{Node, Table, Value},
    },
};

fn table() -> PeopleTable {
    let person = |name: &str, email: &str, url: &str| Person {
        name: name.to_owned(),
        email: email.parse().ok(),
        url: crate::value::WebUrl::parse(url).ok(),
        ..Person::default()
    };
    let mut table = PeopleTable::default();
    table.by_slug.insert("ana".to_owned(), person("Ana Lima", "ana@people.example", "https://ana.example/"));
    table.by_slug.insert("Bo-B".to_owned(), person("Bo Berg", "bo@people.example", ""));
    table.by_slug.insert("7".to_owned(), person("Seven Stern", "", ""));
    table
}

/// `Name <mail> url {role}` of each, joined by ` | `.
fn show(people: &[Person]) -> String {
    let one = |person: &Person| {
        let mut out = person.name.clone();
        if let Some(email) = &person.email {
            out.push_str(&format!(" <{email}>"));
        }
        if let Some(email) = &person.email_private {
            out.push_str(&format!(" private:{email}"));
        }
        if let Some(url) = &person.url {
            out.push_str(&format!(" {url}"));
        }
        if let Some(role) = &person.role {
            out.push_str(&format!(" {{{role}}}"));
        }
        out
    };
    people.iter().map(one).collect::<Vec<_>>().join(" | ")
}

fn read(node: &Node, table: &PeopleTable) -> (String, Vec<&'static str>) {
    let (people, diagnostics) = read_people(node, table);
    (show(&people), diagnostics.iter().map(|d: &Diagnostic| d.rule.name).collect())
}

fn text(text: &str) -> Node {
    Node::text(text, 1, 1)
}

fn list(items: &[&str]) -> Node {
    Node::new(Value::List(items.iter().map(|item| text(item)).collect()), 1, 1)
}

fn object(members: &[(&str, &str)]) -> Node {
    let members = members.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect();
    Node::new(Value::Table(Table(members)), 1, 1)
}

#[test]
fn strings() {
    for (written, expected) in [
        ("Ana Lima Souza", "Ana Lima Souza"),
        ("  Ana \n  Souza ", "Ana Souza"),
        ("By Ana Souza", "Ana Souza"),
        ("by Ana Souza and Bo Stein", "Ana Souza | Bo Stein"),
        ("Byron Stein", "Byron Stein"),
        ("Ana Souza, Bo Stein", "Ana Souza | Bo Stein"),
        ("Ana Souza, Bo Stein, and Cy d'Arc", "Ana Souza | Bo Stein | Cy d'Arc"),
        ("Ana Souza, Bo Stein and Cy van der Wal", "Ana Souza | Bo Stein | Cy van der Wal"),
        ("Ana Souza & Bo S. Stein", "Ana Souza | Bo S. Stein"),
        ("Ana Souza and @bo-s", "Ana Souza | bo-s"),
        ("Jürgen Öz und Émile Ñandú", "Jürgen Öz | Émile Ñandú"),
        ("Ana Souza et Bo Stein", "Ana Souza | Bo Stein"),
        ("José Ruiz y Pérez", "José Ruiz y Pérez"),
        ("山田太郎、鈴木花子", "山田太郎 | 鈴木花子"),
        ("山田太郎", "山田太郎"),
        ("Иван Петров и Анна Белова", "Иван Петров | Анна Белова"),
        ("Souza, Ana; Stein, Bo", "Souza, Ana | Stein, Bo"),
        ("Souza, Ana", "Souza, Ana"),
        ("Ana Souza, Jr.", "Ana Souza, Jr."),
        ("Ana Souza, Ph.D., and Bo Stein", "Ana Souza, Ph.D. | Bo Stein"),
        ("Widgets, Inc.", "Widgets, Inc."),
        ("Ana Souza, Widget Company", "Ana Souza, Widget Company"),
        ("Ana Souza, on behalf of the Widget Group", "Ana Souza, on behalf of the Widget Group"),
        ("The Cogs and Levers Team", "The Cogs and Levers Team"),
        ("Cog Team and Lever Team", "Cog Team and Lever Team"),
        ("Smith & Sons", "Smith & Sons"),
        ("Great Author & Co.", "Great Author & Co."),
        ("research and development", "research and development"),
        ("anna, bert", "anna | bert"),
        ("Kit, Lou Reed, sam2", "Kit | Lou Reed | sam2"),
        ("Ana Souza <ana@a.example>", "Ana Souza <ana@a.example>"),
        ("Souza, Ana <ana@a.example>", "Souza, Ana <ana@a.example>"),
        ("\"Souza, Ana\" <ana@a.example>", "Souza, Ana <ana@a.example>"),
        ("Ana Souza <ana@a.example>, Bo Stein <bo@a.example>", "Ana Souza <ana@a.example> | Bo Stein <bo@a.example>"),
        ("ana@a.example (Ana Souza)", "Ana Souza <ana@a.example>"),
        ("Ana Souza (ana@a.example)", "Ana Souza <ana@a.example>"),
        ("ana@a.example", "ana <ana@a.example>"),
        ("mailto:ana@a.example", "ana <ana@a.example>"),
        ("Ana Souza (@asouza)", "Ana Souza"),
        ("Ana Souza (Widgets)", "Ana Souza (Widgets)"),
        ("Ana Souza (https://a.example/ana)", "Ana Souza https://a.example/ana"),
        ("Ana Souza <https://a.example/ana>", "Ana Souza https://a.example/ana"),
        ("[Ana Souza](https://a.example/ana)", "Ana Souza https://a.example/ana"),
        ("[Ana Souza](https://a.example/ana) (Widgets)", "Ana Souza https://a.example/ana"),
        (
            "[Ana Souza](https://a.example/a) (Widgets), [Bo\n  Stein](https://a.example/b)(Cogs), and [Cy\nArc](mailto:cy@a.example)",
            "Ana Souza https://a.example/a | Bo Stein https://a.example/b | Cy Arc <cy@a.example>",
        ),
        (
            "[山田太郎](https://a.example/y)（Widgets）、[鈴木花子](https://a.example/s)",
            "山田太郎 https://a.example/y | 鈴木花子 https://a.example/s",
        ),
        ("[Ana Souza, Widgets](https://a.example/a)", "Ana Souza, Widgets https://a.example/a"),
        ("[Ana](https://a.example/wiki/Ana_(x)) and Bo Stein", "Ana https://a.example/wiki/Ana_(x) | Bo Stein"),
        ("\"[Ana](https://a.example/a)\" with contributions from many", "Ana https://a.example/a"),
        ("", ""),
        ("  ", ""),
        (";", ""),
        ("Ana Souza; ana souza", "Ana Souza"),
    ] {
        assert_eq!(read(&text(written), &PeopleTable::default()), (expected.to_owned(), vec![]), "{written}");
    }
}

#[test]
fn the_people_table_knows_slugs_logins_addresses_and_names() {
    let ana = "Ana Lima <ana@people.example> https://ana.example/";
    let both = format!("{ana} | Bo Berg <bo@people.example>");
    for (written, expected, findings) in [
        (text("ana"), ana, vec![]),
        (text("@Ana"), ana, vec![]),
        (text("ANA"), ana, vec![]),
        (text("Ana Lima"), ana, vec![]),
        (text("ana@people.example"), ana, vec![]),
        (text("Somebody Else (@ana)"), ana, vec![]),
        (text("ana and bo-b"), both.as_str(), vec![]),
        (list(&["ana", "bo-b"]), both.as_str(), vec![]),
        (text("carla"), "carla", vec!["author-unknown"]),
        (text("Carla"), "Carla", vec![]),
        (object(&[("slug", "ana")]), ana, vec![]),
        (object(&[("slug", "ana"), ("name", "Ana L.")]), "Ana L. <ana@people.example> https://ana.example/", vec![]),
        (Node::new(Value::Number("7".into()), 1, 1), "Seven Stern", vec![]),
        (Node::new(Value::Number("29".into()), 1, 1), "", vec!["author-unknown"]),
    ] {
        assert_eq!(read(&written, &table()), (expected.to_owned(), findings), "{written:?}");
    }
}

#[test]
fn tables_and_lists() {
    for (written, expected, findings) in [
        (list(&["Ana Souza", "Bo Stein", "ana souza"]), "Ana Souza | Bo Stein", vec![]),
        (list(&["Ana Souza, Bo Stein, and Cy Arc"]), "Ana Souza | Bo Stein | Cy Arc", vec![]),
        (Node::new(Value::Null, 1, 1), "", vec![]),
        (list(&[]), "", vec![]),
        (
            object(&[("name", "Ana"), ("email", "ana@a.example"), ("uri", "http://a.example")]),
            "Ana <ana@a.example> http://a.example",
            vec![],
        ),
        (object(&[("Name", "Ana"), ("website", "https://a.example/x")]), "Ana https://a.example/x", vec![]),
        (object(&[("displayName", "Ana & Co.")]), "Ana & Co.", vec![]),
        (object(&[("first_name", "Ana"), ("last_name", "Souza")]), "Ana Souza", vec![]),
        (object(&[("name", "Ana"), ("role", "Editor")]), "Ana {editor}", vec![]),
        (object(&[("name", "Ana"), ("role", "author")]), "Ana", vec![]),
        (
            object(&[("name", "Ana"), ("slug", "ana"), ("email", "ana@login.example"), ("profile_image", "")]),
            "Ana private:ana@login.example",
            vec![],
        ),
        (
            object(&[("username", "ana"), ("email", "ana@login.example"), ("provider", "local"), ("blocked", "false")]),
            "ana private:ana@login.example",
            vec![],
        ),
        (object(&[("name", "bo@x.example")]), "bo <bo@x.example>", vec![]),
        (object(&[("name", "bo@x.example"), ("email", "b@y.example")]), "b <b@y.example>", vec![]),
        (object(&[("name", "Ana"), ("email", "not an address")]), "Ana", vec!["email-invalid"]),
        (object(&[("name", "Ana"), ("url", "ana's page")]), "Ana", vec!["url-invalid"]),
        (object(&[("email", "ana@a.example")]), "ana <ana@a.example>", vec![]),
        (object(&[("age", "7")]), "", vec!["field-invalid"]),
        (text("Ana Souza <ana at a.example>"), "Ana Souza", vec!["email-invalid"]),
        (text("ana@nowhere"), "ana", vec!["email-invalid"]),
    ] {
        assert_eq!(read(&written, &PeopleTable::default()), (expected.to_owned(), findings), "{written:?}");
    }
}

#[test]
fn hostile_strings_take_no_time_and_break_nothing() {
    for unit in ["[a](b", "[", "](", "(", "<", "a,", ";", "、", "& ", "and ", "[x](y)", "a@", "By "] {
        let (people, _) = read_people(&text(&unit.repeat(20_000)), &PeopleTable::default());
        assert!(people.len() <= 20_001, "{unit}");
    }
}
