//! The chapter as a user runs it, and what its pages state.

mod batch_time;
mod digits;
mod experiments;
mod faults;
mod matrix_product;
mod network_graphs;
mod neuralnet_mnist;
mod neuralnet_mnist_batch;
mod relu;
mod sample_network;
mod sig_step_compare;
mod sigmoid;
mod softmax;
mod step_function;
mod three_layer_forward;
