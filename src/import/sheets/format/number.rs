//! Numbers under a section of a format code.

/// The significant digits that spreadsheets reckon with; further ones are noise.
const DIGITS: usize = 15;
/// The digits of a number with decimals that has no format.
const GENERAL_DIGITS: usize = 10;
/// The most decimals that a format may ask for.
const MOST_DECIMALS: usize = 30;
/// The most digits that a format may ask for in an exponent.
const MOST_EXPONENT: usize = 9;

/// A number without a format, as a cell of usual width shows it: with up to ten digits if it has
/// decimals, with all that count if it has none.
pub fn general(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let exact = rounded(value);
    if exact != 0.0 && !(1e-9..1e15).contains(&exact.abs()) {
        let text = format!("{exact:E}");
        let (mantissa, power) = text.split_once('E').unwrap_or((&text, "0"));
        let sign = if power.starts_with('-') { "" } else { "+" };
        return format!("{mantissa}E{sign}{power}");
    }
    let integers = format!("{:.0}", exact.abs().trunc()).len();
    let (integers, decimals) = halves_up(exact.abs(), GENERAL_DIGITS.saturating_sub(integers));
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let sign = if exact < 0.0 { "-" } else { "" };
    format!("{sign}{integers}{point}{decimals}")
}

/// The digits of a number before and after the point, rounded to so many decimals. Halves go up as
/// they are written, as in spreadsheets, not as they are stored.
fn halves_up(value: f64, decimals: usize) -> (String, String) {
    let text = rounded(value).to_string();
    let (integers, rest) = text.split_once('.').unwrap_or((&text, ""));
    let kept = rest.bytes().chain(std::iter::repeat(b'0')).take(decimals);
    let mut digits: Vec<u8> = integers.bytes().chain(kept).collect();
    let mut carries = rest
        .as_bytes()
        .get(decimals)
        .is_some_and(|digit| *digit >= b'5');
    for digit in digits.iter_mut().rev() {
        if !carries {
            break;
        }
        carries = *digit == b'9';
        *digit = if carries { b'0' } else { *digit + 1 };
    }
    if carries {
        digits.insert(0, b'1');
    }
    let digits: String = digits.into_iter().map(char::from).collect();
    let (integers, decimals) = digits.split_at(digits.len() - decimals);
    (integers.to_owned(), decimals.to_owned())
}

/// The number with as many digits as count.
fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

