// SPDX-License-Identifier: Apache-2.0
// Checkpoints at the published sizes, with random weights: all shapes are understood, and the whole
// way runs.
#include "core/base/process_memory.h"
#include "core/networks/sam/random_checkpoint.h"
#include "core/networks/sam/sam.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

class FullSizeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vitB();
    void mobileSam();
    void aMissingTensorIsNamed();
};

namespace {

Image shadedPhoto() {
    Image photo(400, 300, 3);
    for (int y = 0; y < photo.height; ++y)
        for (int x = 0; x < photo.width; ++x) {
            photo.at(x, y)[0] = static_cast<std::uint8_t>(x % 256);
            photo.at(x, y)[1] = static_cast<std::uint8_t>(y % 256);
            photo.at(x, y)[2] = static_cast<std::uint8_t>((x / 40 + y / 30) % 2 * 200);
        }
    return photo;
}

void runWholeWay(const Sam& sam) {
    const SamEmbedding embedding = sam.embed(shadedPhoto(), Progress());
    QCOMPARE(embedding.rows.size(0), std::int64_t{64 * 64});
    QCOMPARE(embedding.rows.size(1), std::int64_t{256});
    for (const float value : embedding.rows)
        QVERIFY(std::abs(value) < 1e4f); // and no NaN
    const SamAnswer answer = sam.answer(embedding, {.points = {{200, 150, 1}}, .box = {}});
    QCOMPARE(answer.logits.size(), std::size_t{3});
    QCOMPARE(answer.logits[0].size(), std::size_t{256 * 256});
    for (const float value : answer.logits[0])
        QVERIFY(std::abs(value) < 1e6f);
}

} // namespace

void FullSizeTest::vitB() {
    const TemporaryFolder folder;
    writeRandomSam(folder / "vit_b.pth", samVitB(), 1);
    const PeakMemory peak;
    const Sam sam(folder / "vit_b.pth");
    QCOMPARE(sam.name(), std::string("sam-vit-b"));
    runWholeWay(sam);
    const std::int64_t limit = std::int64_t{1229} << 20; // 1.2 GiB
    QVERIFY2(peak.bytes() < limit, qPrintable(QString::number(peak.bytes() >> 20) + " MiB"));
}

void FullSizeTest::mobileSam() {
    const TemporaryFolder folder;
    writeRandomMobileSam(folder / "mobile.pt", 1);
    const Sam sam(folder / "mobile.pt");
    QCOMPARE(sam.name(), std::string("mobile-sam"));
    runWholeWay(sam);
}

void FullSizeTest::aMissingTensorIsNamed() {
    const TemporaryFolder folder;
    SamSizes sizes;
    sizes.imageSize = 64;
    sizes.width = 32;
    sizes.heads = 2;
    sizes.depth = 1;
    sizes.window = 2;
    sizes.globalBlocks = {};
    sizes.channels = 64;
    sizes.decoderMlp = 32;
    writeRandomSam(folder / "small.pth", sizes, 1);
    const Sam sam(folder / "small.pth");
    QCOMPARE(sam.name(), std::string("sam"));
    QCOMPARE(sam.encoder().gridSize(), 4);
    // An image encoder alone is no SAM.
    CLEAVE_EXPECT_ERROR(
        NetworkWeights(folder / "small.pth", "another.weight"), "small.pth", "another.weight");
    NetworkWeights weights(folder / "small.pth", "image_encoder.pos_embed");
    CLEAVE_EXPECT_ERROR(weights.take("image_encoder.pos_embed", {1, 4, 4, 33}),
                        "small.pth",
                        "image_encoder.pos_embed",
                        "1x4x4x32",
                        "1x4x4x33");
    CLEAVE_EXPECT_ERROR(weights.takeLinear("image_encoder.blocks.7.attn.qkv", -1, -1),
                        "small.pth",
                        "image_encoder.blocks.7.attn.qkv.weight");
    CLEAVE_EXPECT_ERROR(weights.finish({"image_encoder."}), "small.pth", "tensor");
}

QTEST_GUILESS_MAIN(FullSizeTest)
#include "full_size_test.moc"
