//! The scaling workload: a scenario of any size whose messages should all cost the same.

use scn_compiler::MemorySources;
use std::fmt::Write;

/// `nodes` questions with three answers each. From question `i`, A leads to `i + 1`, B to `7i + 3`, C to `31i + 11`,
/// all modulo `nodes`; the answer is kept in a slot; anything else asks again.
pub fn scaling_project(nodes: usize) -> MemorySources {
    let mut text = String::from(
        "scenario scale {\n  title \"Scale\"\n  language en\n  timezone Europe/Zurich\n  \
         allow E2040 because \"it walks for ever\"\n}\n\n\
         on message matching /./ { enter walk }\n\ntunnel walk {\n  set last = \"\"\n",
    );
    for i in 0..nodes {
        let [a, b, c] = [(i + 1) % nodes, (7 * i + 3) % nodes, (31 * i + 11) % nodes];
        writeln!(
            text,
            "  step n{i} {{\n    choose \"Question {i}: choose\" {{\n      \
             \"A\" {{ set last = \"A\"; go n{a} }}\n      \
             \"B\" {{ set last = \"B\"; go n{b} }}\n      \
             \"C\" {{ set last = \"C\"; go n{c} }}\n      \
             otherwise {{ go n{i} }}\n    }}\n  }}"
        )
        .expect("writing to a string cannot fail");
    }
    text.push_str("}\n");
    MemorySources::new([("main.scn", text)])
}
