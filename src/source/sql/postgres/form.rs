//! How the values of a type are fetched. Everything comes as text, so that every type of every extension can be read.

use crate::source::sql::cell::Cell;
use tokio_postgres::types::{Kind, Type};

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `t` or `f`.
    Bool,
    /// A whole number.
    Integer,
    /// Another number.
    Number,
    /// Whatever it is, as text.
    Text,
    /// A text whose length is known without reading it.
    LongText,
    /// JSON, which is text already.
    Json,
    /// Lists and rows, made JSON by the server.
    Made,
    /// An instant, written in UTC.
    Instant,
    /// A date and a time, without a zone.
    Local,
    /// A length of time, in seconds.
    Seconds,
    /// An address, which a cast would give a mask that it was not given.
    Address,
    /// Bytes that are no text.
    Binary,
    /// An index of words and the like, of use to the database alone.
    Nothing,
}

impl Form {
    /// How values of a type are read.
    pub(super) fn of(kind: &Type) -> Self {
        match kind.kind() {
            Kind::Domain(inner) => return Self::of(inner),
            Kind::Array(_) | Kind::Composite(_) => return Self::Made,
            _ => {}
        }
        match *kind {
            Type::BOOL => Self::Bool,
            Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => Self::Integer,
            Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => Self::Number,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR => Self::LongText,
            Type::JSON | Type::JSONB => Self::Json,
            Type::RECORD => Self::Made,
            Type::TIMESTAMPTZ => Self::Instant,
            Type::TIMESTAMP => Self::Local,
            Type::INTERVAL => Self::Seconds,
            Type::INET => Self::Address,
            Type::BYTEA => Self::Binary,
            Type::TS_VECTOR | Type::TSQUERY => Self::Nothing,
            _ if kind.name() == "hstore" => Self::Made,
            _ => Self::Text,
        }
    }

    /// The expression that is selected of a column.
    pub(super) fn sql(self, column: &str) -> String {
        match self {
            Self::Made => format!("to_json({column})::text"),
            Self::Seconds => format!("extract(epoch from {column})::text"),
            Self::Address => format!("abbrev({column})"),
            Self::Binary => format!("octet_length({column})::text"),
            Self::Nothing => "NULL::text".to_owned(),
            _ => format!("{column}::text"),
        }
    }

    /// The cell that the text is.
    pub(super) fn cell(self, bytes: &[u8]) -> Cell {
        let Ok(text) = std::str::from_utf8(bytes) else {
            // A database without an encoding (SQL_ASCII) hands on whatever it was given.
            return Cell::Broken(String::from_utf8_lossy(bytes).into_owned());
        };
        match self {
            Self::Bool => Cell::Bool(text.starts_with('t')),
            Self::Integer => Cell::Integer(text.to_owned()),
            // NaN and Infinity are no numbers that anybody else writes so.
            Self::Number | Self::Seconds if text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.') => {
                Cell::Number(number(text))
            }
            Self::Json | Self::Made => Cell::Json(text.to_owned()),
            Self::Instant | Self::Local => Cell::Text(instant(text)),
            Self::Binary => Cell::Binary(text.parse().unwrap_or_default()),
            Self::Text | Self::LongText | Self::Address | Self::Nothing | Self::Number | Self::Seconds => {
                Cell::Text(text.to_owned())
            }
        }
    }
}

/// A number without zeros behind its point.
fn number(text: &str) -> String {
    let is_plain = text.contains('.') && !text.contains(['e', 'E']);
    let short = if is_plain { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    short.to_owned()
}

/// `2026-01-02 03:04:05.678+00` as RFC 3339 has it; what is no date of the usual calendar (`infinity`, `0044-03-15 BC`) stays.
fn instant(text: &str) -> String {
    let Some((day, time)) = text.split_once(' ').filter(|(day, time)| day.len() == 10 && !time.contains(' ')) else {
        return text.to_owned();
    };
    match time.strip_suffix("+00") {
        Some(time) => format!("{day}T{time}Z"),
        None => format!("{day}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::source::sql::cell::Cell;

    #[test]
    fn texts_of_the_server_are_cells() {
        for (form, text, cell) in [
            (Form::Instant, "2026-01-02 03:04:05.678+00", Cell::Text("2026-01-02T03:04:05.678Z".into())),
            (Form::Local, "2026-01-02 03:04:05", Cell::Text("2026-01-02T03:04:05".into())),
            (Form::Instant, "infinity", Cell::Text("infinity".into())),
            (Form::Local, "0044-03-15 00:00:00 BC", Cell::Text("0044-03-15 00:00:00 BC".into())),
            (Form::Seconds, "3723.500000", Cell::Number("3723.5".into())),
            (Form::Number, "10.00", Cell::Number("10".into())),
            (Form::Number, "100", Cell::Number("100".into())),
            (Form::Number, "NaN", Cell::Text("NaN".into())),
            (Form::Bool, "true", Cell::Bool(true)),
            (Form::Binary, "17", Cell::Binary(17)),
        ] {
            assert_eq!(form.cell(text.as_bytes()), cell);
        }
    }
}
