//! Chapter 4.
pub mod incremental_gradient;
pub mod two_layer_net;
