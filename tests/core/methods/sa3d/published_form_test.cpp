// SPDX-License-Identifier: Apache-2.0
// The worked examples of the method's description: loss, steps, prompt selection and gate of the
// published programs.
#include "core/methods/sa3d/mask_store.h"
#include "core/methods/sa3d/self_prompts.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace cleave;
using namespace cleave::sa3d;

namespace {

constexpr double tolerance = 2e-6;

/// A matrix of weights from rows of one entry per primitive; zeros are left out.
kernels::BlendWeights weightsOf(const std::vector<std::vector<float>>& rows) {
    kernels::BlendWeights weights;
    weights.primitiveCount = static_cast<std::int64_t>(rows.front().size());
    std::vector<std::int64_t> starts{0};
    std::vector<std::uint32_t> primitives;
    std::vector<float> values;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i] == 0)
                continue;
            primitives.push_back(static_cast<std::uint32_t>(i));
            values.push_back(row[i]);
        }
        starts.push_back(static_cast<std::int64_t>(values.size()));
    }
    weights.rowStarts = kernels::Array<std::int64_t, 1>(starts.size());
    weights.primitives = kernels::Array<std::uint32_t, 1>(primitives.size());
    weights.weights = kernels::Array<float, 1>(values.size());
    std::copy(starts.begin(), starts.end(), weights.rowStarts.begin());
    std::copy(primitives.begin(), primitives.end(), weights.primitives.begin());
    std::copy(values.begin(), values.end(), weights.weights.begin());
    return weights;
}

bool isNear(std::span<const float> values,
            const std::vector<double>& expected,
            double allowed = tolerance) {
    if (values.size() != expected.size())
        return false;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(std::abs(values[i] - expected[i]) <= allowed))
            return false;
    return true;
}

struct Map {
    int width = 8, height = 8;
    std::vector<float> scores, depths;

    ScoreMap view() const { return {width, height, scores, depths}; }

    Map shifted(float by) const {
        Map map = *this;
        for (float& score : map.scores)
            score += by;
        return map;
    }
};

std::vector<float> exampleDepths() {
    std::vector<float> depths;
    for (int r = 0; r < 8; ++r)
        for (int c = 0; c < 8; ++c)
            depths.push_back(static_cast<float>(1 + 0.10 * r + 0.02 * c));
    return normalized(depths);
}

/// Section 6.2.
Map spreadOutMap() {
    Map map;
    for (int r = 0; r < 8; ++r)
        for (int c = 0; c < 8; ++c)
            map.scores.push_back(
                static_cast<float>(0.80 + 0.01 * ((3 * r + 5 * c) % 7) - 0.02 * std::abs(r - 3)));
    map.depths = exampleDepths();
    return map;
}

/// Section 6.3.
Map twoBlobMap() {
    Map map;
    map.scores = {-0.10f, -0.05f, 0.02f, 0.08f,  0.03f,  -0.04f, -0.08f, -0.10f, -0.04f, 0.22f,
                  0.41f,  0.38f,  0.12f, 0.01f,  -0.05f, -0.09f, 0.05f,  0.44f,  0.91f,  0.72f,
                  0.30f,  0.09f,  0.02f, -0.06f, 0.07f,  0.36f,  0.70f,  0.66f,  0.47f,  0.25f,
                  0.11f,  -0.02f, 0.01f, 0.14f,  0.33f,  0.50f,  0.63f,  0.58f,  0.29f,  0.04f,
                  -0.06f, 0.03f,  0.15f, 0.39f,  0.61f,  0.83f,  0.52f,  0.10f,  -0.09f, -0.03f,
                  0.06f,  0.20f,  0.42f, 0.56f,  0.45f,  0.13f,  -0.10f, -0.07f, -0.01f, 0.05f,
                  0.16f,  0.21f,  0.17f, 0.00f};
    map.depths = exampleDepths();
    return map;
}

AskMask whatScoresHigh(const Map& map) {
    return [&map](std::span<const Pixel>) {
        Image mask(map.width, map.height, 1);
        for (std::size_t i = 0; i < mask.pixels.size(); ++i)
            mask.pixels[i] = map.scores[i] > 0.2f;
        return mask;
    };
}

bool arePoints(const SelfPrompts& prompts, const std::vector<std::array<double, 3>>& expected) {
    if (prompts.points.size() != expected.size())
        return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (prompts.points[i].x() != static_cast<int>(expected[i][0]) ||
            prompts.points[i].y() != static_cast<int>(expected[i][1]) ||
            !(std::abs(prompts.values[i] - expected[i][2]) <= tolerance))
            return false;
    return true;
}

std::string listed(const SelfPrompts& prompts) {
    std::string text;
    for (std::size_t i = 0; i < prompts.points.size(); ++i)
        text += "(" + std::to_string(prompts.points[i].x()) + "," +
                std::to_string(prompts.points[i].y()) + ") " + std::to_string(prompts.values[i]) +
                "; ";
    return text;
}

} // namespace

class PublishedFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void meanStoreFollowsTheWorkedExample() { // 6.1
        MeanMaskStore store(3, 1);
        const std::array<float, 1> inside{1}, outside{0};
        QCOMPARE(store.step(weightsOf({{0.2f, 0.4f, 0.36f}}), inside, 5), 0.0);
        QVERIFY(isNear(store.scores(), {0.2, 0.4, 0.36}));
        QVERIFY(isNear(store.counts(), {1, 1, 1}));
        QVERIFY(std::abs(store.step(weightsOf({{0, 0.5f, 0.4f}}), inside, 1) + 0.344) <= tolerance);
        QVERIFY(isNear(store.scores(), {0.2, 0.45, 0.38}));
        QVERIFY(isNear(store.counts(), {1, 2, 2}));
        QVERIFY(std::abs(store.step(weightsOf({{0.3f, 0, 0.2f}}), outside, 1) - 0.136) <=
                tolerance);
        QVERIFY(isNear(store.scores(), {-0.05, 0.45, 0.186667}));
        QVERIFY(isNear(store.counts(), {2, 2, 3}));

