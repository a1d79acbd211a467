//! The chapter as a user runs it, and what its pages state.

mod batch_norm_gradient_check;
mod batch_norm_test;
mod experiments;
mod faults;
mod gradient_norms;
mod hyperparameter_optimization;
mod indexes;
mod mnist;
mod notebook;
mod optimizer_compare_naive;
mod overfit_dropout;
mod path_animation;
mod validation_split;
mod weight_init_activation_histogram;
