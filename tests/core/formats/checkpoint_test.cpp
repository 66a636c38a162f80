// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/checkpoint.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/torch_file.h"
#include "tests/support/write_checkpoint.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <numeric>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// As torch calls them, in the order of TensorType.
constexpr std::array<const char*, 10> typeNames = {"float32",
                                                   "float64",
                                                   "float16",
                                                   "bfloat16",
                                                   "int64",
                                                   "int32",
                                                   "int16",
                                                   "int8",
                                                   "uint8",
                                                   "bool"};

} // namespace

class CheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBareTensorHasNoName();
    void stridesAndOffsetsAreFollowed();
    void nestedDictionariesJoinTheirKeys();
    void halfPrecisionIsWidened();
    void pytorchsOwnFileIsRead();
    void goldenFilesHoldTheirValues_data();
    void goldenFilesHoldTheirValues();
    void torchScriptArchivesAreReadWithoutRunningThem();
    void threeContainersOfOneNetworkAgree();
    void weightsUnderAKeyAreFound();
    void knownObjectsBesideTheWeightsAreSkipped();
    void writtenCheckpointsAreRead();
};

void CheckpointTest::aBareTensorHasNoName() {
    const TemporaryFolder folder;
    PickleBuilder()
        .tensor("BoolStorage", "0", 4, 0, {2, 2}, {2, 1})
        .save(folder / "a.pt", {{"0", {1, 0, 0, 1}}});
    const Checkpoint checkpoint = readCheckpoint(folder / "a.pt");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{1});
    QVERIFY(checkpoint.tensors()[0].name.empty());
    const CheckpointTensor tensor = checkpoint.read(checkpoint.tensors()[0]);
    QVERIFY(tensor.type == TensorType::Bool);
    QCOMPARE(tensor.shape, (std::vector<std::int64_t>{2, 2}));
    QCOMPARE(tensor.floats(), (std::vector<float>{1, 0, 0, 1}));
}

void CheckpointTest::stridesAndOffsetsAreFollowed() {
    const TemporaryFolder folder;
    // Columns 1 and 2 of a 2 x 3 storage, transposed.
    PickleBuilder()
        .tensor("ByteStorage", "0", 6, 1, {2, 2}, {1, 3})
        .save(folder / "a.pt", {{"0", {0, 1, 2, 3, 4, 5}}});
    const Checkpoint checkpoint = readCheckpoint(folder / "a.pt");
    QCOMPARE(checkpoint.read(checkpoint.tensors()[0]).floats(), (std::vector<float>{1, 4, 2, 5}));
}

void CheckpointTest::nestedDictionariesJoinTheirKeys() {
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
    const Checkpoint checkpoint = readCheckpoint(folder / "a.pt");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{2});
    QVERIFY(checkpoint.find("model.w"));
    QCOMPARE(checkpoint.read(*checkpoint.find("model.w")).floats(), std::vector<float>{-1});
    QVERIFY(checkpoint.find("list.0"));
    QVERIFY(!checkpoint.find("model.epoch"));
}

void CheckpointTest::halfPrecisionIsWidened() {
    const TemporaryFolder folder;
    PickleBuilder()
        .tensor("HalfStorage", "0", 4, 0, {4}, {1})
        .save(folder / "h.pt", {{"0", {0x00, 0x3c, 0x00, 0xc2, 0x01, 0x00, 0x00, 0x00}}});
    const Checkpoint half = readCheckpoint(folder / "h.pt");
    QCOMPARE(half.read(half.tensors()[0]).floats(),
             (std::vector<float>{1, -3, std::ldexp(1.0f, -24), 0}));
    PickleBuilder()
        .tensor("BFloat16Storage", "0", 2, 0, {2}, {1})
        .save(folder / "b.pt", {{"0", {0x80, 0x3f, 0x40, 0xc0}}});
    const Checkpoint brain = readCheckpoint(folder / "b.pt");
    QCOMPARE(brain.read(brain.tensors()[0]).floats(), (std::vector<float>{1, -3}));
}

