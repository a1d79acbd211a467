//! The layers of a graph: in which layer each node stands, and in which order.

use super::Graph;

/// What stands in a layer: the nodes first, then the bends of long edges, under one numbering.
pub(super) struct Layers {
    /// The layer of each node and bend.
    pub(super) rank: Vec<usize>,
    /// Nodes and bends of each layer, in order.
    pub(super) order: Vec<Vec<usize>>,
    /// The bends of each edge, from the lower to the higher layer.
    pub(super) bends: Vec<Vec<usize>>,
    /// Whether an edge is led around the graph: loops, and edges against the layout over several layers.
    pub(super) led_around: Vec<bool>,
    /// Neighbours in the layer before and in the layer after.
    pub(super) before: Vec<Vec<usize>>,
    pub(super) after: Vec<Vec<usize>>,
}

impl Layers {
    pub(super) fn new(graph: &Graph) -> Self {
        let mut rank = ranks(graph);
        let (mut bends, mut led_around) = (Vec::new(), Vec::new());
        let mut links = Vec::new();
        for edge in &graph.edges {
            let (low, high) =
                if rank[edge.from] <= rank[edge.to] { (edge.from, edge.to) } else { (edge.to, edge.from) };
            let against = (rank[edge.from] > rank[edge.to]) != edge.reversed;
            let around = edge.from == edge.to || (against && rank[high] - rank[low] > 1);
            let mut chain = Vec::new();
            if rank[low] < rank[high] && !around {
                let mut last = low;
                for r in rank[low] + 1..rank[high] {
                    rank.push(r);
                    chain.push(rank.len() - 1);
                    links.push((last, rank.len() - 1));
                    last = rank.len() - 1;
                }
                links.push((last, high));
            }
            bends.push(chain);
            led_around.push(around);
        }
        let (mut before, mut after) = (vec![Vec::new(); rank.len()], vec![Vec::new(); rank.len()]);
        for (low, high) in links {
            before[high].push(low);
            after[low].push(high);
        }
        let mut order = vec![Vec::new(); rank.iter().max().map_or(0, |r| r + 1)];
        for (i, &r) in rank.iter().enumerate() {
            order[r].push(i);
        }
        let mut layers = Self { rank, order, bends, led_around, before, after };
        layers.sort();
        layers
    }

    /// Sorts each layer by where its neighbours stand, to and fro; keeps the order with the fewest crossings.
    fn sort(&mut self) {
        let mut best = (self.crossings(), self.order.clone());
        for sweep in 0..12 {
            let layers: Vec<usize> =
                if sweep % 2 == 0 { (0..self.order.len()).collect() } else { (0..self.order.len()).rev().collect() };
            for r in layers {
                let mut place = vec![0.0; self.rank.len()];
                for layer in &self.order {
                    for (i, &item) in layer.iter().enumerate() {
                        place[item] = (i as f64 + 0.5) / layer.len() as f64;
                    }
                }
                let near = if sweep % 2 == 0 { &self.before } else { &self.after };
                let wish = |item: usize| {
                    let near = &near[item];
                    if near.is_empty() {
                        place[item]
                    } else {
                        near.iter().map(|&n| place[n]).sum::<f64>() / near.len() as f64
                    }
                };
                self.order[r].sort_by(|&a, &b| wish(a).total_cmp(&wish(b)));
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.order.clone());
            }
        }
        self.order = best.1;
    }

    fn crossings(&self) -> usize {
        let mut place = vec![0; self.rank.len()];
        for layer in &self.order {
            layer.iter().enumerate().for_each(|(i, &item)| place[item] = i);
        }
        self.order
            .iter()
            .map(|layer| {
                let links: Vec<(usize, usize)> = layer
                    .iter()
                    .flat_map(|&a| self.after[a].iter().map(move |&b| (a, b)))
                    .map(|(a, b)| (place[a], place[b]))
                    .collect();
                (0..links.len())
                    .map(|i| {
                        links[..i]
                            .iter()
                            .filter(|l| {
                                (l.0 < links[i].0 && l.1 > links[i].1) || (l.0 > links[i].0 && l.1 < links[i].1)
                            })
                            .count()
                    })
                    .sum::<usize>()
            })
            .sum()
    }
}

/// The layer of each node: one after the last of its predecessors, where cycles are cut.
fn ranks(graph: &Graph) -> Vec<usize> {
    let n = graph.nodes.len();
    let mut successors = vec![Vec::new(); n];
    for edge in &graph.edges {
        let (a, b) = if edge.reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
        successors[a].push(b);
    }
    let arcs = acyclic(&successors);
    let mut rank: Vec<usize> = vec![0; n];
    // Longest paths; the number of rounds is bounded because groups may contradict edges.
    for _ in 0..=2 * n {
        let before = rank.clone();
        for &(a, b) in &arcs {
            rank[b] = rank[b].max(rank[a] + 1);
        }
        for group in &graph.same_rank {
            let top = group.iter().map(|&i| rank[i]).max().unwrap_or(0);
            group.iter().for_each(|&i| rank[i] = top);
        }
        if rank == before {
            break;
        }
    }
    let mut used = rank.clone();
    used.sort_unstable();
    used.dedup();
    rank.iter().map(|r| used.binary_search(r).expect("every rank is used")).collect()
}

/// The arcs that are left when those that close a cycle are taken away.
fn acyclic(successors: &[Vec<usize>]) -> Vec<(usize, usize)> {
    fn visit(a: usize, successors: &[Vec<usize>], state: &mut [u8], arcs: &mut Vec<(usize, usize)>) {
        state[a] = 1;
        for &b in &successors[a] {
            if state[b] == 0 {
                visit(b, successors, state, arcs);
            }
            if state[b] == 2 {
                arcs.push((a, b));
            }
        }
        state[a] = 2;
    }
    let (mut state, mut arcs) = (vec![0; successors.len()], Vec::new());
    for a in 0..successors.len() {
        if state[a] == 0 {
            visit(a, successors, &mut state, &mut arcs);
        }
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_follow_the_longest_path_and_cycles_do_no_harm() {
        let mut g = Graph::new();
        for (a, b) in [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a"), ("c", "c"), ("d", "c")] {
            g.edge(a, b);
        }
        assert_eq!(ranks(&g), [0, 1, 2, 0]);
        g.same_rank(&["b", "d"]);
        assert_eq!(ranks(&g), [0, 1, 2, 1]);
    }

    #[test]
    fn crossings_that_can_be_avoided_are() {
        let mut g = Graph::new();
        for (a, b) in [("a", "y"), ("b", "x"), ("c", "z"), ("x", "p"), ("y", "q"), ("z", "p")] {
            g.edge(a, b);
        }
        assert_eq!(Layers::new(&g).crossings(), 0);
    }
}
