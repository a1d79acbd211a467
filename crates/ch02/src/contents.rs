//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const PERCEPTRON_GRAPH: Info = Info::new("perceptron_graph", "§2.1", "The perceptron as a diagram")
    .figures(&[("perceptron_graph", "Two inputs, their weights, one output")]);

pub(crate) const AND_GATE: Info =
    Info::new("and_gate", "§2.3.1", "AND as a perceptron: truth table and decision region")
        .figures(&[("and_gate", "AND: the four inputs, and where the perceptron fires")]);

pub(crate) const NAND_GATE: Info =
    Info::new("nand_gate", "§2.3.3", "NAND as a perceptron: truth table and decision region")
        .figures(&[("nand_gate", "NAND: the four inputs, and where the perceptron fires")]);

pub(crate) const OR_GATE: Info = Info::new("or_gate", "§2.3.3", "OR as a perceptron: truth table and decision region")
    .figures(&[("or_gate", "OR: the four inputs, and where the perceptron fires")]);

pub(crate) const NOR_GATE: Info = Info::new("nor_gate", "§2.3", "NOR as a perceptron: truth table and decision region")
    .figures(&[("nor_gate", "NOR: the four inputs, and where the perceptron fires")]);

pub(crate) const XOR_GATE: Info = Info::new("xor_gate", "§2.5.2", "XOR by two layers, and why one line is not enough")
    .figures(&[("xor_gate", "XOR: one line gets three of four right, two lines all of them")]);
