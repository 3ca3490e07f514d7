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
}

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
        Lineages { all, at, parents, children }
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

    /// Every record after its parent, tree by tree, each with the strokes of the branches that lead to it.
    pub fn tree(&self) -> Vec<(usize, String)> {
        let mut out = Vec::with_capacity(self.all.len());
        let mut open: Vec<(usize, String, String)> =
            self.roots().map(|root| (root, String::new(), String::new())).collect();
        open.reverse();
        while let Some((at, own, below)) = open.pop() {
            for (i, child) in self.children[at].iter().enumerate().rev() {
                let is_last = i + 1 == self.children[at].len();
                let (branch, next) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                open.push((*child, format!("{below}{branch}"), format!("{below}{next}")));
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
        assert_eq!(drawn, ["a", "├─ b", "│  └─ c", "└─ d", "e"]);
        let names = |line: Vec<usize>| line.iter().map(|at| &*lineages.all()[*at].name).collect::<Vec<_>>();
        assert_eq!(names(lineages.path(lineages.find("c").unwrap())), ["a", "b", "c"]);
        assert_eq!(names(lineages.line(lineages.find("b").unwrap())), ["a", "b", "c"]);
        assert_eq!(names(lineages.tips().collect()), ["c", "d", "e"]);
    }
}
