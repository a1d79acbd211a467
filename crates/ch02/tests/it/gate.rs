use ch02::gate::formula;

#[test]
fn signs_stand_between_the_terms() {
    assert_eq!(formula(&ch02::perceptron::NAND), "−0.5·x1 − 0.5·x2 + 0.7");
    assert_eq!(formula(&ch02::perceptron::OR), "0.5·x1 + 0.5·x2 − 0.2");
}
