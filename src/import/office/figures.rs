//! Numbers that are not written in Arabic figures.

/// a to z, then aa to zz, as Word counts: the letter is repeated.
pub fn letters(number: u64, capital: bool) -> String {
    const MOST: u64 = 26 * 20;
    let (1..=MOST) = number else {
        return number.to_string();
    };
    let first = if capital { b'A' } else { b'a' };
    let index = u8::try_from((number - 1) % 26).unwrap_or(0);
    let count = usize::try_from((number - 1) / 26 + 1).unwrap_or(1);
    char::from(first + index).to_string().repeat(count)
}

/// A number in Roman figures.
pub fn roman(number: u64, capital: bool) -> String {
    const FIGURES: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, figure) in FIGURES {
        while left >= value {
            out.push_str(figure);
            left -= value;
        }
    }
    if capital { out.to_uppercase() } else { out }
}

/// A number such as "1st" or "12th".
pub fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_roman_figures() {
        assert_eq!(letters(1, false), "a");
        assert_eq!(letters(28, true), "BB");
        assert_eq!(letters(u64::MAX, true), u64::MAX.to_string());
        assert_eq!(roman(1994, true), "MCMXCIV");
        assert_eq!(roman(0, false), "0");
    }
}
