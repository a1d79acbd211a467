//! The chapter as a user runs it, and what its pages state.

mod buy_apple;
mod buy_apple_orange;
mod experiments;
mod faults;
mod gradient_kinks;
mod layers_demo;
mod one_two_one;
mod train_neuralnet;