void CheckpointTest::pytorchsOwnFileIsRead() {
    CLEAVE_REQUIRE_DATA(file, "golden/mobilesam_tiny/mobilesam_tiny.pt");
    const Checkpoint checkpoint = readCheckpoint(file);
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

void CheckpointTest::goldenFilesHoldTheirValues_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("values");
    for (const char* file :
         {"mixed_zip.pth", "mixed_legacy.pth", "mixed_protocol4.pth", "mixed.safetensors"})
        QTest::newRow(file) << file << "mixed.json";
    for (const char* file : {"module_zip.pth", "module_legacy.pth"})
        QTest::newRow(file) << file << "module.json";
    for (const char* file : {"nested_zip.pth", "nested_legacy.pth"})
        QTest::newRow(file) << file << "nested.json";
}

void CheckpointTest::goldenFilesHoldTheirValues() {
    CLEAVE_REQUIRE_DATA(folder, "golden/checkpoints");
    QFETCH(QString, file);
    QFETCH(QString, values);
    const Checkpoint checkpoint = readCheckpoint(folder / file.toStdString());
    const nlohmann::json expected =
        nlohmann::json::parse(readTextFile(folder / values.toStdString()));
    std::size_t found = 0;
    for (const auto& [name, tensor] : expected.items()) {
        const CheckpointEntry* entry = checkpoint.find(name);
        // The views of a shared storage are not part of the safetensors file, which has no strides.
        if (!entry && file.endsWith(".safetensors"))
            continue;
        QVERIFY2(entry, name.c_str());
        ++found;
        QCOMPARE(entry->shape, tensor["shape"].get<std::vector<std::int64_t>>());
        QCOMPARE(QByteArray(typeNames[static_cast<std::size_t>(entry->type)]),
                 QByteArray::fromStdString(tensor["dtype"].get<std::string>()));
        std::vector<float> numbers;
        for (const auto& value : tensor["values"])
            numbers.push_back(value.is_boolean() ? static_cast<float>(value.get<bool>())
                                                 : value.get<float>());
        QCOMPARE(checkpoint.floats(*entry), numbers);
        QCOMPARE(checkpoint.read(*entry).floats(), numbers);
        const auto mapped = checkpoint.mappedFloats(*entry);
        if (!mapped.empty())
            QVERIFY(std::equal(mapped.begin(), mapped.end(), numbers.begin(), numbers.end()));
    }
    QCOMPARE(checkpoint.tensors().size(), found);
    QVERIFY(found >= 7);
}

void CheckpointTest::torchScriptArchivesAreReadWithoutRunningThem() {
    CLEAVE_REQUIRE_DATA(folder, "golden/clip_jit");
    const Checkpoint checkpoint = readStateDict(folder / "clip_jit.pt");
    const nlohmann::json expected = nlohmann::json::parse(readTextFile(folder / "tensors.json"));
    QVERIFY(!expected.empty());
    for (const auto& [name, tensor] : expected.items()) {
        const CheckpointEntry* entry = checkpoint.find(name);
        QVERIFY2(entry, name.c_str());
        QCOMPARE(entry->shape, tensor["shape"].get<std::vector<std::int64_t>>());
        const std::vector<float> values = checkpoint.floats(*entry);
        QVERIFY2(std::abs(std::accumulate(values.begin(), values.end(), 0.0) -
                          tensor["sum"].get<double>()) < 1e-3,
                 name.c_str());
        const auto first = tensor["first"].get<std::vector<float>>();
        QVERIFY2(std::equal(first.begin(), first.end(), values.begin()), name.c_str());
    }
}

