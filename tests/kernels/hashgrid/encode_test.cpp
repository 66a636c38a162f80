// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/hashgrid/encode.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

using namespace cleave::kernels;

class EncodeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() { setSimdTarget(SimdTarget::Avx512); }

    void cleanup() { setThreadCount(0); }

    void levelsGrowAsSpecified_data();
    void levelsGrowAsSpecified();
    void equalsASlowDoubleReference_data();
    void equalsASlowDoubleReference();
    void backwardIsTheAdjoint_data();
    void backwardIsTheAdjoint();
    void backwardOfPartsAddsUp();
    void bordersAndWhatIsOutsideAreHarmless();
    void theNumberOfThreadsDoesNotMatter();
};

namespace {

void targetRows() {
    QTest::addColumn<int>("target");
    QTest::newRow("baseline") << int(SimdTarget::Baseline);
    QTest::newRow("avx2") << int(SimdTarget::Avx2);
    QTest::newRow("avx512") << int(SimdTarget::Avx512);
}

/// Small enough that levels 0..2 are dense and the rest hashed.
HashEncoding smallEncoding() {
    return hashEncoding(8, 12, 5, 150);
}

Array<float, 2> randomTable(const HashEncoding& encoding, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-1, 1);
    Array<float, 2> table(encoding.entryCount, hashFeatures);
    for (float& value : table)
        value = uniform(random);
    return table;
}

/// Along short lines, as samples of rays are: many share a cell of a coarse level.
Array<float, 2> linePositions(std::int64_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(0, 1);
    Array<float, 2> positions(3, count);
    float at[3] = {}, step[3] = {};
    for (std::int64_t i = 0; i < count; ++i)
        for (int axis = 0; axis < 3; ++axis) {
            if (i % 20 == 0) {
                at[axis] = uniform(random);
                step[axis] = 0.004f * (uniform(random) - 0.5f);
            }
            positions(axis, i) = std::clamp(at[axis] + float(i % 20) * step[axis], 0.0f, 1.0f);
        }
    return positions;
}

struct Corner {
    std::int64_t entry;
    double weight;
};

/// Written from the formulas of the specification, not from the kernel's.
std::array<Corner, 8>
referenceCorners(const HashLevel& level, const Array<float, 2>& positions, std::int64_t i) {
    std::uint64_t base[3];
    double fraction[3];
    for (int axis = 0; axis < 3; ++axis) {
        const float place =
            std::clamp(positions(axis, i), 0.0f, 1.0f) * level.scale + 0.5f; // float: which cell
        base[axis] = std::uint64_t(std::floor(place));
        fraction[axis] = double(place) - double(base[axis]);
    }
    std::array<Corner, 8> corners;
    const std::uint64_t side = level.resolution;
    for (int q = 0; q < 8; ++q) {
        std::uint64_t c[3];
        double weight = 1;
        for (int axis = 0; axis < 3; ++axis) {
            const bool upper = q >> axis & 1;
            c[axis] = base[axis] + upper;
            weight *= upper ? fraction[axis] : 1 - fraction[axis];
        }
        std::uint64_t entry;
        if (side * side * side <= level.size) {
            for (auto& coordinate : c)
                coordinate = std::min(coordinate, side - 1);
            entry = c[0] + side * c[1] + side * side * c[2];
        } else {
            entry = ((c[0] * 1u) ^ (c[1] * 2654435761u) ^ (c[2] * 805459861u)) % level.size;
        }
        corners[std::size_t(q)] = {std::int64_t(entry), weight};
    }
    return corners;
}

} // namespace

void EncodeTest::levelsGrowAsSpecified_data() {
    QTest::addColumn<double>("halfSize");
    QTest::addColumn<std::vector<int>>("resolutions");
    QTest::addColumn<int>("dense");
    QTest::newRow("S = 0.5")
        << 0.5
        << std::vector<
               int>{16, 22, 28, 37, 49, 64, 85, 112, 148, 195, 256, 338, 446, 589, 777, 1024}
        << 7;
    QTest::newRow("S = 2") << 2.0 << std::vector<int>{} << 5;
    QTest::newRow("S = 3") << 3.0 << std::vector<int>{} << 5;
}

void EncodeTest::levelsGrowAsSpecified() {
    QFETCH(double, halfSize);
    QFETCH(std::vector<int>, resolutions);
    QFETCH(int, dense);
    const HashEncoding encoding = hashEncoding(16, 20, 16, 2048 * halfSize);
    // R^3 <= 2^20, sizes rounded up to 8, the rest 2^20 entries.
    std::int64_t entries = 0;
    int denseLevels = 0;
    for (int l = 0; l < 16; ++l) {
        const HashLevel& level = encoding.levels[std::size_t(l)];
        denseLevels += !level.hashed;
        QCOMPARE(level.offset, entries);
        const std::int64_t corners =
            std::int64_t(level.resolution) * level.resolution * level.resolution;
        QCOMPARE(std::int64_t(level.size), std::min<std::int64_t>((corners + 7) / 8 * 8, 1 << 20));
        entries += level.size;
        if (!resolutions.empty()) // the first and the last may be off by one
            QVERIFY2(std::abs(int(level.resolution) - resolutions[std::size_t(l)]) <=
                         (l == 0 || l == 15 ? 1 : 0),
                     qPrintable(QString("level %1: %2").arg(l).arg(level.resolution)));
    }
    QCOMPARE(encoding.entryCount, entries);
    QCOMPARE(denseLevels, dense);
    QVERIFY(std::abs(int(encoding.levels[15].resolution) - int(2048 * halfSize)) <= 1);
}

