//! Who was made from whom: the current records as trees.

use std::collections::BTreeMap;

use super::record::Record;

/// The current records, each below its parent, and in the order in which they were recorded among others of one parent.
#[derive(Debug)]
pub struct Lineages<'a> {
    all: Vec<&'a Record>,
    at: BTreeMap<&'a str, usize>,
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    /// Where each stands when every record comes after its parent, and where its descendants end.
    spans: Vec<(usize, usize)>,
    roots: Vec<usize>,
    depths: Vec<usize>,
}

/// Levels of branches that are drawn; those below stand where the last of these do.
const LEVELS: usize = 12;

impl<'a> Lineages<'a> {
    /// Of all records; those that are superseded stand in no lineage. A parent without a current record is none.
    pub fn of(records: &'a [Record]) -> Self {
        let all: Vec<&Record> = records.iter().filter(|record| !record.superseded).collect();
        let at: BTreeMap<&str, usize> =
            all.iter().enumerate().map(|(i, record)| (&*record.name, i)).collect();
        let parents: Vec<Option<usize>> =
            all.iter().map(|record| at.get(record.parent.as_deref()?).copied()).collect();
        let mut children = vec![Vec::new(); all.len()];
        for (child, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                children[*parent].push(child);
            }
        }
        let n = all.len();
        let mut lineages = Lineages {
            all,
            at,
            parents,
            children,
            spans: vec![(0, 0); n],
            roots: vec![0; n],
            depths: vec![0; n],
        };
        lineages.walk();
        lineages
    }

    /// Numbers the records so that descendants follow their ancestors without a gap.
    fn walk(&mut self) {
        let order: Vec<usize> = self.tree().into_iter().map(|(at, _)| at).collect();
        for (place, at) in order.iter().enumerate() {
            self.spans[*at] = (place, place + 1);
            self.depths[*at] = self.parents[*at].map_or(0, |parent| self.depths[parent] + 1);
            self.roots[*at] = self.parents[*at].map_or(*at, |parent| self.roots[parent]);
        }
        for at in order.iter().rev() {
            if let Some(parent) = self.parents[*at] {
                self.spans[parent].1 = self.spans[parent].1.max(self.spans[*at].1);
            }
        }
    }

    /// The parent of a record.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.parents[at]
    }

    /// The first of the lineage of a record, which is the record itself where it has no parent.
    pub fn root(&self, at: usize) -> usize {
        self.roots[at]
    }

    /// Steps from the root.
    pub fn depth(&self, at: usize) -> usize {
        self.depths[at]
    }

    /// Whether one record was made from another, over any number of steps.
    pub fn is_above(&self, ancestor: usize, at: usize) -> bool {
        let (from, to) = self.spans[ancestor];
        (from + 1..to).contains(&self.spans[at].0)
    }

    /// The current records, in the order in which they were written.
    pub fn all(&self) -> &[&'a Record] {
        &self.all
    }

    /// Where the current record of a name stands among them.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.at.get(name).copied()
    }

    /// From the root to a record, both included.
    pub fn path(&self, at: usize) -> Vec<usize> {
        let mut path = vec![at];
        let mut here = at;
        // The database holds no lineage that comes back to itself; a damaged one ends here.
        while let Some(parent) = self.parents[here].filter(|_| path.len() <= self.all.len()) {
            path.push(parent);
            here = parent;
        }
        path.reverse();
        path
    }

    /// Records without a parent.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        (0..self.all.len()).filter(|at| self.parents[*at].is_none())
    }

    /// Records that nothing was made from, each the end of a line.
    pub fn tips(&self) -> impl Iterator<Item = usize> {
        (0..self.all.len()).filter(|at| self.children[*at].is_empty())
    }

    /// Ancestors and descendants of a record, and itself.
    pub fn line(&self, at: usize) -> Vec<usize> {
        let mut line = self.path(at);
        let mut open = self.children[at].clone();
        while let Some(next) = open.pop() {
            line.push(next);
            open.extend(&self.children[next]);
        }
        line
    }

    /// Every record after its parent, tree by tree, each with the strokes of the branches that lead to it. An only child stands below its
    /// parent, so that a long line takes no room.
    pub fn tree(&self) -> Vec<(usize, String)> {
        let mut out = Vec::with_capacity(self.all.len());
        let mut open: Vec<(usize, usize, String, String)> =
            self.roots().map(|root| (root, 0, String::new(), String::new())).collect();
        open.reverse();
        while let Some((at, level, own, below)) = open.pop() {
            let children = &self.children[at];
            for (i, child) in children.iter().enumerate().rev() {
                let is_last = i + 1 == children.len();
                let (level, branch, next) = match (children.len(), is_last) {
                    (1, _) => (level, "↓ ", ""),
                    _ if level >= LEVELS => (level, "├─ ", ""),
                    (_, true) => (level + 1, "└─ ", "   "),
                    (_, false) => (level + 1, "├─ ", "│  "),
                };
                open.push((*child, level, format!("{below}{branch}"), format!("{below}{next}")));
            }
            out.push((at, own));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, parent: Option<&str>) -> Record {
        Record { name: name.to_owned(), parent: parent.map(str::to_owned), ..Record::default() }
    }

    #[test]
    fn branches_are_drawn_below_their_parent() {
        let records = [
            record("a", None),
            record("c", Some("b")),
            record("b", Some("a")),
            record("d", Some("a")),
            Record { superseded: true, ..record("x", Some("a")) },
            record("e", Some("gone")),
        ];
        let lineages = Lineages::of(&records);
        let drawn: Vec<String> = lineages
            .tree()
            .iter()
            .map(|(at, branch)| format!("{branch}{}", lineages.all()[*at].name))
            .collect();
        assert_eq!(drawn, ["a", "├─ b", "│  ↓ c", "└─ d", "e"]);
        let names = |line: Vec<usize>| line.iter().map(|at| &*lineages.all()[*at].name).collect::<Vec<_>>();
        assert_eq!(names(lineages.path(lineages.find("c").unwrap())), ["a", "b", "c"]);
        assert_eq!(names(lineages.line(lineages.find("b").unwrap())), ["a", "b", "c"]);
        assert_eq!(names(lineages.tips().collect()), ["c", "d", "e"]);
        let find = |name: &str| lineages.find(name).unwrap();
        let is_above = |a: &str, b: &str| lineages.is_above(find(a), find(b));
        assert!(is_above("a", "c") && is_above("b", "c") && !is_above("d", "c") && !is_above("c", "c"));
        assert_eq!((lineages.root(find("c")), lineages.root(find("e"))), (find("a"), find("e")));
    }
}
