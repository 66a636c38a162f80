// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/visualize.h"

#include <QTest>

#include <cmath>
#include <cstdlib>
#include <random>

using namespace cleave;

namespace {

/// Features that spread most along axis 1, then 3, then 0.
kernels::Array<float, 2> spreadFeatures(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    kernels::Array<float, 2> features(4000, 5);
    const float spread[5] = {1, 6, 0.1f, 3, 0.2f};
    for (std::int64_t i = 0; i < 4000; ++i)
        for (int k = 0; k < 5; ++k)
            features(i, k) = spread[k] * normal(random) + 2;
    return features;
}

} // namespace

class VisualizeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void coloursAreClampedAndRounded() {
        FloatImage color(4, 1, 3, 0.5f);
        color.at(1, 0)[0] = 7;
        color.at(2, 0)[0] = -1;
        color.at(3, 0)[0] = std::nanf("");
        const Image picture = colorPicture(color);
        QCOMPARE(int(picture.at(0, 0)[0]), 128);
        QCOMPARE(int(picture.at(1, 0)[0]), 255);
        QCOMPARE(int(picture.at(2, 0)[0]), 0);
        QCOMPARE(int(picture.at(3, 0)[0]), 0);
    }

    void nearIsRedFarIsBlueAndNothingIsBlack() {
        FloatImage depth(101, 1, 1);
        for (int x = 1; x <= 100; ++x)
            *depth.at(x, 0) = 1 + 0.09f * static_cast<float>(x);
        const Image picture = depthPicture(depth, depthRange(depth));
        QVERIFY(picture.at(1, 0)[0] > 100 && picture.at(1, 0)[2] < 60);
        QVERIFY(picture.at(100, 0)[2] > picture.at(100, 0)[0]);
        QCOMPARE(picture.at(0, 0)[0] + picture.at(0, 0)[1] + picture.at(0, 0)[2], 0);
    }

    void aWallInFrontFacesTheViewerAndAFloorLooksUp() {
        const Intrinsics lens = pinhole(40, 40, 1.0);
        FloatImage depth(40, 40, 1);
        for (int y = 0; y < 40; ++y)
            for (int x = 0; x < 40; ++x) {
                const double down = (y + 0.5 - lens.cy) / lens.fy;
                *depth.at(x, y) = static_cast<float>(
                    y < 20 ? 5.0 : std::min(5.0, 1.0 / down)); // floor 1 below the eye
            }
        const Image picture = normalPicture(depth, lens);
        QVERIFY(std::abs(picture.at(20, 5)[0] - 128) < 3 &&
                std::abs(picture.at(20, 5)[1] - 128) < 3 && picture.at(20, 5)[2] > 250);
        QVERIFY(picture.at(20, 35)[1] > 245 && std::abs(picture.at(20, 35)[2] - 128) < 12);
    }

    void similarityBelowTheRangeLeavesTheDimmedPicture() {
        const FloatImage color(2, 1, 3, 0.5f), alpha(2, 1, 1, 1.0f);
        FloatImage similarity(2, 1, 1, 0.1f);
        *similarity.at(1, 0) = 0.9f;
        const Image picture = similarityPicture(color, similarity, alpha, 0.2f, 0.9f);
        QCOMPARE(int(picture.at(0, 0)[0]), int(0.35f * 255 + 0.5f));
        QVERIFY(picture.at(1, 0)[0] > picture.at(1, 0)[2] + 40);
    }

    void segmentsTintOnlyTheirPixels() {
        const kernels::Array<float, 2> values = segmentValues({1, -1}, {{255, 0, 0}, {0, 255, 0}});
        QCOMPARE(values(0, 1), 1.0f);
        QCOMPARE(values(1, 3), 0.0f);
        FloatImage color(2, 1, 3, 0.5f), segments(2, 1, 4);
        for (int c = 0; c < 4; ++c)
            segments.at(0, 0)[c] = values(0, c);
        const Image picture = segmentPicture(color, segments, 1.0f);
        QCOMPARE(int(picture.at(0, 0)[1]), 255);
        QCOMPARE(int(picture.at(0, 0)[0]), 0);
        QCOMPARE(int(picture.at(1, 0)[0]), 128);
    }

    void featureColoursFollowTheMainDirections() {
        const kernels::Array<float, 2> features = spreadFeatures(1);
        const FeatureColors colors = fitFeatureColors(features);
        QVERIFY(colors.directions(0, 1) > 0.95f);
        QVERIFY(colors.directions(1, 3) > 0.95f);
        QVERIFY(colors.directions(2, 0) > 0.95f);
        const kernels::Array<float, 2> shown = featureColors(colors, features);
        float low = 1, high = 0;
        for (float value : shown)
            low = std::min(low, value), high = std::max(high, value);
        QCOMPARE(low, 0.0f);
        QCOMPARE(high, 1.0f);
    }

    void aRefitOnOtherFeaturesDoesNotFlipColours() {
        const FeatureColors one = fitFeatureColors(spreadFeatures(1)),
                            two = fitFeatureColors(spreadFeatures(2));
        for (int k = 0; k < 3; ++k)
            QVERIFY(one.directions.row(k).dot(two.directions.row(k)) > 0.9f);
    }

    void fewDimensionsAndNoFeaturesAreFine() {
        const kernels::Array<float, 2> none(0, 4), narrow(10, 1);
        QCOMPARE(featureColors(fitFeatureColors(none), none).count(), std::int64_t{0});
        const kernels::Array<float, 2> shown = featureColors(fitFeatureColors(narrow), narrow);
        QCOMPARE(shown(0, 2), 0.5f);
    }
};

QTEST_GUILESS_MAIN(VisualizeTest)
#include "visualize_test.moc"
