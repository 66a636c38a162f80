// SPDX-License-Identifier: Apache-2.0
#include "core/masks/imported_segmenter.h"
#include "tests/support/expect_error.h"
#include "tests/support/rectangle_mask.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace cleave;

namespace {

constexpr int width = 20, height = 10;

Mask rectangle(int x0, int y0, int x1, int y1, float predictedIou = 1) {
    return tests::rectangleMask(width, height, x0, y0, x1, y1, predictedIou);
}

/// In view 3: a whole of two parts at the left, a nut in the right part, another thing at the
/// right.
std::shared_ptr<const MaskSet> maskSet() {
    auto view = std::make_shared<ViewMasks>();
    view->masks = {rectangle(0, 0, 10, 10),
                   rectangle(0, 0, 5, 10, 0.9f),
                   rectangle(5, 0, 10, 10),
                   rectangle(6, 2, 8, 4),
                   rectangle(5, 0, 10, 6),
                   rectangle(14, 3, 18, 8)};
    auto set = std::make_shared<MaskSet>();
    set->source = "imported";
    set->views[ViewId{3}] = view;
    set->views[ViewId{4}] = std::make_shared<ViewMasks>();
    return set;
}

SegmenterImage image(int view) {
    return {.key = 1, .view = ViewId{view}, .width = width, .height = height, .pixels = {}};
}

struct Fixture {
    ImportedSegmenter segmenter{maskSet()};

    Fixture() { segmenter.setImage(image(3), Progress()); }

    std::vector<int> areas(const SegmenterPrompt& prompt) {
        std::vector<int> result;
        for (const SegmenterCandidate& candidate : segmenter.predict(prompt))
            result.push_back(static_cast<int>(
                std::count(candidate.mask.pixels.begin(), candidate.mask.pixels.end(), 255)));
        return result;
    }
};

SegmenterPoint at(float x, float y, bool isPositive = true) {
    return {{x + 0.5f, y + 0.5f}, isPositive};
}

} // namespace

class ImportedSegmenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void pointGivesPartToWholeAtMostThree() {
        Fixture f;
        QCOMPARE(f.areas({.points = {at(1, 1)}}), (std::vector<int>{50, 100}));
        // Four masks hold the nut's pixel: 4, 30, 50 and 100 pixels; the middle between 4 and 100
        // is 20.
        QCOMPARE(f.areas({.points = {at(6, 2)}}), (std::vector<int>{4, 30, 100}));
        QCOMPARE(f.areas({.points = {at(6, 2)}, .isAmbiguous = false}), (std::vector<int>{4}));
    }

    void everyPositiveAndNoNegativePointDecides() {
        Fixture f;
        QCOMPARE(f.areas({.points = {at(1, 1), at(9, 9)}}), (std::vector<int>{100}));
        QCOMPARE(f.areas({.points = {at(9, 1), at(1, 1, false)}}), (std::vector<int>{30, 50}));
        // No mask holds both: those that hold one of the two, at half the score.
        const auto candidates = f.segmenter.predict({.points = {at(1, 1), at(15, 5)}});
        QCOMPARE(candidates.size(), std::size_t{3});
        QCOMPARE(candidates.back().predictedIou, 0.5f);
    }

    void pointOutsideAllMasksGivesNothing() {
        Fixture f;
        QVERIFY(f.areas({.points = {at(12, 1)}}).empty());
        QVERIFY(f.areas({.points = {at(1, 1), at(1, 2, false)}}).empty());
    }

    void boxTakesTheMaskWhoseBoxIsMostLikeIt() {
        Fixture f;
        SegmenterPrompt prompt;
        prompt.box = SegmenterBox{{13, 3}, {18, 9}};
        prompt.isAmbiguous = false;
        QCOMPARE(f.areas(prompt), (std::vector<int>{20}));
        prompt.box = SegmenterBox{{10, 10}, {5, 1}}; // corners in any order
        const auto candidates = f.segmenter.predict(prompt);
        QCOMPARE(candidates.size(), std::size_t{1});
        QVERIFY(std::abs(candidates[0].predictedIou - 0.9f) < 1e-6f);
        QCOMPARE(*candidates[0].mask.at(5, 0), std::uint8_t{255});
        QCOMPARE(*candidates[0].mask.at(4, 0), std::uint8_t{0});
    }

    void earlierAnswerTakesTheMaskMostLikeIt() {
        Fixture f;
        SegmenterPrompt prompt;
        prompt.mask = FloatImage(10, 5, 1, -1.0f); // half the image's size
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 2; ++x)
                *prompt.mask.at(x, y) = 2;
        prompt.isAmbiguous = false;
        QCOMPARE(f.areas(prompt), (std::vector<int>{50}));
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 5; ++x)
                *prompt.mask.at(x, y) = 2;
        QCOMPARE(f.areas(prompt), (std::vector<int>{100}));
    }

    void imagesWithoutMasksAreRefused() {
        ImportedSegmenter segmenter(maskSet());
        QVERIFY(segmenter.knows(image(3)));
        QVERIFY(!segmenter.knows(image(4)) && !segmenter.knows(image(7)) &&
                !segmenter.knows(image(-1)));
        CLEAVE_EXPECT_ERROR(segmenter.setImage(image(4), Progress()), "no masks for this image");
        CLEAVE_EXPECT_ERROR(segmenter.setImage(image(-1), Progress()), "no masks for this image");
    }

    void promptsThatNothingCanAnswerAreRefused() {
        Fixture f;
        CLEAVE_EXPECT_ERROR(f.segmenter.predict({}), "what to take");
        CLEAVE_EXPECT_ERROR(f.segmenter.predict({.points = {at(1, 1, false)}}), "what to take");
        CLEAVE_EXPECT_ERROR(f.segmenter.predict({.points = {at(20, 1)}}), "20,1", "20 x 10");
        CLEAVE_EXPECT_ERROR(f.segmenter.predict({.points = {at(1, -1)}}), "1,-1", "outside");
        CLEAVE_EXPECT_ERROR(
            f.segmenter.predict({.points = {at(std::numeric_limits<float>::quiet_NaN(), 1)}}),
            "no number");
        CLEAVE_EXPECT_ERROR(
            f.segmenter.predict({.points = {at(2, 2), at(2.2f, 2, false)}}), "2,2", "both");
        SegmenterPrompt box;
        box.box = SegmenterBox{{4, 4}, {4, 9}};
        CLEAVE_EXPECT_ERROR(f.segmenter.predict(box), "empty");
        box.box = SegmenterBox{{24, 4}, {28, 9}};
        CLEAVE_EXPECT_ERROR(f.segmenter.predict(box), "outside");
    }

    void bestCandidateIsTheFirstOfTheMostLikely() {
        std::vector<SegmenterCandidate> candidates(3);
        QVERIFY(bestCandidate({}) == nullptr);
        candidates[1].predictedIou = candidates[2].predictedIou = 0.7f;
        QVERIFY(bestCandidate(candidates) == &candidates[1]);
    }
};

QTEST_GUILESS_MAIN(ImportedSegmenterTest)
#include "imported_segmenter_test.moc"