void EncodeTest::equalsASlowDoubleReference_data() {
    targetRows();
}

void EncodeTest::equalsASlowDoubleReference() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    const HashEncoding encoding = smallEncoding();
    const Array<float, 2> table = randomTable(encoding, 1);
    for (std::int64_t count : {1, 15, 16, 777, 5000}) {
        const Array<float, 2> positions = linePositions(count, unsigned(count));
        Array<float, 3> encoded(encoding.levelCount, count, hashFeatures);
        encodePositions(encoding, table, positions, encoded);
        for (int l = 0; l < encoding.levelCount; ++l)
            for (std::int64_t i = 0; i < count; ++i) {
                const HashLevel& level = encoding.levels[std::size_t(l)];
                double expected[2] = {};
                for (const Corner& corner : referenceCorners(level, positions, i))
                    for (int f = 0; f < 2; ++f)
                        expected[f] += corner.weight * table(level.offset + corner.entry, f);
                for (int f = 0; f < 2; ++f)
                    QVERIFY(std::abs(encoded(l, i, f) - expected[f]) < 5e-5);
            }
    }
}

void EncodeTest::backwardIsTheAdjoint_data() {
    targetRows();
}

void EncodeTest::backwardIsTheAdjoint() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    const HashEncoding encoding = smallEncoding();
    for (std::int64_t count : {1, 15, 777, 3000}) {
        const Array<float, 2> positions = linePositions(count, 5);
        std::mt19937 random(7);
        std::uniform_real_distribution<float> uniform(-1, 1);
        Array<float, 3> gradient(encoding.levelCount, count, hashFeatures);
        for (float& value : gradient)
            value = uniform(random);
        Array<float, 2> tableGradient(encoding.entryCount, hashFeatures);
        tableGradient.fill(0.25f); // it is added to
        encodePositionsBackward(encoding, positions, gradient, tableGradient);
        std::vector<double> expected(std::size_t(2 * encoding.entryCount), 0.25);
        for (int l = 0; l < encoding.levelCount; ++l)
            for (std::int64_t i = 0; i < count; ++i) {
                const HashLevel& level = encoding.levels[std::size_t(l)];
                for (const Corner& corner : referenceCorners(level, positions, i))
                    for (int f = 0; f < 2; ++f)
                        expected[std::size_t(2 * (level.offset + corner.entry) + f)] +=
                            corner.weight * gradient(l, i, f);
            }
        for (std::size_t k = 0; k < expected.size(); ++k)
            QVERIFY2(std::abs(tableGradient.data()[k] - expected[k]) < 2e-5,
                     qPrintable(QString("entry %1: %2, expected %3")
                                    .arg(k / 2)
                                    .arg(double(tableGradient.data()[k]))
                                    .arg(expected[k])));
    }
}

void EncodeTest::backwardOfPartsAddsUp() {
    const HashEncoding encoding = smallEncoding();
    const std::int64_t count = 900;
    const Array<float, 2> positions = linePositions(count, 9);
    Array<float, 3> gradient(encoding.levelCount, count, hashFeatures);
    for (std::int64_t i = 0; i < gradient.count(); ++i)
        gradient.data()[i] = float(i % 11) - 5;
    Array<float, 2> whole(encoding.entryCount, hashFeatures);
    encodePositionsBackward(encoding, positions, gradient, whole);
    for (int l : {0, 7}) {
        const HashLevel& level = encoding.levels[std::size_t(l)];
        Array<float, 2> parts(level.size, hashFeatures);
        encodeLevelBackward(encoding, l, positions, gradient, 0, 333, parts);
        encodeLevelBackward(encoding, l, positions, gradient, 333, count, parts);
        for (std::int64_t k = 0; k < level.size; ++k)
            QVERIFY(std::abs(parts(k, 0) - whole(level.offset + k, 0)) < 1e-3f);
    }
}

void EncodeTest::bordersAndWhatIsOutsideAreHarmless() {
    const HashEncoding encoding = hashEncoding(16, 19, 16, 1024);
    Array<float, 2> table(encoding.entryCount, hashFeatures);
    table.fill(3);
    Array<float, 2> positions(3, 6);
    const float values[6] = {0, 1, -5, 7, 0.99999994f, 0.5f};
    for (int i = 0; i < 6; ++i)
        for (int axis = 0; axis < 3; ++axis)
            positions(axis, i) = values[(i + axis) % 6];
    Array<float, 3> encoded(16, 6, 2);
    encodePositions(encoding, table, positions, encoded);
    for (float value : encoded)
        QVERIFY(std::abs(value - 3) < 1e-5f); // weights sum to 1 everywhere
}

void EncodeTest::theNumberOfThreadsDoesNotMatter() {
    const HashEncoding encoding = smallEncoding();
    const Array<float, 2> table = randomTable(encoding, 1), positions = linePositions(9000, 2);
    std::vector<std::vector<float>> results;
    for (int threads : {1, 2, 3}) {
        setThreadCount(threads);
        Array<float, 3> encoded(encoding.levelCount, 9000, hashFeatures);
        Array<float, 2> gradient(encoding.entryCount, hashFeatures);
        encodePositions(encoding, table, positions, encoded);
        encodePositionsBackward(encoding, positions, encoded, gradient);
        results.emplace_back(encoded.begin(), encoded.end());
        results.back().insert(results.back().end(), gradient.begin(), gradient.end());
    }
    QVERIFY(results[0] == results[1]);
    QVERIFY(results[0] == results[2]);
}

QTEST_GUILESS_MAIN(EncodeTest)
#include "encode_test.moc"