void CheckpointTest::threeContainersOfOneNetworkAgree() {
    CLEAVE_REQUIRE_DATA(folder, "golden/sam_tiny");
    const Checkpoint zip = readStateDict(folder / "sam_tiny.pth"),
                     legacy = readStateDict(folder / "sam_tiny_legacy.pth"),
                     safe = readStateDict(folder / "sam_tiny.safetensors");
    QVERIFY(zip.tensors().size() > 100);
    QCOMPARE(legacy.tensors().size(), zip.tensors().size());
    QCOMPARE(safe.tensors().size(), zip.tensors().size());
    for (const CheckpointEntry& entry : zip.tensors()) {
        QVERIFY2(legacy.find(entry.name) && safe.find(entry.name), entry.name.c_str());
        QCOMPARE(legacy.floats(*legacy.find(entry.name)), zip.floats(entry));
        QCOMPARE(safe.floats(*safe.find(entry.name)), zip.floats(entry));
    }
}

void CheckpointTest::weightsUnderAKeyAreFound() {
    const TemporaryFolder folder;
    const auto saved = [&](const std::string& key, const std::string& name) {
        PickleBuilder()
            .raw("}(")
            .text("epoch")
            .number(3)
            .text(key)
            .raw("}(")
            .text(name)
            .tensor("CharStorage", "0", 1, 0, {1}, {1})
            .raw("uu")
            .save(folder / "a.pt", {{"0", {7}}});
        return readStateDict(folder / "a.pt");
    };
    QVERIFY(saved("model", "w").find("w"));
    QVERIFY(saved("teacher", "module.backbone.w").find("w"));
    QVERIFY(saved("state_dict", "module.w").find("w"));
    CLEAVE_EXPECT_ERROR(saved("optimizer", "w"), "a.pt", "epoch, optimizer");
    // A tensor at the top: the file is the state dictionary itself.
    PickleBuilder()
        .raw("}(")
        .text("model")
        .raw("}(")
        .text("w")
        .tensor("CharStorage", "0", 1, 0, {1}, {1})
        .raw("u")
        .text("bias")
        .tensor("CharStorage", "0", 1, 0, {1}, {1})
        .raw("u")
        .save(folder / "b.pt", {{"0", {7}}});
    QVERIFY(readStateDict(folder / "b.pt").find("model.w"));
}

void CheckpointTest::knownObjectsBesideTheWeightsAreSkipped() {
    const TemporaryFolder folder;
    PickleBuilder pickle;
    pickle.raw("}(")
        .text("args")
        .global("argparse", "Namespace")
        .raw(")\x81}(")
        .text("lr")
        .number(1)
        .raw("ub");
    pickle.text("model")
        .raw("}(")
        .text("w")
        .tensor("CharStorage", "0", 1, 0, {1}, {1})
        .raw("uu")
        .save(folder / "a.pt", {{"0", {7}}});
    const Checkpoint checkpoint = readStateDict(folder / "a.pt");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{1});
    QCOMPARE(checkpoint.floats(checkpoint.tensors()[0]), std::vector<float>{7});
}

void CheckpointTest::writtenCheckpointsAreRead() {
    const TemporaryFolder folder;
    CheckpointWriter writer(folder / "w.pth");
    writer.add("a.weight", {2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    writer.addRandom("b", {1000}, 0.5f, 3);
    writer.add("scalar", {}, std::vector<float>{4});
    writer.finish();
    const Checkpoint checkpoint = readStateDict(folder / "w.pth");
    QCOMPARE(checkpoint.tensors().size(), std::size_t{3});
    QCOMPARE(checkpoint.floats(*checkpoint.find("a.weight")),
             (std::vector<float>{1, 2, 3, 4, 5, 6}));
    QCOMPARE(checkpoint.floats(*checkpoint.find("scalar")), std::vector<float>{4});
    double squares = 0;
    for (const float value : checkpoint.floats(*checkpoint.find("b")))
        squares += static_cast<double>(value) * value;
    QVERIFY(std::abs(std::sqrt(squares / 1000) - 0.5) < 0.05);
}

QTEST_GUILESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
