// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/rays/march.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

using namespace cleave::kernels;

class MarchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { setThreadCount(0); }

    void cascadesAsSpecified();
    void cellsAreNumberedAlongTheMortonCurve();
    void raysThatMissHaveNoSamples();
    void samplesLieInOccupiedCells_data();
    void samplesLieInOccupiedCells();
    void everyOccupiedCellOnTheWayIsSampled();
    void stepsGrowWithTheDistance();
    void goingOnGivesTheSameSamples();
    void raysAlongAnAxisAreNoSpecialCase();
    void bitsFollowTheValues();
    void closedCellsStayClosed();
};

namespace {

struct Grid {
    float halfSize;
    Array<std::uint64_t, 2> bits;

    explicit Grid(float half) : halfSize(half), bits(cascadeCount(half), occupancyCells / 64) {}

    OccupancyView view() const { return {bits.constView(), halfSize}; }

    void occupy(int cascade, std::uint32_t index) {
        bits(cascade, index >> 6) |= std::uint64_t{1} << (index & 63);
    }

    void occupyAtRandom(unsigned seed) {
        std::mt19937 random(seed);
        for (int c = 0; c < bits.size(0); ++c)
            for (int block = 0; block < 3000; ++block) {
                const std::uint32_t first = random() % (occupancyCells - 64) & ~63u;
                bits(c, first >> 6) = ~std::uint64_t{0};
            }
    }
};

struct RayArrays {
    Array<float, 2> origins, directions, spans;

    explicit RayArrays(std::int64_t count)
        : origins(count, 3)
        , directions(count, 3)
        , spans(count, 2) {}

    Rays rays() const { return {origins.constView(), directions.constView()}; }

    void aim(std::int64_t ray, const double (&from)[3], const double (&to)[3]) {
        double direction[3], length = 0;
        for (int axis = 0; axis < 3; ++axis) {
            direction[axis] = to[axis] - from[axis];
            length += direction[axis] * direction[axis];
        }
        for (int axis = 0; axis < 3; ++axis) {
            origins(ray, axis) = float(from[axis]);
            directions(ray, axis) = float(direction[axis] / std::sqrt(length));
        }
    }
};

RayArrays randomRays(std::int64_t count, double distance, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, 1);
    RayArrays rays(count);
    for (std::int64_t r = 0; r < count; ++r) {
        double from[3], to[3], length = 0;
        for (int axis = 0; axis < 3; ++axis) {
            from[axis] = normal(random);
            to[axis] = 0.2 * normal(random);
            length += from[axis] * from[axis];
        }
        for (double& coordinate : from)
            coordinate *= distance / std::sqrt(length);
        rays.aim(r, from, to);
    }
    return rays;
}

struct Samples {
    std::vector<std::int64_t> starts;
    std::vector<std::int32_t> written;
    std::vector<float> t, steps, positions;

    float position(int axis, std::int64_t i) const {
        return positions[std::size_t(axis) * t.size() + std::size_t(i)];
    }
};

Samples
march(const Grid& grid, const MarchSteps& steps, RayArrays& rays, std::int32_t limit = 1024) {
    const std::int64_t count = rays.origins.size(0);
    raySpans(rays.rays(), steps, grid.halfSize, {}, rays.spans);
    Samples s;
    s.written.resize(std::size_t(count));
    s.starts.resize(std::size_t(count) + 1, 0);
    const ArrayView<std::int32_t, 1> counts(s.written.data(), count);
    countSamples(grid.view(), steps, rays.rays(), rays.spans, limit, counts);
    std::partial_sum(s.written.begin(), s.written.end(), s.starts.begin() + 1);
    const std::int64_t samples = s.starts.back();
    s.t.resize(std::size_t(samples));
    s.steps.resize(std::size_t(samples));
    s.positions.resize(std::size_t(3 * samples));
    const std::vector<std::int32_t> counted = s.written;
    marchRays(grid.view(),
              steps,
              rays.rays(),
              ArrayView<const std::int64_t, 1>(s.starts.data(), count + 1),
              rays.spans,
              counts,
              ArrayView<float, 1>(s.t.data(), samples),
              ArrayView<float, 1>(s.steps.data(), samples),
              ArrayView<float, 2>(s.positions.data(), 3, samples));
    if (counted != s.written)
        throw std::runtime_error("counting and marching disagree");
    return s;
}

/// The cell of a cascade that a point in the cube lies in.
std::uint32_t cellOf(const double (&point)[3], double half) {
    std::uint32_t cell[3];
    for (int axis = 0; axis < 3; ++axis)
        cell[axis] = std::uint32_t(std::clamp(
            (point[axis] + half) / (2 * half) * occupancySide, 0.0, occupancySide - 1.0));
    return occupancyIndex(cell[0], cell[1], cell[2]);
}

} // namespace

