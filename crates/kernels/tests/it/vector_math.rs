use kernels::vector_math::{Kernel, NEAR_ZERO, exp, exp_near_zero, vectorized};
use proptest::prelude::*;

/// Every version of both functions, as (argument, results).
struct All(f64);

impl Kernel for All {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<const FMA: bool>(self) -> [f64; 2] {
        [exp::<FMA>(self.0), exp_near_zero::<FMA>(self.0)]
    }
}

fn units_in_the_last_place(a: f64, b: f64) -> u64 {
    a.to_bits().abs_diff(b.to_bits())
}

proptest! {
    #[test]
    fn exp_is_that_of_the_standard_library(x in -708.0..709.0_f64) {
        for y in [exp::<false>(x), exp::<true>(x), vectorized(All(x))[0]] {
            prop_assert!(units_in_the_last_place(y, x.exp()) <= 2, "e^{x} = {y}, not {}", x.exp());
        }
    }

    #[test]
    fn near_zero_the_short_series_suffices(x in -NEAR_ZERO..NEAR_ZERO) {
        for y in [exp_near_zero::<false>(x), exp_near_zero::<true>(x), vectorized(All(x))[1]] {
            prop_assert!(units_in_the_last_place(y, x.exp()) <= 1, "e^{x} = {y}, not {}", x.exp());
        }
    }
}

#[test]
fn ends_and_special_values() {
    assert_eq!([exp::<false>(0.0), exp::<true>(0.0), exp::<false>(-0.0)], [1.0; 3]);
    for x in [-708.0, 709.0] {
        assert!(units_in_the_last_place(exp::<false>(x), x.exp()) <= 2, "{x}");
        assert_eq!(exp::<false>(2.0 * x), exp::<false>(x));
    }
    assert_eq!(exp::<false>(f64::INFINITY), exp::<false>(709.0));
    assert_eq!(exp::<false>(f64::NEG_INFINITY), exp::<false>(-708.0));
    assert!(exp::<false>(f64::NAN).is_nan());
}
