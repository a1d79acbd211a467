//! The chapter as a user runs it, what its pages state, and the gradient that is computed incrementally.

mod descent_animation;
mod experiments;
mod function_2_3d;
mod gradient_1d;
mod gradient_2d;
mod gradient_method;
mod gradient_simplenet;
mod incremental_gradient;
mod loss_functions;
mod mini_batch;
mod notebook;
mod rounding_error;
mod training;
mod two_layer_net;
mod two_layer_shapes;
