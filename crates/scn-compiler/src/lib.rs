//! Names, types, analyses; tree to graph
