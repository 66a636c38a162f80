// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/npy.h"
#include "core/formats/torch_checkpoint.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/torch_file.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

class TorchCheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBareTensorHasNoName();
    void stridesAndOffsetsAreFollowed();
    void nestedDictionariesJoinTheirKeys();
    void halfPrecisionIsWidened();
    void pytorchsOwnFileIsRead();
    void otherGlobalsAreRefusedByName();
    void impossibleTensorsAreRefused();
    void cutOffPicklesAreRefused();
    void olderFormsAreRefused();
};

void TorchCheckpointTest::aBareTensorHasNoName() {
    const TemporaryFolder folder;
    PickleBuilder()
        .tensor("BoolStorage", "0", 4, 0, {2, 2}, {2, 1})
        .save(folder / "a.pt", {{"0", {1, 0, 0, 1}}});
    TorchCheckpoint checkpoint(folder / "a.pt");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{1});
    QVERIFY(checkpoint.tensors()[0].name.empty());
    const CheckpointTensor tensor = checkpoint.read(checkpoint.tensors()[0]);
    QVERIFY(tensor.type == TensorType::Bool);
    QCOMPARE(tensor.shape, (std::vector<std::int64_t>{2, 2}));
    QCOMPARE(tensor.floats(), (std::vector<float>{1, 0, 0, 1}));
}

void TorchCheckpointTest::stridesAndOffsetsAreFollowed() {
    const TemporaryFolder folder;
    // Columns 1 and 2 of a 2 x 3 storage, transposed.
    PickleBuilder()
        .tensor("ByteStorage", "0", 6, 1, {2, 2}, {1, 3})
        .save(folder / "a.pt", {{"0", {0, 1, 2, 3, 4, 5}}});
    TorchCheckpoint checkpoint(folder / "a.pt");
    QCOMPARE(checkpoint.read(checkpoint.tensors()[0]).floats(), (std::vector<float>{1, 4, 2, 5}));
}

void TorchCheckpointTest::nestedDictionariesJoinTheirKeys() {
    const TemporaryFolder folder;
    PickleBuilder pickle;
    pickle.raw("}(")
        .text("model")
        .raw("}(")
        .text("w")
        .tensor("CharStorage", "0", 1, 0, {1}, {1})
        .text("epoch")
        .number(3)
        .raw("u")
        .text("list")
        .raw("](");
    pickle.tensor("CharStorage", "1", 2, 0, {2}, {1}).raw("eu");
    pickle.save(folder / "a.pt", {{"0", {255}}, {"1", {1, 2}}});
    TorchCheckpoint checkpoint(folder / "a.pt");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{2});
    QVERIFY(checkpoint.find("model.w"));
    QCOMPARE(checkpoint.read(*checkpoint.find("model.w")).floats(), std::vector<float>{-1});
    QVERIFY(checkpoint.find("list.0"));
    QVERIFY(!checkpoint.find("model.epoch"));
}

void TorchCheckpointTest::halfPrecisionIsWidened() {
    const TemporaryFolder folder;
    PickleBuilder()
        .tensor("HalfStorage", "0", 4, 0, {4}, {1})
        .save(folder / "h.pt", {{"0", {0x00, 0x3c, 0x00, 0xc2, 0x01, 0x00, 0x00, 0x00}}});
    TorchCheckpoint half(folder / "h.pt");
    QCOMPARE(half.read(half.tensors()[0]).floats(),
             (std::vector<float>{1, -3, std::ldexp(1.0f, -24), 0}));
    PickleBuilder()
        .tensor("BFloat16Storage", "0", 2, 0, {2}, {1})
        .save(folder / "b.pt", {{"0", {0x80, 0x3f, 0x40, 0xc0}}});
    TorchCheckpoint brain(folder / "b.pt");
    QCOMPARE(brain.read(brain.tensors()[0]).floats(), (std::vector<float>{1, -3}));
}

