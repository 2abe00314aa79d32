use scn_diag::{FileId, SourceFile};
#[test]
fn dump() {
    for entry in std::fs::read_dir("tests/corpus").unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = scn_syntax::parse(FileId(0), &text);
        match scn_syntax::format(&text) { Ok(t) => { println!("{t}"); if t == text { println!("SAME"); } else { assert_eq!(scn_syntax::format(&t).unwrap(), t); } }, Err(e) => println!("{e:?}") }
        let f = SourceFile::new("x", text.clone());
        println!("== {} {} declarations", path.display(), parsed.tree.declarations.len());
        for d in &parsed.diagnostics {
            println!("{:?} {:?} {} | {:?} | {:?}", f.line_column(d.span.start), d.code, d.message, f.slice(d.span), d.help);
        }
    }
}
