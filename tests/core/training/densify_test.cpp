// SPDX-License-Identifier: Apache-2.0
#include "core/training/densify.h"
#include "core/training/schedule.h"
#include "tests/support/expect_error.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;
namespace plane = cleave::kernels::plane;

namespace {

/// Gaussians in a row along x, each of its own colour, all of one opacity, with moments that tell
/// them apart.
GaussianState row(int count, float opacity) {
    GaussianField field(count, 0);
    for (int i = 0; i < count; ++i) {
        field.plane(plane::mean)[i] = static_cast<float>(i);
        field.plane(plane::rotation)[i] = 1;
        field.plane(plane::opacityLogit)[i] = std::log(opacity / (1 - opacity));
        field.plane(plane::sh)[i] = static_cast<float>(100 + i);
    }
    GaussianState state(std::move(field));
    state.first.fill(0.5f);
    state.iteration = 100;
    return state;
}

void setOpacity(GaussianState& state, int i, float opacity) {
    state.field.plane(plane::opacityLogit)[i] = std::log(opacity / (1 - opacity));
}

double opacityAt(const GaussianState& state, std::int64_t i) {
    return 1 / (1 + std::exp(-state.field.plane(plane::opacityLogit)[i]));
}

} // namespace

class DensifyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deadGaussiansMoveToLivingOnes();
    void placesKeepTheirOpacity();
    void mcmcStopsAtTheTarget();
    void allDeadStayWhereTheyAre();
    void classicClonesSmallAndSplitsLarge();
    void classicPrunesAndKeepsTheCap();
    void targetNeverExceedsTheCap();
    void stateSurvivesSaving();
    void damagedStatesAreRefused();
};

void DensifyTest::deadGaussiansMoveToLivingOnes() {
    GaussianState state = row(40, 0.6f);
    for (int i = 0; i < 40; i += 4)
        setOpacity(state, i, 0.004f);
    densifyMcmc(state, 40, 1);
    QCOMPARE(state.field.count, std::int64_t{40});
    for (std::int64_t i = 0; i < 40; ++i) {
        QVERIFY(opacityAt(state, i) > 0.005);
        QVERIFY(static_cast<int>(std::lround(state.field.plane(plane::mean)[i])) % 4 != 0);
    }
}

void DensifyTest::placesKeepTheirOpacity() {
    GaussianState state = row(30, 0.6f);
    densifyMcmc(state, 60, 1);
    QCOMPARE(state.field.count, std::int64_t{60});
    for (int place = 0; place < 30; ++place) {
        double transmittance = 1;
        int copies = 0;
        for (std::int64_t i = 0; i < 60; ++i)
            if (state.field.plane(plane::sh)[i] == static_cast<float>(100 + place)) {
                transmittance *= 1 - opacityAt(state, i);
                ++copies;
            }
        QVERIFY(copies >= 1);
        QVERIFY(std::abs(1 - transmittance - 0.6) < 1e-4);
        for (std::int64_t i = 0; i < 60; ++i)
            if (state.field.plane(plane::sh)[i] == static_cast<float>(100 + place))
                QCOMPARE(state.first(0, i), copies > 1 ? 0.0f : 0.5f);
    }
}

void DensifyTest::mcmcStopsAtTheTarget() {
    GaussianState state = row(3, 0.9f);
    densifyMcmc(state, 20, 1);
    QCOMPARE(state.field.count, std::int64_t{20});
    densifyMcmc(state, 10, 1);
    QCOMPARE(state.field.count, std::int64_t{20});
}

void DensifyTest::allDeadStayWhereTheyAre() {
    GaussianState state = row(10, 0.003f);
    densifyMcmc(state, 20, 1);
    QCOMPARE(state.field.count, std::int64_t{10});
}

