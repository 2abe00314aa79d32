//! One conversation moving through a graph
