//! Files that come in others.

use super::*;

/// An e-mail to which this is attached.
fn e_mail(name: &str, bytes: &[u8]) -> Vec<u8> {
    let hex: String = bytes
        .iter()
        .map(|byte| format!("={byte:02X}=\r\n"))
        .collect();
    format!(
        "From: a@example.org\r\nSubject: Papers\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=a\r\n\r\n\
         --a\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n\
         --a\r\nContent-Type: application/pdf; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{hex}\r\n--a--\r\n"
    )
    .into_bytes()
}

#[test]
fn a_protected_pdf_in_an_e_mail_keeps_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = SourceStore::staged(&folder.path().join("sources"), None);
    let file = folder.path().join("papers.eml");
    let protected = crate::pdf::fixtures::protected("secret");
    std::fs::write(&file, e_mail("minutes.pdf", &protected)).unwrap();
    let collected = collect_file(&file, None, &store, &Progress::default()).unwrap();
    assert_eq!(collected.warnings, [""; 0]);
    let [annex] = collected.annexes.as_slice() else {
        panic!("{:?}", collected.annexes);
    };
    assert_eq!(annex.name, "minutes.pdf");
    assert_eq!(annex.warnings, ["You have not yet entered its password."]);
    assert!(store.read(&annex.id, &annex.sources[0].1).is_ok());
    let origin = annex.sources[0].1.origin.as_ref().unwrap();
    assert_eq!(origin.within.as_deref(), Some("minutes.pdf"));
}
