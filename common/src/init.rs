//! Initial weights: Gaussian noise whose standard deviation depends on the units before it.
//!
//! Book: §6.2, `common/multi_layer_net.py`.

use std::fmt;
use std::str::FromStr;

use ndarray::{Array, Array2, ShapeBuilder};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::Real;

/// How initial weights are drawn.
///
/// | [`WeightInit`] | standard deviation of W (D, M) | made for |
/// |---|---|---|
/// | `Std(s)` | s | §6.2.1's experiments |
/// | `Xavier` | √(1/D) | sigmoid, tanh |
/// | `He` | √(2/D) | ReLU |
///
/// ```
/// use common::WeightInit;
/// assert_eq!(WeightInit::He.std(200), 0.1);
/// assert_eq!("xavier".parse(), Ok(WeightInit::Xavier));
/// assert_eq!("0.01".parse(), Ok(WeightInit::Std(0.01)));
/// ```
///
/// Book: §6.2, `common/multi_layer_net.py`, argument `weight_init_std`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WeightInit {
    /// This standard deviation, whatever the layer.
    Std(f64),
    /// √(1/D).
    Xavier,
    /// √(2/D).
    He,
}

impl WeightInit {
    /// The standard deviation of the weights behind `fan_in` units (D of (D, M); C·FH·FW of (FN, C, FH, FW)).
    pub fn std(self, fan_in: usize) -> f64 {
        match self {
            WeightInit::Std(std) => std,
            WeightInit::Xavier => (1.0 / fan_in as f64).sqrt(),
            WeightInit::He => (2.0 / fan_in as f64).sqrt(),
        }
    }

    /// Weights (D, M), drawn in row-major order.
    pub fn weights<A: Real>(self, (d, m): (usize, usize), rng: &mut impl Rng) -> Array2<A> {
        self.sample((d, m), d, rng)
    }

    /// Weights of any shape behind `fan_in` units, drawn in row-major order: filters (FN, C, FH, FW), for example.
    pub fn sample<A: Real, Sh: ShapeBuilder>(self, shape: Sh, fan_in: usize, rng: &mut impl Rng) -> Array<A, Sh::Dim> {
        let shape = shape.into_shape_with_order();
        let weights = A::normals(shape.size(), self.std(fan_in), rng);
        Array::from_shape_vec(shape, weights).expect("one number per weight")
    }
}

/// `n` numbers from the normal distribution around 0.
pub(crate) fn normals<A: Real>(n: usize, std: f64, rng: &mut dyn Rng) -> Vec<A> {
    let standard_normal = StandardNormal.sample_iter(rng);
    standard_normal.take(n).map(|z: f64| A::of(std * z)).collect()
}

impl fmt::Display for WeightInit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightInit::Std(std) => write!(f, "{std}"),
            WeightInit::Xavier => f.write_str("xavier"),
            WeightInit::He => f.write_str("he"),
        }
    }
}

/// Neither the name of an initialiser nor a standard deviation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown initial weights `{0}`: expected xavier, he or a standard deviation such as 0.01")]
pub struct UnknownWeightInit(String);

impl FromStr for WeightInit {
    type Err = UnknownWeightInit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "xavier" | "sigmoid" => Ok(WeightInit::Xavier),
            "he" | "relu" => Ok(WeightInit::He),
            number => match number.parse() {
                Ok(std) if f64::is_finite(std) && std >= 0.0 => Ok(WeightInit::Std(std)),
                _ => Err(UnknownWeightInit(text.into())),
            },
        }
    }
}
