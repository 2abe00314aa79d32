//! test blocks on the engine with a virtual clock