void TorchCheckpointTest::pytorchsOwnFileIsRead() {
    CLEAVE_REQUIRE_DATA(file, "golden/mobilesam_tiny/mobilesam_tiny.pt");
    TorchCheckpoint checkpoint(file);
    QVERIFY(checkpoint.tensors().size() > 100);
    const CheckpointEntry* weight = checkpoint.find("image_encoder.patch_embed.seq.0.c.weight");
    QVERIFY(weight);
    QCOMPARE(weight->shape, (std::vector<std::int64_t>{8, 3, 3, 3}));
    for (const CheckpointEntry& entry : checkpoint.tensors()) {
        const auto values = checkpoint.read(entry).floats();
        QCOMPARE(static_cast<std::int64_t>(values.size()), entry.count());
        for (const float value : values)
            QVERIFY(std::abs(value) < 1e6f);
    }
}

void TorchCheckpointTest::otherGlobalsAreRefusedByName() {
    const TemporaryFolder folder;
    PickleBuilder()
        .global("os", "system")
        .raw("(")
        .text("touch pwned")
        .raw("tR")
        .save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "evil.pt"), "evil.pt", "os.system");
    PickleBuilder()
        .raw("\x8c\x08"
             "builtins"
             "\x8c\x04"
             "eval"
             "\x93")
        .save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "evil.pt"), "evil.pt", "builtins.eval");
    PickleBuilder().global("torch.storage", "_load_from_bytes").save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(
        TorchCheckpoint(folder / "evil.pt"), "evil.pt", "torch.storage._load_from_bytes");
    PickleBuilder().global("torch", "os.Storage").save(folder / "evil.pt", {});
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "evil.pt"), "torch.os.Storage");
}

void TorchCheckpointTest::impossibleTensorsAreRefused() {
    const TemporaryFolder folder;
    const auto reading = [&](std::int64_t storageCount,
                             std::int64_t offset,
                             std::vector<std::int64_t> shape,
                             std::vector<std::int64_t> strides) {
        PickleBuilder()
            .tensor("ByteStorage", "0", storageCount, offset, shape, strides)
            .save(folder / "bad.pt", {{"0", {1, 2, 3, 4}}});
        TorchCheckpoint checkpoint(folder / "bad.pt");
        return checkpoint.read(checkpoint.tensors()[0]);
    };
    QCOMPARE(reading(4, 0, {4}, {1}).count(), std::int64_t{4});
    CLEAVE_EXPECT_ERROR(reading(4, 1, {4}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2, 2}, {3, 1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {-1}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2, 2}, {1}), "bad.pt", "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(4, 0, {2147483647, 2147483647, 2147483647}, {0, 0, 0}),
                        "bad.pt",
                        "described wrongly");
    CLEAVE_EXPECT_ERROR(reading(8, 0, {8}, {1}), "bad.pt", "4 bytes", "expected 8");
    PickleBuilder()
        .tensor("ByteStorage", "7", 4, 0, {4}, {1})
        .save(folder / "bad.pt", {{"0", {1, 2, 3, 4}}});
    TorchCheckpoint checkpoint(folder / "bad.pt");
    CLEAVE_EXPECT_ERROR(checkpoint.read(checkpoint.tensors()[0]), "bad.pt", "missing");
}

void TorchCheckpointTest::cutOffPicklesAreRefused() {
    const TemporaryFolder folder;
    for (const std::string pickle : {"}(X", "R", "h\x05", "(", "u", "s", "Q", "]e", "\xff"}) {
        PickleBuilder().raw(pickle).save(folder / "bad.pt", {});
        CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "bad.pt"), "bad.pt", "pickle");
    }
    // A list that holds itself.
    PickleBuilder()
        .raw("]q")
        .raw(std::string(1, '\0'))
        .raw("h")
        .raw(std::string(1, '\0'))
        .raw("a")
        .save(folder / "bad.pt", {});
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "bad.pt"), "bad.pt", "nested");
}

void TorchCheckpointTest::olderFormsAreRefused() {
    const TemporaryFolder folder;
    writeTextFile(folder / "old.pt", "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.");
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "old.pt"), "old.pt", "1.6");
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "none.pt"), "none.pt");
    writeZip(folder / "other.pt", {});
    CLEAVE_EXPECT_ERROR(TorchCheckpoint(folder / "other.pt"), "other.pt");
}

QTEST_GUILESS_MAIN(TorchCheckpointTest)
#include "torch_checkpoint_test.moc"
