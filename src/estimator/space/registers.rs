//! Leaving wide registers clean.

use faer::traits::pulp::{Arch, Simd, WithSimd};

/// Clears the upper halves of the vector registers, as every routine that used them should.
///
/// The kernels of `private-gemm-x86` 0.1 end without `vzeroupper`. From then on each switch between code compiled for
/// 128 bits (this program) and code for 256 (the C library's `exp` and `ln`, chosen at run time) waits for the halves
/// to be merged: `exp` took 130 ns after a product, and 10 before. The compiler ends any function that it compiles for
/// 256 bits and that uses them with the instruction.
pub(super) fn clean() {
    struct Wide;
    impl WithSimd for Wide {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let one = simd.splat_f32s(1.0);
            std::hint::black_box(simd.add_f32s(one, one));
        }
    }
    Arch::new().dispatch(Wide);
}