void DensifyTest::classicClonesSmallAndSplitsLarge() {
    GaussianState state = row(10, 0.5f);
    for (int k = 0; k < 3; ++k)
        for (int i = 0; i < 10; ++i)
            state.field.plane(plane::logScale + k)[i] = std::log(i == 7 ? 0.05f : 0.001f);
    state.statistics(0, 2) = state.statistics(0, 7) = 1;
    for (int i = 0; i < 10; ++i)
        state.statistics(1, i) = 2;
    densifyClassic(state, {.extent = 1, .maxPrimitives = 100}, 1);
    QCOMPARE(state.field.count, std::int64_t{12});
    int clones = 0, parts = 0;
    for (std::int64_t i = 0; i < 12; ++i) {
        const float color = state.field.plane(plane::sh)[i],
                    scale = std::exp(state.field.plane(plane::logScale)[i]);
        if (color == 102) {
            ++clones;
            QCOMPARE(state.field.plane(plane::mean)[i], 2.0f);
            QVERIFY(std::abs(scale - 0.001f) < 1e-6f);
        }
        if (color == 107) {
            ++parts;
            QVERIFY(state.field.plane(plane::mean)[i] != 7.0f);
            QVERIFY(std::abs(scale - 0.05f / 1.6f) < 1e-5f);
        }
    }
    QCOMPARE(clones, 2);
    QCOMPARE(parts, 2);
}

void DensifyTest::classicPrunesAndKeepsTheCap() {
    GaussianState state = row(20, 0.5f);
    setOpacity(state, 4, 0.001f);
    for (int i = 0; i < 20; ++i) {
        for (int k = 0; k < 3; ++k)
            state.field.plane(plane::logScale + k)[i] = -8;
        state.statistics(0, i) = 1 + static_cast<float>(i);
        state.statistics(1, i) = 1;
    }
    densifyClassic(state, {.extent = 1, .maxPrimitives = 22}, 1);
    QCOMPARE(state.field.count, std::int64_t{22});
    const float* colors = state.field.plane(plane::sh);
    QCOMPARE(std::count(colors, colors + 22, 104.0f), std::ptrdiff_t{0});
    for (float strongest : {117.0f, 118.0f, 119.0f})
        QCOMPARE(std::count(colors, colors + 22, strongest), std::ptrdiff_t{2});
}

void DensifyTest::targetNeverExceedsTheCap() {
    TrainGaussiansParams params;
    params.maxPrimitives = 5000;
    const GaussianSchedule schedule(params, 1);
    std::int64_t count = 300;
    for (std::int64_t step = 1; step <= params.iterations; ++step)
        if (schedule.densifiesAt(step)) {
            const std::int64_t target = schedule.targetCount(step, count);
            QVERIFY(target >= count && target <= 5000);
            count = target;
        }
    QCOMPARE(count, std::int64_t{5000});
}

void DensifyTest::stateSurvivesSaving() {
    GaussianState state = row(21, 0.5f);
    state.second.fill(0.25f);
    state.statistics(1, 3) = 4;
    state.loss.add(0.3);
    const std::vector<std::byte> bytes = saveGaussianState(state);
    const GaussianState read = loadGaussianState(state.field, bytes);
    QCOMPARE(read.iteration, std::int64_t{100});
    QCOMPARE(read.loss.value(), state.loss.value());
    QCOMPARE(read.second(3, 20), 0.25f);
    QCOMPARE(read.statistics(1, 3), 4.0f);
    QVERIFY(saveGaussianState(read) == bytes);
}

void DensifyTest::damagedStatesAreRefused() {
    const GaussianState state = row(21, 0.5f);
    std::vector<std::byte> bytes = saveGaussianState(state);
    CLEAVE_EXPECT_ERROR(loadGaussianState(row(20, 0.5f).field, bytes), "21", "20");
    CLEAVE_EXPECT_ERROR(loadGaussianState(state.field, std::span(bytes).first(bytes.size() - 4)),
                        "bytes",
                        "expected");
    CLEAVE_EXPECT_ERROR(loadGaussianState(state.field, std::span(bytes).first(10)), "damaged");
    bytes[4] = std::byte{99};
    CLEAVE_EXPECT_ERROR(loadGaussianState(state.field, bytes), "version 99");
}

QTEST_GUILESS_MAIN(DensifyTest)
#include "densify_test.moc"
