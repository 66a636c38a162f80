// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/networks/sam/sam_segmenter.h"
#include "tests/support/expect_error.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

class SamSegmenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void candidatesAreTheNetworksOwn();
    void oneAnswerIsTheBest();
    void anAnswerMayBeHandedBack();
    void foreignMasksArePlacedOnThePhoto();
    void pixelsAreAskedForOnce();
    void embeddingsOutliveTheProgram();
    void theFolderStaysBounded();
    void damagedFilesAreComputedAgain();
    void impossiblePromptsAreRefused();
    void cancellingStopsTheEncoder();
};

namespace {

struct Photo {
    std::shared_ptr<const Image> pixels;
    std::shared_ptr<int> asked = std::make_shared<int>(0);

    SegmenterImage image(Revision key) const {
        return {key, {}, pixels->width, pixels->height, [pixels = pixels, asked = asked] {
                    ++*asked;
                    return pixels;
                }};
    }
};

Photo photoOf(const std::filesystem::path& golden) {
    return {std::make_shared<const Image>(goldenImage(golden / "sam_tiny/image.npy"))};
}

std::shared_ptr<const Sam> tinySam(const std::filesystem::path& golden) {
    return std::make_shared<const Sam>(golden / "sam_tiny/sam_tiny.pth");
}

/// The pixel (40, 50) of the golden prompt `point`.
SegmenterPrompt pointPrompt() {
    return {.points = {{{40.5f, 50.5f}, true}}};
}

} // namespace

void SamSegmenterTest::candidatesAreTheNetworksOwn() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    QVERIFY(segmenter->needsPixels());
    segmenter->setImage(photoOf(golden).image(1), Progress());
    const auto candidates = segmenter->predict(pointPrompt());
    QCOMPARE(candidates.size(), std::size_t{3});
    const std::vector<float> masks =
        readNpy(golden / "sam_tiny/point__mask_multi.npy").values<float>();
    const std::vector<float> ious =
        readNpy(golden / "sam_tiny/point__iou_multi.npy").values<float>();
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t pixels = candidates[i].logits.pixels.size();
        CLEAVE_EXPECT_NEAR(candidates[i].logits.pixels,
                           std::span(masks).subspan(i * pixels, pixels),
                           2e-4,
                           "mask");
        QVERIFY(std::abs(candidates[i].predictedIou - ious[i]) < 1e-4f);
        for (std::size_t p = 0; p < pixels; ++p)
            QCOMPARE(candidates[i].mask.pixels[p] != 0, candidates[i].logits.pixels[p] > 0);
    }
}

void SamSegmenterTest::oneAnswerIsTheBest() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    segmenter->setImage(photoOf(golden).image(1), Progress());
    SegmenterPrompt prompt = pointPrompt();
    const auto all = segmenter->predict(prompt);
    prompt.isAmbiguous = false;
    const auto one = segmenter->predict(prompt);
    QCOMPARE(one.size(), std::size_t{1});
    QVERIFY(one[0].mask == bestCandidate(all)->mask);
    prompt.points.push_back({{20.5f, 20.5f}, false});
    QCOMPARE(segmenter->predict(prompt).size(), std::size_t{1});
}

void SamSegmenterTest::anAnswerMayBeHandedBack() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto sam = tinySam(golden);
    const auto segmenter = makeSamSegmenter(sam);
    const Photo photo = photoOf(golden);
    segmenter->setImage(photo.image(1), Progress());
    const auto first = segmenter->predict(pointPrompt());
    SegmenterPrompt prompt = pointPrompt();
    prompt.mask = first[1].lowResLogits;
    const auto second = segmenter->predict(prompt);
    // As if the network's own square answer had been handed back.
    const SamEmbedding embedding = sam->embed(*photo.pixels, Progress());
    const SamAnswer answer = sam->answer(embedding, {.points = {{40, 50, 1}}, .box = {}});
    FloatImage whole(sam->maskSize(), sam->maskSize(), 1);
    whole.pixels = answer.logits[1];
    const SamAnswer expected =
        sam->answer(embedding, {.points = {{40, 50, 1}}, .box = {}, .mask = whole});
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(std::abs(second[i].predictedIou - expected.predictedIou[i]) < 1e-6f);
}

