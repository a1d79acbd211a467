//! Every crate that is built has a licence that lets the book's readers do what they like with the programs.

use std::collections::BTreeSet;
use std::process::Command;

/// Permissive, each without conditions beyond naming the authors.
const ALLOWED: [&str; 8] =
    ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CDLA-Permissive-2.0", "ISC", "MIT", "Unicode-3.0", "Zlib"];

/// Whether one may choose allowed licences: `A OR (B AND C)`, and the older `A/B`. Brackets stand around a choice of
/// their own, or a conjunction.
fn allowed(expression: &str) -> bool {
    let expression = expression.trim();
    let split = |operator: &str| {
        let mut depth = 0;
        let mut parts = vec![String::new()];
        for word in expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").split_whitespace() {
            depth += i32::from(word == "(") - i32::from(word == ")");
            match parts.last_mut() {
                Some(part) if word != operator || depth > 0 => *part = format!("{part} {word}"),
                _ => parts.push(String::new()),
            }
        }
        parts
    };
    let (choices, all) = (split("OR"), split("AND"));
    if choices.len() > 1 {
        return choices.iter().any(|part| allowed(part));
    }
    if all.len() > 1 {
        return all.iter().all(|part| allowed(part));
    }
    match expression.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => allowed(inside),
        None => ALLOWED.contains(&expression),
    }
}

#[test]
fn expressions_are_understood() {
    for good in
        ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Unicode-3.0", "ISC AND (MIT AND Zlib)"]
    {
        assert!(allowed(good), "{good}");
    }
    for bad in ["GPL-3.0", "", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "LGPL-2.1 OR MPL-2.0"] {
        assert!(!allowed(bad), "{bad}");
    }
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--locked", "--workspace", "--prefix", "none", "--format", "{l} | {p}"]);
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8_lossy(&output.stdout).replace(" (*)", "");
    let packages: BTreeSet<&str> = listed.lines().filter(|line| !line.is_empty()).collect();
    assert!(packages.len() > 50, "only {} packages", packages.len());
    let refused = |package: &&&str| package.split(" | ").next().is_some_and(|licence| !allowed(licence));
    let bad: Vec<_> = packages.iter().filter(refused).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
