//! The names that a pickle may import; none of them is.

use crate::shown;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Global {
    Reconstruct,
    FromBuffer,
    Scalar,
    Ndarray,
    Dtype,
    Encode,
    Bytes,
    OrderedDict,
    /// What makes objects of a class in protocols 0 and 1; the class is named next, and refused.
    MakeObject,
}

impl Global {
    pub(super) fn new(module: &str, name: &str) -> Result<Self, String> {
        match (module, name) {
            ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") => Ok(Global::Reconstruct),
            ("numpy.core.multiarray" | "numpy._core.multiarray", "scalar") => Ok(Global::Scalar),
            ("numpy.core.numeric" | "numpy._core.numeric", "_frombuffer") => Ok(Global::FromBuffer),
            ("numpy", "ndarray") | ("numpy" | "numpy.matrixlib.defmatrix", "matrix") => Ok(Global::Ndarray),
            ("numpy", "dtype") => Ok(Global::Dtype),
            ("_codecs", "encode") => Ok(Global::Encode),
            ("builtins" | "__builtin__", "bytes") => Ok(Global::Bytes),
            ("collections", "OrderedDict") => Ok(Global::OrderedDict),
            ("copy_reg" | "copyreg", "_reconstructor") => Ok(Global::MakeObject),
            _ => Err(refusal(module, name)),
        }
    }
}

/// Why a name is refused, and what to pickle instead.
fn refusal(module: &str, name: &str) -> String {
    let full = format!("{}.{}", shown(module), shown(name));
    let root = module.split('.').next().unwrap_or_default();
    let instead = match root {
        "torch" => "PyTorch tensors; pickle {key: tensor.numpy() for key, tensor in network.state_dict().items()}",
        "joblib" => "what joblib wrote; write it with pickle.dump or numpy.savez",
        "cupy" => "arrays of CuPy; pickle {key: cupy.asnumpy(array) for key, array in network.params.items()}",
        "jax" | "jaxlib" | "mlx" | "tensorflow" => {
            "arrays of another library; pickle {key: numpy.asarray(array) for key, array in params.items()}"
        }
        _ if root == "__main__" || name.starts_with(|c: char| c.is_uppercase()) => {
            "an object, not only arrays; pickle network.params instead"
        }
        _ => {
            return format!(
                "the pickle would import {full}, which is no part of an array: refused, nothing was executed"
            );
        }
    };
    format!("the pickle holds {full}: {instead} (refused, nothing was executed)")
}
