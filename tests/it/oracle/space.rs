//! Points: spread, distances, neighbors.

use genloss::estimator::space::moments::CoMoments;
use genloss::estimator::space::pairs::{Contrast, PairSums, Place, pooled};
use genloss::estimator::space::product::Scalar;
use genloss::estimator::space::{eigen, energy, frechet, knn_entropy, mauve, mmd, neighbors, spread, two_nn};
use ndarray::{Array2, ArrayView2};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, numbers, read};

/// What remains of a closed form when points are stored in f32.
const STORED: f64 = 3e-6;

fn points(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// The two sets of `embedding_py.json`, and the expected values.
fn sets() -> (Array2<f64>, Array2<f64>, Value) {
    let file = read("embedding_py.json");
    (points(&file["X"]), points(&file["Y"]), file["expected"].clone())
}

fn narrow(points: &Array2<f64>) -> Array2<f32> {
    points.mapv(|x| x as f32)
}

fn spectrum<T: Scalar>(points: ArrayView2<'_, T>) -> Vec<f64> {
    eigen::values(CoMoments::of(points).covariance().unwrap().view()).unwrap()
}

#[test]
fn spread_agrees_with_numpy() {
    let (x, _, expected) = sets();
    for (values, total, tolerance) in [
        (spectrum(x.view()), CoMoments::of(x.view()).total_variance(), CLOSED_FORM),
        (spectrum(narrow(&x).view()), CoMoments::of(narrow(&x).view()).total_variance(), STORED),
    ] {
        let check = |found: f64, key: &str| close(found, number(&expected[key]), tolerance, key);
        check(total.unwrap(), "total_variance");
        check(spread::effective_rank(&values).unwrap(), "effective_rank_exp_entropy_eig");
        check(spread::log_determinant(&values).unwrap(), "logdet_cov");
        for (found, expected) in values.iter().zip(numbers(&expected["eigs"])) {
            close(*found, expected, tolerance, "eigs");
        }
    }
}

#[test]
fn cosines_agree_with_numpy_and_vendi_score() {
    fn check<T: Scalar>(x: ArrayView2<'_, T>, expected: &Value, tolerance: f64) {
        let moments = CoMoments::of(spread::unit_rows(x).unwrap().view());
        let check = |found: f64, key: &str| close(found, number(&expected[key]), tolerance, key);
        check(1.0 - moments.total_variance().unwrap(), "mean_pairwise_cosine");
        let values = eigen::values(moments.second_moment().unwrap().view()).unwrap();
        check(spread::vendi(&values).unwrap(), "vendi_cosine_q1");
        check(spread::vendi(&values).unwrap(), "vendi_dual_cosine_q1");
    }
    let (x, _, expected) = sets();
    check(x.view(), &expected, CLOSED_FORM);
    check(narrow(&x).view(), &expected, STORED);
}

/// The contrast of two sets by a function of the squared distance, whatever the blocks are.
fn contrast<T: Scalar>(
    x: ArrayView2<'_, T>,
    y: ArrayView2<'_, T>,
    h: impl Fn(f64) -> f64 + Sync,
) -> Contrast {
    let blocks = |n: usize| (0..n).map(|i| (i % 4) as u8).collect::<Vec<_>>();
    let (all, groups) = pooled((x, &blocks(x.nrows())), (y, &blocks(y.nrows())), 4);
    let sums = PairSums::by_distance(all.view(), &groups, 8, h);
    sums.contrast(|group| if group < 4 { Place::First } else { Place::Second })
}

#[test]
fn discrepancies_agree_with_numpy_and_dcor() {
    fn check<T: Scalar>(x: ArrayView2<'_, T>, y: ArrayView2<'_, T>, expected: &Value, tolerance: f64) {
        let check = |found: f64, key: &str| close(found, number(&expected[key]), tolerance, key);
        let (all, _) = pooled((x, &vec![0; x.nrows()]), (y, &vec![0; y.nrows()]), 1);
        let bandwidth = mmd::median_distance(all.view(), 200).unwrap();
        check(bandwidth, "median_heuristic_bandwidth");
        let rbf = contrast(x, y, mmd::gaussian_kernel(bandwidth));
        check(rbf.unbiased().unwrap(), "mmd2_rbf_median_unbiased");
        check(rbf.biased().unwrap(), "mmd2_rbf_median_biased");
        let distances = contrast(x, y, f64::sqrt);
        check(energy::biased(&distances).unwrap(), "energy_distance_dcor_V");
        check(energy::biased(&distances).unwrap(), "energy_distance_V_numpy");
        check(energy::unbiased(&distances).unwrap(), "energy_distance_U_numpy");
    }
    let (x, y, expected) = sets();
    check(x.view(), y.view(), &expected, CLOSED_FORM);
    check(narrow(&x).view(), narrow(&y).view(), &expected, STORED);
}

#[test]
fn energy_agrees_with_r() {
    for case in read("energy_R.json")["cases"].as_array().unwrap() {
        let (x, y) = (points(&case["X"]), points(&case["Y"]));
        let (n, m) = (x.nrows() as f64, y.nrows() as f64);
        let found = energy::biased(&contrast(x.view(), y.view(), f64::sqrt)).unwrap();
        for key in ["edist_nm_over_n_plus_m", "eqdist_e_statistic"] {
            close(found * n * m / (n + m), number(&case[key]), CLOSED_FORM, key);
        }
    }
}

#[test]
fn frechet_distance_agrees_with_numpy_and_torch_fidelity() {
    let (x, y, expected) = sets();
    let found = frechet::distance(&CoMoments::of(x.view()), &CoMoments::of(y.view())).unwrap();
    close(found, number(&expected["frechet_ddof1"]), CLOSED_FORM, "frechet_ddof1");
    close(found, number(&expected["frechet_torch_fidelity"]), CLOSED_FORM, "frechet_torch_fidelity");
    let stored = frechet::distance(&CoMoments::of(narrow(&x).view()), &CoMoments::of(narrow(&y).view()));
    close(stored.unwrap(), number(&expected["frechet_ddof1"]), STORED, "frechet in f32");
}

/// Kozachenko-Leonenko entropy from the distances to the k-th neighbor.
fn entropy<T: Scalar>(points: ArrayView2<'_, T>, k: usize) -> f64 {
    let radii = neighbors::within(points, k).unwrap().radii();
    knn_entropy::of_radii(radii.into_iter(), points.nrows(), points.ncols(), k).unwrap()
}

#[test]
fn neighbor_estimates_agree_with_infomeasure_and_numpy() {
    let (x, _, expected) = sets();
    for k in [1, 3, 5] {
        let found = entropy(x.view(), k);
        for key in
            [format!("KL_entropy_im_kozachenko_leonenko_k{k}_l2_nats"), format!("KL_entropy_numpy_k{k}")]
        {
            close(found, number(&expected[&key]), CLOSED_FORM, &key);
        }
        close(entropy(narrow(&x).view(), k), found, STORED, "entropy in f32");
    }
    let nearest = neighbors::within(x.view(), 2).unwrap();
    let both = (0..nearest.len()).map(|i| (nearest.distances(i)[0], nearest.distances(i)[1]));
    let found = two_nn::of_distances(both).unwrap();
    let n = x.nrows() as f64;
    close(found, number(&expected["twoNN_mle_unbiased_(N-1)"]), CLOSED_FORM, "TwoNN");
    close(found * n / (n - 1.0), number(&expected["twoNN_mle_numpy_N_over_sumlogmu"]), CLOSED_FORM, "TwoNN");
}

#[test]
fn neighbors_and_entropies_agree_with_fnn() {
    for case in read("knn_entropy_R.json")["cases"].as_array().unwrap() {
        let x = points(&case["X"]);
        let nearest = neighbors::within(x.view(), 5).unwrap();
        for (i, expected) in case["knn_dist_X"].as_array().unwrap().iter().enumerate() {
            for (found, expected) in nearest.distances(i).iter().zip(numbers(expected)) {
                close(*found, expected, CLOSED_FORM, "knn_dist_X");
            }
        }
        let entropies = numbers(&case["entropy"]);
        for k in 1..=5 {
            close(entropy(x.view(), k), entropies[k - 1], CLOSED_FORM, "entropy");
        }
    }
}

#[test]
fn mauve_agrees_with_mauve_text_on_given_histograms() {
    let (x, y, expected) = sets();
    let core = &expected["mauve_core"];
    let (p, q) = (numbers(&core["histograms"]["p"]), numbers(&core["histograms"]["q"]));
    for (key, scale) in [("scale1", 1.0), ("scale5", mauve::SCALE)] {
        close(mauve::mauve(&p, &q, scale).unwrap(), number(&core[key]["mauve"]), CLOSED_FORM, key);
    }
    let full = &expected["mauve_full_6buckets_seed25_quantiser_dependent"];
    let counts = |key: &str, n: usize| -> Vec<f64> {
        numbers(&full[key]).iter().map(|share| (share * n as f64).round()).collect()
    };
    let (p, q) = (counts("p_hist", x.nrows()), counts("q_hist", y.nrows()));
    close(mauve::mauve(&p, &q, mauve::SCALE).unwrap(), number(&full["mauve"]), CLOSED_FORM, "mauve");
    // Half a count more in every bin (Krichevsky & Trofimov).
    let smoothed = |counts: &[f64]| counts.iter().map(|count| count + 0.5).collect::<Vec<_>>();
    let smoothed = mauve::mauve(&smoothed(&p), &smoothed(&q), mauve::SCALE).unwrap();
    close(smoothed, number(&full["mauve_star"]), CLOSED_FORM, "mauve_star");
}
