//! Circles in a graph, by Kosaraju's two walks, without recursion: scenarios may be long.

/// Groups of nodes that lead to each other in circles; nodes that stand alone only when they lead to themselves.
pub(super) fn circles(count: usize, edges: &dyn Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let forward: Vec<Vec<usize>> = (0..count).map(edges).collect();
    let mut backward: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, targets) in forward.iter().enumerate() {
        for to in targets {
            backward.get_mut(*to).into_iter().for_each(|before| before.push(from));
        }
    }
    let mut seen = vec![false; count];
    let mut order = Vec::with_capacity(count);
    for start in 0..count {
        walk(start, &forward, &mut seen, &mut order);
    }
    let mut seen = vec![false; count];
    let mut found = Vec::new();
    for start in order.into_iter().rev() {
        let mut group = Vec::new();
        walk(start, &backward, &mut seen, &mut group);
        group.sort_unstable();
        let alone = group.len() == 1 && !forward.get(start).is_some_and(|next| next.contains(&start));
        if !group.is_empty() && !alone {
            found.push(group);
        }
    }
    found.sort_unstable();
    found
}

/// Adds every unseen node that this one leads to, each after those behind it.
fn walk(start: usize, edges: &[Vec<usize>], seen: &mut [bool], out: &mut Vec<usize>) {
    let mut todo = vec![(start, false)];
    while let Some((at, done)) = todo.pop() {
        if done {
            out.push(at);
            continue;
        }
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        todo.push((at, true));
        todo.extend(edges.get(at).into_iter().flatten().map(|next| (*next, false)));
    }
}