/// A section of a format for numbers.
#[derive(Debug)]
pub struct Pattern {
    before: String,
    after: String,
    /// The places for digits before the point, with what stands between them.
    integers: Vec<IntegerPart>,
    /// Whether each place after the point is always filled.
    decimals: Vec<bool>,
    has_point: bool,
    groups: bool,
    /// What the value is multiplied by.
    factor: f64,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum IntegerPart {
    /// A digit; whether a nought fills the place if there is none.
    Digit(bool),
    Words(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words alone, which stand for the number.
    Words,
    General,
    Decimal,
    /// How many digits the exponent has at least, and whether a plus is shown.
    Exponent(usize, bool),
    /// How many digits the denominator may have.
    Fraction(usize),
    /// A fraction of so many parts.
    Parts(u32),
}

impl Pattern {
    /// `None` for a section that shows a number as it is.
    pub fn new(section: &str) -> Option<Self> {
        let mut pattern = Self {
            before: String::new(),
            after: String::new(),
            integers: Vec::new(),
            decimals: Vec::new(),
            has_point: false,
            groups: false,
            factor: 1.0,
            kind: Kind::Words,
        };
        let mut commas = 0;
        let mut rest = section.chars();
        while let Some(c) = rest.next() {
            match c {
                '0' | '#' | '?' => {
                    pattern.groups |= commas > 0 && !pattern.has_point;
                    commas = 0;
                    pattern.digit(c == '0');
                }
                ',' if pattern.kind == Kind::Decimal => commas += 1,
                '.' if pattern.kind == Kind::Words || pattern.kind == Kind::Decimal => {
                    pattern.kind = Kind::Decimal;
                    pattern.has_point = true;
                }
                '%' => {
                    pattern.factor *= 100.0;
                    pattern.literal("%");
                }
                '"' => {
                    let quoted: String = rest.by_ref().take_while(|c| *c != '"').collect();
                    pattern.literal(&quoted);
                }
                '\\' => {
                    let escaped = rest.next().map(String::from);
                    pattern.literal(&escaped.unwrap_or_default());
                }
                // A space as wide as a character, or as much of one as there is room.
                '_' | '*' => drop(rest.next()),
                '[' => {
                    let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    if let Some(currency) = inner.strip_prefix('$') {
                        pattern.literal(currency.split('-').next().unwrap_or_default());
                    }
                }
                'G' | 'g' if rest.as_str().get(..6).is_some_and(is_eneral) => {
                    rest = rest.as_str().get(6..).unwrap_or_default().chars();
                    pattern.kind = Kind::General;
                }
                'E' | 'e' if pattern.kind == Kind::Decimal => {
                    let (exponent, tail) = exponent(rest.as_str())?;
                    pattern.kind = exponent;
                    rest = tail.chars();
                }
                '/' if pattern.kind == Kind::Decimal => {
                    let (fraction, tail) = fraction(rest.as_str())?;
                    pattern.kind = fraction;
                    rest = tail.chars();
                }
                '@' => return None,
                other => pattern.literal(other.encode_utf8(&mut [0; 4])),
            }
        }
        for _ in 0..commas {
            pattern.factor /= 1000.0;
        }
        pattern.end_integers();
        (pattern.kind != Kind::Words || !pattern.before.is_empty()).then_some(pattern)
    }

    fn literal(&mut self, text: &str) {
        let is_after = self.has_point || !matches!(self.kind, Kind::Words | Kind::Decimal);
        if is_after {
            self.after.push_str(text);
        } else if self.kind == Kind::Words {
            self.before.push_str(text);
        } else if let Some(IntegerPart::Words(words)) = self.integers.last_mut() {
            words.push_str(text);
        } else {
            self.integers.push(IntegerPart::Words(text.to_owned()));
        }
    }

    fn digit(&mut self, is_filled: bool) {
        if self.kind == Kind::Words {
            self.kind = Kind::Decimal;
        }
        if self.kind != Kind::Decimal {
            return;
        }
        if self.has_point {
            self.decimals.push(is_filled);
        } else {
            self.integers.push(IntegerPart::Digit(is_filled));
        }
    }

    /// What stands after the last digit is no longer between digits.
    fn end_integers(&mut self) {
        if self.has_point || matches!(self.kind, Kind::Fraction(_) | Kind::Parts(_)) {
            return;
        }
        if let Some(IntegerPart::Words(words)) = self
            .integers
            .pop_if(|place| matches!(place, IntegerPart::Words(_)))
        {
            self.after.insert_str(0, &words);
        }
    }

    /// The number as it is shown.
    pub fn shown(&self, value: f64) -> String {
        let scaled = value.abs() * self.factor;
        let digits = match self.kind {
            Kind::Words => String::new(),
            Kind::General => general(scaled),
            Kind::Decimal => self.decimal(scaled),
            Kind::Exponent(least, has_plus) => self.exponential(scaled, least, has_plus),
            Kind::Fraction(digits) => {
                let most = 10_u32.saturating_pow(u32::try_from(digits).unwrap_or(4).min(4)) - 1;
                let (whole, above, below) = nearest_fraction(scaled, most);
                self.fractional(whole, above, below)
            }
            Kind::Parts(parts) => {
                let whole = scaled.trunc();
                let above = (scaled.fract() * f64::from(parts)).round();
                self.fractional(whole, above, parts)
            }
        };
        let is_nought = self.kind != Kind::Words && !digits.contains(|c| ('1'..='9').contains(&c));
        let sign = if value < 0.0 && !is_nought { "-" } else { "" };
        format!("{sign}{}{digits}{}", self.before, self.after)
            .trim()
            .to_owned()
    }

    /// The number in decimal notation.
    fn decimal(&self, value: f64) -> String {
        let most = self.decimals.len().min(MOST_DECIMALS);
        let (integers, decimals) = halves_up(value, most);
        let least = self.decimals.iter().rposition(|is_filled| *is_filled);
        let wanted = decimals.trim_end_matches('0').len();
        let wanted = wanted.max(least.map_or(0, |last| last + 1));
        let mut out = self.placed(integers.trim_start_matches('0'));
        if self.has_point {
            out.push('.');
            out.push_str(decimals.get(..wanted).unwrap_or(&decimals));
        }
        out
    }

    /// Puts the digits before the point into their places, from the last one on.
    fn placed(&self, digits: &str) -> String {
        let places = self.integers.iter();
        let count = places
            .clone()
            .filter(|place| matches!(place, IntegerPart::Digit(_)))
            .count();
        let mut left = digits.chars().rev();
        let mut reversed: Vec<char> = Vec::with_capacity(digits.len() * 2);
        let mut set = 0;
        let mut push = |reversed: &mut Vec<char>, digit: char| {
            if self.groups && set > 0 && set % 3 == 0 {
                reversed.push(',');
            }
            set += 1;
            reversed.push(digit);
        };
        let mut place_number = count;
        for place in places.rev() {
            match place {
                IntegerPart::Words(words) => reversed.extend(words.chars().rev()),
                IntegerPart::Digit(is_filled) => {
                    place_number -= 1;
                    match left.next() {
                        Some(digit) => push(&mut reversed, digit),
                        None if *is_filled => push(&mut reversed, '0'),
                        None => {}
                    }
                    if place_number == 0 {
                        left.by_ref().for_each(|digit| push(&mut reversed, digit));
                    }
                }
            }
        }
        left.for_each(|digit| push(&mut reversed, digit));
        reversed.into_iter().rev().collect()
    }

    /// The number with an exponent; places before the point say by how much it goes up at a time.
    fn exponential(&self, value: f64, least: usize, has_plus: bool) -> String {
        let step = self.integers.len().max(1) as i32;
        let scientific = format!("{value:.*e}", DIGITS - 1);
        let power: i32 = scientific
            .split_once('e')
            .and_then(|(_, power)| power.parse().ok())
            .unwrap_or(0);
        let mut power = power.div_euclid(step) * step;
        let mut mantissa = self.decimal(value / 10f64.powi(power));
        // Rounding may bring it to the next power, as 9.99 becomes 10.0.
        let limit = 10f64.powi(step);
        if mantissa.parse::<f64>().is_ok_and(|number| number >= limit) {
            power += step;
            mantissa = self.decimal(value / 10f64.powi(power));
        }
        let sign = match power {
            ..0 => "-",
            _ if has_plus => "+",
            _ => "",
        };
        format!("{mantissa}E{sign}{:0>least$}", power.unsigned_abs())
    }

    fn fractional(&self, whole: f64, above: f64, below: u32) -> String {
        let (whole, above) = if above >= f64::from(below) {
            (whole + 1.0, 0.0)
        } else {
            (whole, above)
        };
        // "# ?/?" has a place for the whole; "?/?" has not.
        let has_whole = self
            .integers
            .iter()
            .any(|place| matches!(place, IntegerPart::Words(words) if words.contains(' ')));
        if !has_whole {
            return format!("{}/{below}", whole * f64::from(below) + above);
        }
        match (whole == 0.0, above == 0.0) {
            (_, true) => whole.to_string(),
            (true, false) => format!("{above}/{below}"),
            _ => format!("{whole} {above}/{below}"),
        }
    }
}

/// The rest of the word "General".
fn is_eneral(text: &str) -> bool {
    text.eq_ignore_ascii_case("eneral")
}

/// What follows the letter of an exponent, and what follows that.
fn exponent(rest: &str) -> Option<(Kind, &str)> {
    let has_plus = rest.starts_with('+');
    let digits = rest.strip_prefix(['+', '-'])?;
    let tail = digits.trim_start_matches(['0', '#', '?']);
    let least = digits.len() - tail.len();
    let exponent = Kind::Exponent(least.min(MOST_EXPONENT), has_plus);
    (least > 0).then_some((exponent, tail))
}

/// What follows the stroke of a fraction, and what follows that.
fn fraction(rest: &str) -> Option<(Kind, &str)> {
    let tail = rest.trim_start_matches(['0', '#', '?']);
    let digits = rest.len() - tail.len();
    if digits > 0 && !tail.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Kind::Fraction(digits), tail));
    }
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let parts = rest.get(..rest.len() - tail.len())?.parse().ok()?;
    (1..=9999)
        .contains(&parts)
        .then_some((Kind::Parts(parts), tail))
}

/// The whole part of a number, and the fraction nearest to its rest with at most this denominator.
fn nearest_fraction(value: f64, most: u32) -> (f64, f64, u32) {
    let rest = value.fract();
    let mut best = (0.0, 1, rest);
    for below in 1..=most {
        let above = (rest * f64::from(below)).round();
        let miss = (rest - above / f64::from(below)).abs();
        if miss < best.2 - 1e-12 {
            best = (above, below, miss);
        }
    }
    (value.trunc(), best.0, best.1)
}
