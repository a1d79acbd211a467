use ch08::confusion_matrix::{accuracy_per_digit, confusion_matrix, most_frequent_mistakes};

#[test]
fn accuracies_and_mistakes_are_those_of_the_matrix() {
    let predicted = [0, 0, 1, 7, 7, 9];
    let matrix = confusion_matrix(&predicted, &vec![0, 0, 1, 1, 1, 9].into());
    let accuracies = accuracy_per_digit(&matrix);
    assert_eq!((accuracies[0], accuracies[1], accuracies[9]), (1.0, 1.0 / 3.0, 1.0));
    assert!(accuracies[5].is_nan());
    assert_eq!(most_frequent_mistakes(&matrix, 3), [(2, 1, 7)]);
}
