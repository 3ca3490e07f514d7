//! The classes of categorical columns and their shares, generation by generation.

use std::collections::BTreeMap;

use crate::profile::{Kept, Profile};
use crate::report::ClassShare;
use crate::terms::ColumnRole;

/// Classes listed of each column.
const LISTED: usize = 50;

/// Shares of the most frequent classes of every categorical column, classes in descending order of their largest share.
pub fn classes(names: &[String], profiles: &[Profile]) -> Vec<ClassShare> {
    let Some(reference) = profiles.first() else { return Vec::new() };
    let columns = reference.columns.iter().enumerate();
    columns
        .filter(|(_, c)| c.column.role == ColumnRole::Categorical)
        .flat_map(|(at, c)| of_column(names, profiles, at, &c.column.name))
        .collect()
}

fn of_column(names: &[String], profiles: &[Profile], at: usize, column: &str) -> Vec<ClassShare> {
    let counts: Vec<BTreeMap<&str, u64>> = profiles.iter().map(|p| counted(p, at)).collect();
    let totals: Vec<u64> = counts.iter().map(|c| c.values().sum()).collect();
    let share = |generation: usize, class: &str| {
        let count = counts[generation].get(class).copied().unwrap_or(0);
        (count, count as f64 / totals[generation].max(1) as f64)
    };
    let mut listed: BTreeMap<&str, f64> = BTreeMap::new();
    for (generation, own) in counts.iter().enumerate() {
        for class in own.keys() {
            let most = listed.entry(class).or_insert(0.0);
            *most = most.max(share(generation, class).1);
        }
    }
    let mut listed: Vec<(&str, f64)> = listed.into_iter().collect();
    // Stable: equal shares keep the order of the names.
    listed.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut shares = Vec::new();
    for (class, _) in listed.into_iter().take(LISTED) {
        for (generation, name) in names.iter().enumerate().take(profiles.len()) {
            let (count, share) = share(generation, class);
            shares.push(ClassShare {
                generation: name.clone(),
                column: column.to_owned(),
                class: class.to_owned(),
                count,
                share,
            });
        }
    }
    shares
}

fn counted(profile: &Profile, at: usize) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for row in profile.sample.rows() {
        if let Some(Some(Kept::Label(label))) = row.cells.get(at) {
            *counts.entry(label.as_ref()).or_insert(0) += 1;
        }
    }
    counts
}
