//! Columns of numbers and labels, prompts, and moments of vectors.

use std::sync::Arc;

use super::misfit;
use crate::codec::{Damage, Reader, Stored, Writer};
use crate::estimator::space::moments::CoMoments;
use crate::hash::BLOCKS;
use crate::profile::moments::Gathered;
use crate::profile::{BlockMoments, ColumnProfile, Prompts, VectorMoments};
use crate::terms::{ColumnRole, DataColumn};

/// Roles by number; the numbers never change.
const ROLES: [ColumnRole; 5] = [
    ColumnRole::Score,
    ColumnRole::Numeric,
    ColumnRole::Categorical,
    ColumnRole::Likelihood,
    ColumnRole::Required,
];

impl Stored for Vec<ColumnProfile> {
    fn write(&self, to: &mut Writer) {
        to.length(self.len());
        for ColumnProfile { column, usable, null, not_finite, moments } in self {
            to.text(&column.name);
            to.length(ROLES.iter().position(|role| *role == column.role).unwrap_or(ROLES.len()));
            [usable, null, not_finite].into_iter().for_each(|n| to.number(*n));
            for Gathered { n, sum, squares } in &moments.gathered {
                to.number(*n);
                sum.write(to);
                squares.write(to);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let n = from.length(5 + 9 * BLOCKS)?;
        from.items(n, |from| {
            let name = from.text()?.to_owned();
            let role = *ROLES.get(from.small()? as usize).ok_or_else(|| misfit("role of a column"))?;
            let [usable, null, not_finite] = [from.number()?, from.number()?, from.number()?];
            let mut moments = BlockMoments::default();
            for gathered in &mut moments.gathered {
                *gathered =
                    Gathered { n: from.number()?, sum: Stored::read(from)?, squares: Stored::read(from)? };
            }
            Ok(ColumnProfile { column: DataColumn { name, role }, usable, null, not_finite, moments })
        })
    }
}

impl Stored for Prompts {
    fn write(&self, to: &mut Writer) {
        let (hashes, cut) = self.parts();
        to.ascending(hashes);
        to.flag(cut);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let (hashes, cut) = (from.ascending()?, from.flag()?);
        Self::of_parts(hashes, cut).ok_or_else(|| misfit("number of its prompts"))
    }
}

impl Stored for Option<Arc<VectorMoments>> {
    fn write(&self, to: &mut Writer) {
        to.option(self.as_deref(), |to, moments| {
            to.length(moments.n_blocks());
            to.length(moments.dimension());
            for block in moments.blocks() {
                to.number(block.n());
                block.mean().iter().chain(block.packed()).for_each(|x| to.float(*x));
            }
        });
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        from.option(|from| {
            let (blocks, d) = (from.length(1)?, from.length(size_of::<f64>())?);
            let packed = d.checked_add(1).and_then(|more| more.checked_mul(d)).map(|twice| twice / 2);
            let packed = packed.filter(|n| *n <= from.left() / size_of::<f64>());
            let packed = packed.ok_or_else(|| misfit("moments of its vectors"))?;
            let blocks = from.items(blocks, |from| {
                let n = from.number()?;
                let (mean, packed) = (from.items(d, Reader::float)?, from.items(packed, Reader::float)?);
                CoMoments::of_parts(n, mean, packed).ok_or_else(|| misfit("moments of its vectors"))
            })?;
            VectorMoments::of_blocks(blocks).map(Arc::new).ok_or_else(|| misfit("moments of its vectors"))
        })
    }
}
