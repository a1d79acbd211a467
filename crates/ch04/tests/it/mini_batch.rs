use ch04::mini_batch::header;

#[test]
fn ten_thousand_iterations_are_sixteen_epochs() {
    let expected = [
        "iters_num = 10000",
        "train_size : batch_size = 60000 : 100",
        "iter_per_epoch ≒ train_size / batch_size = 600",
        "epoch_num = iters_num / iter_per_epoch = 16",
    ];
    assert_eq!(header(10_000, 60_000, 100), expected);
    assert_eq!(
        header(5, 60, 100)[2..],
        ["iter_per_epoch ≒ train_size / batch_size = 1", "epoch_num = iters_num / iter_per_epoch = 5"]
    );
}
