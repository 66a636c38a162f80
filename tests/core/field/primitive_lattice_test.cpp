// SPDX-License-Identifier: Apache-2.0
#include "core/field/primitive_lattice.h"
#include "kernels/base/parallel_for.h"
#include "kernels/blending/blend_samples.h"

#include <QTest>

#include <cmath>
#include <map>
#include <random>

using namespace cleave;
using kernels::Array;
using kernels::BlendWeights;

namespace {

constexpr int side = 16;

/// Two cascades; the inner half is full, the outer one has single cells.
PrimitiveLattice exampleLattice() {
    LatticeCells cells(side, {0.5f, 1.0f});
    for (std::int64_t cell = 0; cell < cells.cellsPerCascade(); ++cell)
        if (cell % side < side / 2)
            cells.occupy(cell);
    for (std::int64_t cell = cells.cellsPerCascade(); cell < 2 * cells.cellsPerCascade();
         cell += 37)
        cells.occupy(cell);
    return PrimitiveLattice(std::move(cells));
}

struct Samples {
    Array<std::int64_t, 1> starts;
    Array<float, 2> points;
    Array<float, 1> weights;

    kernels::RaySampleView view() const { return {starts, points, weights}; }
};

/// Rays of 0 to 19 samples at random places within `reach`, weights summing to less than one.
Samples randomSamples(std::int64_t rays, float reach, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto uniform = [&] { return static_cast<float>(random() / 4294967296.0); };
    Samples samples;
    samples.starts = Array<std::int64_t, 1>(rays + 1);
    for (std::int64_t r = 0; r < rays; ++r)
        samples.starts(r + 1) = samples.starts(r) + r % 20;
    samples.points = Array<float, 2>(samples.starts(rays), 3);
    samples.weights = Array<float, 1>(samples.starts(rays));
    for (float& x : samples.points)
        x = reach * (2 * uniform() - 1);
    for (float& w : samples.weights)
        w = uniform() / 20;
    return samples;
}

/// The weight of vertex at `corner` for a point, by the product of hats.
double hat(const float* point, const float* corner, double spacing) {
    double weight = 1;
    for (int axis = 0; axis < 3; ++axis)
        weight *= std::max(0.0, 1 - std::abs(double(point[axis]) - corner[axis]) / spacing);
    return weight;
}

} // namespace

class PrimitiveLatticeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void verticesAreTheCornersOfOccupiedCells() {
        LatticeCells cells(side, {0.5f, 1.0f});
        cells.occupy(3 + side * (4 + side * 5));
        const PrimitiveLattice one(cells);
        QCOMPARE(one.count(), std::int64_t{8});
        for (std::int64_t i = 0; i < 8; ++i) {
            QVERIFY(std::abs(one.positions()(i, 0) - (3.5 / side - 0.5)) < 0.5001 / side);
            QVERIFY(std::abs(one.positions()(i, 1) - (4.5 / side - 0.5)) < 0.5001 / side);
            QVERIFY(std::abs(one.positions()(i, 2) - (5.5 / side - 0.5)) < 0.5001 / side);
            QCOMPARE(one.spacings()(i), 1.0f / side);
        }
        cells.occupy(4 + side * (4 + side * 5)); // shares four corners
        QCOMPARE(PrimitiveLattice(cells).count(), std::int64_t{12});
        QCOMPARE(cornerCount(cells), std::int64_t{12});
        cells.occupy(cells.cellsPerCascade()); // of the other cascade
        QCOMPARE(PrimitiveLattice(cells).count(), std::int64_t{20});
        QCOMPARE(cells.occupiedCount(), std::int64_t{3});
    }

    void halvingKeepsWhatIsOccupied() {
        LatticeCells cells(32, {1.0f});
        cells.occupy(5 + 32 * (6 + 32 * 31));
        cells.occupy(4 + 32 * (7 + 32 * 30));
        const LatticeCells half = cells.halved();
        QCOMPARE(half.resolution, 16);
        QCOMPARE(half.occupiedCount(), std::int64_t{1});
        QVERIFY(half.isOccupied(2 + 16 * (3 + 16 * 15)));
    }

    void sharesAreTrilinear() {
        const PrimitiveLattice lattice = exampleLattice();
        Samples samples = randomSamples(200, 0.49f, 3);
        for (std::int64_t i = 0; i < samples.points.size(0); ++i)
            samples.points(i, 0) = -std::abs(samples.points(i, 0)); // where cells are
        const BlendWeights weights = kernels::blendSamples(lattice.view(), samples.view());
        for (std::int64_t ray = 0; ray < weights.rowCount(); ++ray) {
            std::map<std::uint32_t, double> row;
            for (std::int64_t e = weights.rowStarts(ray); e < weights.rowStarts(ray + 1); ++e) {
                QVERIFY(!row.contains(weights.primitives(e))); // merged
                const std::uint32_t vertex = weights.primitives(e);
                row[vertex] = weights.weights(e);
                double expected = 0;
                for (std::int64_t s = samples.starts(ray); s < samples.starts(ray + 1); ++s)
                    expected += samples.weights(s) * hat(samples.points.data() + 3 * s,
                                                         lattice.positions().data() + 3 * vertex,
                                                         lattice.spacings()(vertex));
                QVERIFY(std::abs(row[vertex] - expected) < 1e-6);
            }
        }
    }

    void rowsSumToTheWeightsOfTheirSamples() {
        const PrimitiveLattice lattice = exampleLattice();
        const Samples samples = randomSamples(500, 1.2f, 4);
        const BlendWeights weights = kernels::blendSamples(lattice.view(), samples.view());
        QCOMPARE(weights.primitiveCount, lattice.count());
        for (std::int64_t ray = 0; ray < weights.rowCount(); ++ray) {
            double expected = 0, sum = 0;
            for (std::int64_t s = samples.starts(ray); s < samples.starts(ray + 1); ++s) {
                bool hasCorner = false;
                kernels::forCorners(lattice.view(),
                                    samples.points.data() + 3 * s,
                                    [&](std::int32_t, float) { hasCorner = true; });
                expected += hasCorner ? samples.weights(s) : 0;
            }
            for (std::int64_t e = weights.rowStarts(ray); e < weights.rowStarts(ray + 1); ++e)
                sum += weights.weights(e);
            QVERIFY(std::abs(sum - expected) < 1e-5);
        }
    }

    void firstSeenComesFirst() {
        const PrimitiveLattice lattice = exampleLattice();
        Samples samples = randomSamples(2, 1, 1);
        samples.starts(1) = 0;
        samples.starts(2) = 2;
        samples.points = Array<float, 2>(2, 3);
        samples.weights = Array<float, 1>(2);
        const float points[6] = {-0.4f, 0, 0, -0.1f, 0, 0};
        std::copy_n(points, 6, samples.points.data());
        samples.weights.fill(0.25f);
        const BlendWeights weights = kernels::blendSamples(lattice.view(), samples.view());
        QCOMPARE(weights.rowStarts(1), std::int64_t{0});
        const std::int64_t last = weights.blendCount() - 1;
        QVERIFY(lattice.positions()(weights.primitives(0), 0) < -0.3f);
        QVERIFY(lattice.positions()(weights.primitives(last), 0) > -0.2f);
    }

    void liftingIsTheAdjointOfRendering() {
        const PrimitiveLattice lattice = exampleLattice();
        const Samples samples = randomSamples(300, 0.9f, 7);
        BlendWeights weights = kernels::blendSamples(lattice.view(), samples.view());
        std::mt19937 random(9);
        Array<float, 2> values(lattice.count(), 3), image(weights.rowCount(), 3),
            rendered(weights.rowCount(), 3), lifted(lattice.count(), 3);
        for (Array<float, 2>* each : {&values, &image})
            for (float& v : *each)
                v = static_cast<float>(random() / 4294967296.0 - 0.5);
        kernels::renderValues(weights, values, rendered);
        kernels::liftValues(weights, image, lifted);
        double a = 0, b = 0;
        for (std::int64_t i = 0; i < rendered.count(); ++i)
            a += double(rendered.data()[i]) * image.data()[i];
        for (std::int64_t i = 0; i < lifted.count(); ++i)
            b += double(lifted.data()[i]) * values.data()[i];
        QVERIFY(std::abs(a) > 1e-3);
        QVERIFY(std::abs(a - b) < 1e-4);
    }

    void aLongRayMeetsMoreVerticesThanItsTableBeganWith() {
        LatticeCells cells(64, {1.0f});
        for (std::int64_t cell = 0; cell < cells.cellsPerCascade(); ++cell)
            cells.occupy(cell);
        const PrimitiveLattice lattice(std::move(cells));
        Samples samples = randomSamples(2, 1, 1);
        samples.starts(1) = 2000;
        samples.starts(2) = 4000;
        samples.points = Array<float, 2>(4000, 3);
        samples.weights = Array<float, 1>(4000);
        std::mt19937 random(2);
        for (float& x : samples.points)
            x = static_cast<float>(2 * (random() / 4294967296.0) - 1);
        samples.weights.fill(1.0f / 2000);
        const BlendWeights weights = kernels::blendSamples(lattice.view(), samples.view());
        for (std::int64_t ray = 0; ray < 2; ++ray) {
            double sum = 0;
            for (std::int64_t e = weights.rowStarts(ray); e < weights.rowStarts(ray + 1); ++e)
                sum += weights.weights(e);
            QVERIFY(std::abs(sum - 1) < 1e-4);
        }
        QVERIFY(weights.rowStarts(1) > 4000);
    }

    void valuesOfVerticesAreInterpolated() {
        const PrimitiveLattice lattice = exampleLattice();
        Array<float, 1> values(lattice.count());
        for (std::int64_t i = 0; i < lattice.count(); ++i)
            values(i) = 2 * lattice.positions()(i, 0) - lattice.positions()(i, 2);
        Samples samples = randomSamples(100, 0.49f, 5);
        for (std::int64_t i = 0; i < samples.points.size(0); ++i)
            samples.points(i, 0) = -std::abs(samples.points(i, 0));
        Array<float, 1> out(samples.points.size(0));
        kernels::sampleLattice(lattice.view(), values, samples.points, out);
        for (std::int64_t i = 0; i < out.count(); ++i)
            QVERIFY(std::abs(out(i) - (2 * samples.points(i, 0) - samples.points(i, 2))) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(PrimitiveLatticeTest)
#include "primitive_lattice_test.moc"
