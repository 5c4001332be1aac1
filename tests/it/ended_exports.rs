//! What is on the disk after the program was ended while it wrote a large PDF or a pack of one.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::Desk;

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// A PDF of one page with so many bytes that no compression makes fewer, so that it takes a while
/// to write.
fn large_pdf() -> Vec<u8> {
    const BYTES: usize = 12 << 20;
    let mut state = 1_u64;
    let mut noise = Vec::with_capacity(BYTES);
    while noise.len() < BYTES {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        noise.extend(state.to_be_bytes().into_iter().take(4));
    }
    let picture = "/Type/XObject/Subtype/Image/Width 2048/Height 2048/BitsPerComponent 8\
                   /ColorSpace/DeviceRGB";
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R\
          /Resources<</XObject<</P 5 0 R>>>>>>"
            .to_vec(),
        stream("", b"q 50 0 0 50 100 200 cm /P Do Q"),
        stream(picture, &noise),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let end = file.len();
    file.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let trailer = format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{end}\n%%EOF\n");
    file.extend(trailer.into_bytes());
    file
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

fn start<const N: usize>(desk: &Desk, arguments: [&str; N]) -> Child {
    let mut command = desk.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Ends the program by a signal as soon as something is so, and returns the processes that it had
/// started; `None` if it came to its end before.
#[track_caller]
fn end_when(mut program: Child, signal: &str, is_time: impl Fn() -> bool) -> Option<Vec<String>> {
    let begun = Instant::now();
    while !is_time() {
        if program.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(begun.elapsed() < PATIENCE, "it never began to write");
    }
    let id = program.id().to_string();
    let tasks = format!("/proc/{id}/task/{id}/children");
    let children = fs::read_to_string(tasks).unwrap_or_default();
    let sent = Command::new("kill")
        .args([&format!("-{signal}"), &id])
        .status();
    assert!(sent.unwrap().success());
    program.wait().unwrap().signal()?;
    Some(children.split_whitespace().map(str::to_owned).collect())
}

/// Waits until processes are gone.
#[track_caller]
fn expect_gone(processes: &[String]) {
    let begun = Instant::now();
    let is_there = |id: &String| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.contains("briefpack") && !status.contains("State:\tZ")
    };
    while processes.iter().any(is_there) {
        assert!(begun.elapsed() < PATIENCE, "{processes:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a file that is being written lies in a folder of the desk.
fn has_temporary(desk: &Desk, folder: &str) -> bool {
    let Ok(entries) = fs::read_dir(desk.path(folder)) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name().into_string().unwrap_or_default();
        name.starts_with(".briefpack-") && name.ends_with(".tmp")
    })
}

fn temporaries(desk: &Desk, folder: &str) -> Vec<String> {
    let mut names = desk.list(folder);
    names.retain(|name| name.starts_with('.') && name != ".data");
    names
}

#[test]
fn an_export_that_is_ended_leaves_the_old_file_and_nothing_beside_it() {
    let desk = Desk::new()
        .file("in/large.pdf", large_pdf())
        .file("out/.keep", "");
    desk.run(["new", "P.ron", "in/large.pdf"]).expect(0);
    let export = ["export", "P.ron", "-o", "out/P.pdf", "--force"];
    for old in [None, Some("the old one")] {
        if let Some(old) = old {
            fs::write(desk.path("out/P.pdf"), old).unwrap();
        }
        let is_old = || match old {
            Some(old) => desk.text("out/P.pdf") == old,
            None => !desk.path("out/P.pdf").exists(),
        };
        for signal in ["TERM", "KILL"] {
            let program = start(&desk, export);
            let children = end_when(program, signal, || has_temporary(&desk, "out"));
            expect_gone(&children.expect("it was still writing"));
            assert!(is_old(), "{signal}");
            let left = temporaries(&desk, "out");
            assert_eq!(left.len(), if signal == "KILL" { 2 } else { 1 }, "{left:?}");
            assert_eq!(
                desk.list("."),
                [".data", "P.documents", "P.ron", "in", "out"]
            );
        }
        // The next one clears away what a killed one left.
        desk.run(export).expect(0);
        assert_eq!(desk.list("out"), [".keep", "P.pdf"]);
        assert!(desk.read("out/P.pdf").starts_with(b"%PDF-"));
        fs::remove_file(desk.path("out/P.pdf")).unwrap();
    }
}

#[test]
fn a_pack_that_is_ended_while_it_is_replaced_is_the_old_one_and_whole() {
    let desk = Desk::new()
        .file("in/large.pdf", large_pdf())
        .file("in/small.txt", "Minutes\n\nWords of the minutes.\n");
    desk.run(["new", "P.ron", "in/small.txt"]).expect(0);
    let (old, papers) = (desk.text("P.ron"), desk.list("P.documents"));
    for signal in ["TERM", "KILL"] {
        let program = start(&desk, ["new", "P.ron", "in/large.pdf", "--force"]);
        let children = end_when(program, signal, || has_temporary(&desk, "P.documents"));
        expect_gone(&children.expect("it was still writing"));
        assert_eq!(desk.text("P.ron"), old, "{signal}");
        desk.run(["show", "P.ron"]).expect(0);
        assert_eq!(desk.list(".data/sessions"), ["lock"], "{signal}");
        if signal == "TERM" {
            assert_eq!(desk.list("P.documents"), papers);
            assert_eq!(desk.list("."), [".data", "P.documents", "P.ron", "in"]);
        }
    }
    desk.run(["new", "P.ron", "in/large.pdf", "--force"])
        .expect(0);
    let left = temporaries(&desk, "P.documents");
    assert!(
        left.is_empty() && temporaries(&desk, ".").is_empty(),
        "{left:?}"
    );
    desk.run(["show", "P.ron"]).expect(0);
}