void MarchTest::cascadesAsSpecified() {
    QCOMPARE(cascadeCount(0.5f), 1);
    QCOMPARE(cascadeCount(2), 3);
    QCOMPARE(cascadeCount(3), 4);
    QCOMPARE(cascadeHalfSize(0, 3), 0.5f);
    QCOMPARE(cascadeHalfSize(2, 3), 2.0f);
    QCOMPARE(cascadeHalfSize(3, 3), 3.0f);
    const MarchSteps steps = marchSteps(2, 1.0f / 256);
    QVERIFY(std::abs(steps.shortest - std::sqrt(3.0) / 1024) < 1e-8);
    QVERIFY(std::abs(steps.longest - std::sqrt(3.0) * 4 / 128) < 1e-7);
}

void MarchTest::cellsAreNumberedAlongTheMortonCurve() {
    QCOMPARE(occupancyIndex(1, 0, 0), 1u);
    QCOMPARE(occupancyIndex(0, 1, 0), 2u);
    QCOMPARE(occupancyIndex(0, 0, 1), 4u);
    for (std::uint32_t x : {0u, 1u, 77u, 127u})
        for (std::uint32_t y : {0u, 64u, 126u})
            for (std::uint32_t z : {3u, 127u}) {
                const OccupancyCell cell = occupancyCell(occupancyIndex(x, y, z));
                QCOMPARE(cell.x, x);
                QCOMPARE(cell.y, y);
                QCOMPARE(cell.z, z);
            }
    // The middle of the first cell of the finest of three cascades.
    const std::uint32_t cells[1] = {0};
    Array<float, 2> positions(3, 1);
    cellPositions(2, 0, ArrayView<const std::uint32_t, 1>(cells, 1), {}, positions);
    for (int axis = 0; axis < 3; ++axis)
        QVERIFY(std::abs(positions(axis, 0) - (-0.5 + 0.5 / 128 + 2) / 4) < 1e-6);
}

void MarchTest::raysThatMissHaveNoSamples() {
    Grid grid(0.5f);
    grid.bits.fill(~std::uint64_t{0});
    RayArrays rays(3);
    rays.aim(0, {2, 2, 0}, {2, 3, 0});
    rays.aim(1, {0, 0, 2}, {0, 0, 3}); // away from it
    rays.aim(2, {0, 0, 2}, {0, 0, 0});
    const Samples samples = march(grid, marchSteps(0.5f, 0), rays);
    QCOMPARE(samples.starts[2], std::int64_t{0});
    QVERIFY(samples.starts[3] > 500); // a unit of length in steps of sqrt(3) / 1024
    QVERIFY(samples.starts[3] < 600);
}

void MarchTest::samplesLieInOccupiedCells_data() {
    QTest::addColumn<float>("halfSize");
    QTest::addColumn<float>("growth");
    QTest::newRow("object") << 0.5f << 0.0f;
    QTest::newRow("open") << 2.0f << 1.0f / 256;
}

void MarchTest::samplesLieInOccupiedCells() {
    QFETCH(float, halfSize);
    QFETCH(float, growth);
    Grid grid(halfSize);
    grid.occupyAtRandom(3);
    RayArrays rays = randomRays(60, 1.5 * halfSize, 4);
    const Samples samples = march(grid, marchSteps(halfSize, growth), rays);
    QVERIFY(samples.t.size() > 500);
    for (std::int64_t r = 0; r < 60; ++r)
        for (std::int64_t i = samples.starts[std::size_t(r)];
             i < samples.starts[std::size_t(r) + 1];
             ++i) {
            double point[3];
            for (int axis = 0; axis < 3; ++axis) {
                point[axis] = (samples.position(axis, i) - 0.5) * 2 * halfSize;
                QVERIFY(std::abs(point[axis] - (rays.origins(r, axis) +
                                                samples.t[std::size_t(i)] *
                                                    rays.directions(r, axis))) < 1e-5 * halfSize);
            }
            bool isOccupied = false; // in some cascade that holds the point, up to rounding
            for (int c = 0; c < grid.bits.size(0); ++c)
                for (double by : {-2e-6, 0.0, 2e-6}) {
                    const double moved[3] = {point[0] + by, point[1] + by, point[2] + by};
                    isOccupied |=
                        grid.view().isOccupied(c, cellOf(moved, cascadeHalfSize(c, halfSize)));
                }
            QVERIFY(isOccupied);
            if (i > samples.starts[std::size_t(r)]) // no overlap
                QVERIFY(samples.t[std::size_t(i)] >=
                        samples.t[std::size_t(i - 1)] + samples.steps[std::size_t(i - 1)] * 0.999f);
        }
}

void MarchTest::everyOccupiedCellOnTheWayIsSampled() {
    // A slab of cells across the middle: every ray along x takes the steps that fit in a cell.
    Grid grid(0.5f);
    for (std::uint32_t y = 0; y < 128; ++y)
        for (std::uint32_t z = 0; z < 128; ++z)
            grid.occupy(0, occupancyIndex(80, y, z));
    RayArrays rays(2);
    rays.aim(0, {-2, 0.1, 0.2}, {2, 0.1, 0.2});
    rays.aim(1, {-2, 0.3, -0.3}, {2, 0.1, 0.2});
    const Samples samples = march(grid, marchSteps(0.5f, 0), rays);
    for (int r = 0; r < 2; ++r) {
        QVERIFY(samples.written[std::size_t(r)] >= 4);
        QVERIFY(samples.written[std::size_t(r)] <= 5); // 1 / 128 in steps of sqrt(3) / 1024
    }
}