        MeanMaskStore other(3, 1);
        other.step(weightsOf({{0.2f, 0.4f, 0.36f}}), outside, 5);
        QVERIFY(isNear(other.scores(), {-1, -2, -1.8}));
    }

    void adamStoreDriftsAsPublished() { // 6.5
        AdamMaskStore store(3, 1);
        const kernels::BlendWeights weights = weightsOf({{0.6f, 0.2f, 0.198f}, {0, 0.3f, 0.5f}});
        const kernels::BlendWeights unseen = weightsOf({{0, 0, 0}, {0, 0, 0}});
        const std::array<float, 2> mask{1, 0.25f};
        std::array<float, 2> gradient{};
        maskLoss(mask, mask, 0.3f, gradient);
        QVERIFY(isNear(gradient, {-1, -0.025}));
        store.step(weights, mask, 0.3f);
        QVERIFY(isNear(store.scores(), {1, 1, 1}));
        store.step(unseen, mask, 0.3f);
        QVERIFY(isNear(store.scores(), {1.670058, 1.670058, 1.670058}));
        std::array<float, 2> rendered{};
        store.render(weights, rendered);
        QVERIFY(isNear(rendered, {1.666718, 1.336047}));
        QVERIFY(std::abs(store.step(weights, mask, 0.3f) + 1.700119) <= tolerance);
        QVERIFY(isNear(store.scores(), {2.488061, 2.488061, 2.488061}));
        store.render(weights, rendered);
        QVERIFY(isNear(rendered, {2.483085, 1.990449}));
        const auto shown = aboveHalf(rendered);
        QVERIFY(shown[0] && shown[1]);
        QVERIFY(std::abs(softIou(mask, shown) - 0.625) <= tolerance);
    }

    void promptsSpreadOverTheMap() { // 6.2
        const Map map = spreadOutMap();
        const SelfPrompts asked = selfPromptsBySegmenter(map.view(), 6, whatScoresHigh(map));
        QVERIFY2(arePoints(asked,
                           {{5, 3, 0.86},
                            {2, 3, 0.669984},
                            {1, 0, 0.512064},
                            {4, 0, 0.577835},
                            {7, 0, 0.482155},
                            {0, 6, 0.3789}}),
                 listed(asked).c_str());
        const SelfPrompts free = selfPromptsByMap(map.view(), 6);
        QVERIFY2(arePoints(free, {{5, 3, 0.86}, {2, 3, 0.85}, {1, 0, 0.515296}, {4, 0, 0.315989}}),
                 listed(free).c_str());
    }

    void promptsFindBothBlobs() { // 6.3
        const Map map = twoBlobMap();
        const SelfPrompts asked = selfPromptsBySegmenter(map.view(), 6, whatScoresHigh(map));
        QVERIFY2(arePoints(asked, {{2, 2, 0.91}, {5, 5, 0.277128}}), listed(asked).c_str());
        const SelfPrompts free = selfPromptsByMap(map.view(), 6);
        QVERIFY2(arePoints(free, {{2, 2, 0.91}, {5, 5, 0.83}}), listed(free).c_str());
        QVERIFY(selfPromptsByMap(map.shifted(-1).view(), 6).points.empty());
        QVERIFY(
            selfPromptsBySegmenter(map.shifted(-1).view(), 6, whatScoresHigh(map)).points.empty());
    }

    void gateComparesWithWhatIsAboveTheMean() { // 6.4
        const Map map = twoBlobMap();
        const auto shown = aboveMean(map.scores);
        QCOMPARE(std::count(shown.begin(), shown.end(), 1), 25);
        const auto iouWith = [&](const auto& isInside) {
            std::vector<float> mask;
            for (int r = 0; r < 8; ++r)
                for (int c = 0; c < 8; ++c)
                    mask.push_back(isInside(r, c) ? 1.0f : 0.0f);
            return softIou(mask, shown);
        };
        QVERIFY(std::abs(iouWith([&](int r, int c) {
                             return map.scores[static_cast<std::size_t>(8 * r + c)] > 0.2f;
                         }) -
                         1) <= tolerance);
        QVERIFY(std::abs(iouWith([](int r, int c) { return r < 4 && c < 5; }) - 11.0 / 34) <=
                tolerance);
        QVERIFY(std::abs(iouWith([](int r, int c) { return r < 4 && c < 4; }) - 9.0 / 32) <=
                tolerance);
    }

    void losersTakeNoFurtherPart() {
        MeanMaskStore store(2, 1);
        const std::array<float, 2> mask{1, 0};
        const kernels::BlendWeights weights = weightsOf({{0.5f, 0}, {0, 0.5f}});
        store.removeLosers(); // all scores are 0: nothing would remain
        QVERIFY(!store.removed()[0] && !store.removed()[1]);
        store.step(weights, mask, 1);
        store.removeLosers();
        QVERIFY(!store.removed()[0] && store.removed()[1]);
        const std::array<float, 2> all{1, 1};
        store.step(weights, all, 1);
        QCOMPARE(store.scores()[1], 0.0f);
        QVERIFY(store.scores()[0] > 0);
    }
};

QTEST_GUILESS_MAIN(PublishedFormTest)
#include "published_form_test.moc"