void SamSegmenterTest::foreignMasksArePlacedOnThePhoto() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    const Photo photo = photoOf(golden);
    segmenter->setImage(photo.image(1), Progress());
    const auto first = segmenter->predict(pointPrompt());
    SegmenterPrompt small = {.points = {}, .box = {}, .mask = first[0].lowResLogits},
                    large = {.points = {}, .box = {}, .mask = first[0].logits};
    const auto handedBack = segmenter->predict(small), fromFull = segmenter->predict(large);
    std::int64_t same = 0;
    for (std::size_t i = 0; i < fromFull[0].mask.pixels.size(); ++i)
        same += fromFull[0].mask.pixels[i] == handedBack[0].mask.pixels[i];
    QVERIFY(same > static_cast<std::int64_t>(fromFull[0].mask.pixels.size()) * 9 / 10);
}

void SamSegmenterTest::pixelsAreAskedForOnce() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    const Photo photo = photoOf(golden);
    for (const Revision key : {1, 2, 1, 2})
        segmenter->setImage(photo.image(key), Progress());
    QCOMPARE(*photo.asked, 2);
    segmenter->setImage(photo.image(0), Progress());
    segmenter->setImage(photo.image(0), Progress());
    QCOMPARE(*photo.asked, 4);
}

void SamSegmenterTest::embeddingsOutliveTheProgram() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    const Photo photo = photoOf(golden);
    const auto sam = tinySam(golden);
    std::vector<SegmenterCandidate> before, after;
    {
        const auto segmenter = makeSamSegmenter(sam, {.folder = folder / "cache"});
        segmenter->setImage(photo.image(7), Progress());
        before = segmenter->predict(pointPrompt());
    }
    const auto segmenter = makeSamSegmenter(sam, {.folder = folder / "cache"});
    segmenter->setImage(photo.image(7), Progress());
    after = segmenter->predict(pointPrompt());
    QCOMPARE(*photo.asked, 1);
    QVERIFY(before[0].logits == after[0].logits);
}

void SamSegmenterTest::theFolderStaysBounded() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    const Photo photo = photoOf(golden);
    const auto segmenter = makeSamSegmenter(
        tinySam(golden),
        {.folder = folder.path(), .memoryBytes = 1, .folderBytes = 20000}); // two of 8 kB
    for (Revision key = 1; key < 6; ++key)
        segmenter->setImage(photo.image(key), Progress());
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path()))
        bytes += file.file_size();
    QVERIFY(bytes > 8000 && bytes <= 20000);
}

void SamSegmenterTest::damagedFilesAreComputedAgain() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    const Photo photo = photoOf(golden);
    const auto sam = tinySam(golden);
    makeSamSegmenter(sam, {.folder = folder.path()})->setImage(photo.image(7), Progress());
    for (const auto& file : std::filesystem::directory_iterator(folder.path()))
        std::filesystem::resize_file(file.path(), 5000);
    makeSamSegmenter(sam, {.folder = folder.path()})->setImage(photo.image(7), Progress());
    QCOMPARE(*photo.asked, 2);
}

void SamSegmenterTest::impossiblePromptsAreRefused() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    segmenter->setImage(photoOf(golden).image(1), Progress());
    CLEAVE_EXPECT_ERROR(segmenter->predict({}));
    CLEAVE_EXPECT_ERROR(segmenter->predict({.points = {{{1000, 5}, true}}}));
}

void SamSegmenterTest::cancellingStopsTheEncoder() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const auto segmenter = makeSamSegmenter(tinySam(golden));
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(segmenter->setImage(photoOf(golden).image(1), progress), Cancelled);
}

QTEST_GUILESS_MAIN(SamSegmenterTest)
#include "sam_segmenter_test.moc"
