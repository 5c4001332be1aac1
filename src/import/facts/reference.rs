//! References of official papers.

/// Series of papers to Parliament.
const SERIES: &[&str] = &[
    "CP", "Cm", "Cmd", "Cmnd", "Cd", "HC", "HL", "HL Paper", "SP Paper",
];

/// The longest reference, in bytes.
const LONGEST_BYTES: usize = 40;

/// Whether what follows a label such as "Reference:" is one: it has a figure, and is no sentence.
pub fn is_value(text: &str) -> bool {
    text.len() <= LONGEST_BYTES
        && text.contains(|c: char| c.is_ascii_digit())
        && text.split_whitespace().count() <= 5
        && !text.contains("://")
}

/// Whether a line is a number of a series and nothing else: "COM(2024) 12 final", "CP 1023",
/// "HC 45 (2019–20)", "S/2019/607".
pub fn is_of_series(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST_BYTES
        && (is_of_union(line) || is_to_parliament(line) || is_of_nations(line))
}

/// "COM(2024) 12 final": papers of the European Union.
fn is_of_union(line: &str) -> bool {
    let parts = line
        .split_once('(')
        .and_then(|(series, rest)| Some((series, rest.split_once(')')?)));
    parts.is_some_and(|(series, (year, number))| {
        let series = series.trim_end();
        let number = number.trim();
        let number = number.strip_suffix("final").unwrap_or(number).trim_end();
        (1..=5).contains(&series.len())
            && series.bytes().all(|byte| byte.is_ascii_uppercase())
            && year.len() == 4
            && is_number(year)
            && is_number(number)
    })
}

/// "CP 1023", "HC 45-I", "HL Paper 12 (2019–20)".
fn is_to_parliament(line: &str) -> bool {
    let line = match line.split_once(" (") {
        Some((line, session)) if session.starts_with(|c: char| c.is_ascii_digit()) => line,
        _ => line,
    };
    let is_rest = |rest: &str| {
        let number = rest.split('-').next().unwrap_or(rest);
        is_number(number) && rest.len() <= number.len() + 4
    };
    line.rsplit_once(' ')
        .is_some_and(|(series, rest)| SERIES.contains(&series) && is_rest(rest))
}

/// "S/2019/607", "A/RES/73/1", "S/RES/2254 (2015)": symbols of the United Nations.
fn is_of_nations(line: &str) -> bool {
    let symbol = match line.split_once(" (") {
        Some((symbol, year)) if year.len() == 5 => symbol,
        _ => line,
    };
    let parts: Vec<&str> = symbol.split('/').collect();
    let is_part = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|byte| {
                byte.is_ascii_uppercase() || byte.is_ascii_digit() || b".-".contains(&byte)
            })
    };
    parts.len() >= 3
        && parts.iter().all(is_part)
        && parts
            .first()
            .is_some_and(|organ| organ.bytes().all(|byte| byte.is_ascii_uppercase()))
        && parts.iter().any(|part| is_number(part))
}

fn is_number(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_official_series_are_known() {
        for line in [
            "COM(2024) 12 final",
            "SWD (2020) 345",
            "CP 1023",
            "HC 45",
            "HC 45-II",
            "HL Paper 12",
            "HC 45 (2019–20)",
            "S/2019/607",
            "A/RES/73/1",
            "S/RES/2254 (2015)",
            "S/PV.8588/1",
        ] {
            assert!(is_of_series(line), "{line}");
        }
        for line in [
            "",
            "HC",
            "He is at HC 45",
            "COM(24) 12",
            "Annex (2019)",
            "Syria (2019) 12 papers",
            "30/07/2019",
            "1/2/3",
            "and/or/2019",
            "A/B/C",
            "Page 12",
        ] {
            assert!(!is_of_series(line), "{line}");
        }
        assert!(is_value("FCO/2019/12-A"));
        assert!(!is_value("see the letter of the Minister of 30 July"));
        assert!(!is_value("your call"));
    }
}
