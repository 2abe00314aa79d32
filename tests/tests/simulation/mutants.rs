//! A simulation that finds nothing proves nothing: each of these mistakes must be found within some hundred seeds.

use crate::plan::Plan;
use crate::run::run;
use crate::watched::Mutation;

/// Seeds that a mistake may survive.
const AT_MOST: u64 = 500;

/// The first seed that finds it, and what it says.
fn found(mutation: Mutation) -> (u64, String) {
    for seed in 1..=AT_MOST {
        let outcome = run(seed, Plan::drawn, Some(mutation));
        if let Some(wrong) = outcome.wrong.first() {
            return (seed, wrong.clone());
        }
    }
    panic!("{mutation:?} survives {AT_MOST} seeds");
}

#[test]
fn every_mistake_is_found() {
    for mutation in Mutation::ALL {
        let (seed, wrong) = found(*mutation);
        println!("{mutation:?}: seed {seed}: {wrong}");
    }
}