void MarchTest::stepsGrowWithTheDistance() {
    Grid grid(4);
    grid.bits.fill(~std::uint64_t{0});
    RayArrays rays(1);
    rays.aim(0, {-3.9, 0.01, 0.02}, {3.9, 0.01, 0.02});
    const MarchSteps steps = marchSteps(4, 1.0f / 256);
    const Samples samples = march(grid, steps, rays);
    for (std::size_t i = 0; i < samples.t.size(); ++i)
        QVERIFY(std::abs(samples.steps[i] -
                         std::clamp(samples.t[i] / 256, steps.shortest, steps.longest)) < 1e-7f);
    QVERIFY(samples.steps.back() > 10 * samples.steps.front());
}

void MarchTest::goingOnGivesTheSameSamples() {
    Grid grid(2);
    grid.occupyAtRandom(5);
    const MarchSteps steps = marchSteps(2, 1.0f / 256);
    RayArrays rays = randomRays(20, 1.2, 6), again = randomRays(20, 1.2, 6);
    const Samples whole = march(grid, steps, rays);
    raySpans(again.rays(), steps, 2, {}, again.spans);
    std::vector<std::vector<float>> pieces(20);
    const std::int64_t each = 7;
    std::vector<std::int64_t> starts(21);
    for (std::int64_t r = 0; r <= 20; ++r)
        starts[std::size_t(r)] = r * each;
    for (int round = 0; round < 200; ++round) {
        std::vector<std::int32_t> written(20);
        std::vector<float> t(20 * each), sizes(20 * each), positions(60 * each);
        marchRays(grid.view(),
                  steps,
                  again.rays(),
                  ArrayView<const std::int64_t, 1>(starts.data(), 21),
                  again.spans,
                  ArrayView<std::int32_t, 1>(written.data(), 20),
                  ArrayView<float, 1>(t.data(), 20 * each),
                  ArrayView<float, 1>(sizes.data(), 20 * each),
                  ArrayView<float, 2>(positions.data(), 3, 20 * each));
        for (std::size_t r = 0; r < 20; ++r)
            pieces[r].insert(pieces[r].end(),
                             t.begin() + std::ptrdiff_t(r) * each,
                             t.begin() + std::ptrdiff_t(r) * each + written[r]);
    }
    for (std::size_t r = 0; r < 20; ++r) {
        const std::vector<float> expected(whole.t.begin() + whole.starts[r],
                                          whole.t.begin() + whole.starts[r + 1]);
        QVERIFY(pieces[r] == expected);
    }
}

void MarchTest::raysAlongAnAxisAreNoSpecialCase() {
    Grid grid(0.5f);
    grid.occupy(0, occupancyIndex(64, 64, 64));
    RayArrays rays(1);
    rays.aim(0, {0.003, 0.003, -3}, {0.003, 0.003, 0});
    const Samples samples = march(grid, marchSteps(0.5f, 0), rays);
    QVERIFY(samples.t.size() >= 4 && samples.t.size() <= 5);
    QVERIFY(std::abs(samples.t.front() - 3) < 0.01f);
}

void MarchTest::bitsFollowTheValues() {
    Array<float, 2> values(2, occupancyCells);
    Array<std::uint64_t, 2> bits(2, occupancyCells / 64);
    values(0, 5) = 10;
    values(1, 70) = 2;
    values(1, 71) = -1;
    // Mean of the positive values 6, limit 4: 10 is above both, 2 is not.
    QVERIFY(occupancyBits(values, 4, bits) > 0);
    QCOMPARE(bits(0, 0), std::uint64_t{1} << 5);
    QCOMPARE(bits(1, 1), std::uint64_t{0});
    occupancyBits(values, 1, bits);
    QCOMPARE(bits(1, 1), std::uint64_t{1} << 6);
    values.fill(0);
    QCOMPARE(occupancyBits(values, 4, bits), 0.0); // nothing anywhere
}

void MarchTest::closedCellsStayClosed() {
    Array<float, 1> values(4);
    values(0) = -1;
    values(1) = 8;
    values(2) = 1;
    const std::uint32_t cells[3] = {0, 1, 2};
    const float densities[3] = {100, 2, 5};
    updateOccupancy(ArrayView<const std::uint32_t, 1>(cells, 3),
                    ArrayView<const float, 1>(densities, 3),
                    0.5f,
                    values);
    QCOMPARE(values(0), -1.0f);
    QCOMPARE(values(1), 4.0f);
    QCOMPARE(values(2), 5.0f);
    QCOMPARE(values(3), 0.0f);
}

QTEST_GUILESS_MAIN(MarchTest)
#include "march_test.moc"
