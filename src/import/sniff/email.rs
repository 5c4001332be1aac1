//! What tells an e-mail from other texts.

/// Whether a text begins with a head as mail programs write it: nothing but headers up to the first
/// empty line, of which two or more are those of mails. "From", "To" and "Subject" are not enough:
/// people write memos so.
pub fn is_email(text: &str) -> bool {
    const HEADERS: &[&str] = &["from", "to", "cc", "subject", "date", "reply-to", "sender"];
    let Some(headers) = headers(text) else {
        return false;
    };
    let of_programs = headers
        .iter()
        .filter(|(name, value)| is_of_mail_program(name, value));
    let of_people = headers
        .iter()
        .filter(|(name, _)| HEADERS.contains(&name.as_str()));
    let of_programs = of_programs.count();
    of_programs > 0 && of_programs + of_people.count() > 1
}

/// Whether a text is a web page as browsers save it in one file (RFC 2557): it has the form of a
/// mail, but no one sent it.
pub fn is_saved_page(text: &str) -> bool {
    headers(text).is_some_and(|headers| {
        headers.iter().any(|(name, value)| match name.as_str() {
            "snapshot-content-location" | "x-maf-information" => true,
            "from" => value
                .trim_start_matches(['<', '"'])
                .starts_with("Saved by "),
            _ => false,
        })
    })
}

/// The names, in small letters, and values of the headers that a text begins with (RFC 5322,
/// section 2.2); `None` where another line stands among them.
fn headers(text: &str) -> Option<Vec<(String, String)>> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let head = text.lines().take_while(|line| !line.trim().is_empty());
    for (number, line) in head.enumerate() {
        if line.starts_with([' ', '\t']) {
            headers.last_mut()?.1.push_str(line);
            continue;
        }
        // The line that parts mails in a mailbox.
        if number == 0 && line.starts_with("From ") {
            continue;
        }
        let (name, value) = line.split_once(':')?;
        let name = name.trim_end();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(headers)
}

/// Whether a header is one that programs write, and not people.
fn is_of_mail_program(name: &str, value: &str) -> bool {
    match name {
        "mime-version" => value.starts_with(|c: char| c.is_ascii_digit()),
        "content-type" => value.contains('/'),
        "message-id" | "return-path" => value.contains('<'),
        "received" => value.contains(';'),
        _ => false,
    }
}
