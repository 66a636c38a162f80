// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/splat.h"
#include "core/formats/splat_file.h"
#include "core/formats/splat_quantities.h"
#include "core/formats/spz.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <Eigen/Geometry>
#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;
using cleave::tests::TemporaryFolder;
namespace plane = kernels::plane;

namespace {

GaussianField randomField(std::int64_t count, int degree) {
    GaussianField field(count, degree);
    std::mt19937 random(5);
    std::uniform_real_distribution<float> values(-0.9f, 0.9f);
    for (int p = 0; p < field.planes.size(0); ++p)
        for (std::int64_t g = 0; g < count; ++g)
            field.plane(p)[g] = values(random) - (p >= 3 && p < 6 ? 3.0f : 0.0f);
    return field;
}

/// Largest difference in one plane; rotations by their turn alone.
float difference(const GaussianField& a, const GaussianField& b, int p) {
    float largest = 0;
    for (std::int64_t g = 0; g < a.count; ++g)
        largest = std::max(largest, std::abs(a.plane(p)[g] - b.plane(p)[g]));
    return largest;
}

/// Smallest |q . r| over all gaussians: 1 where all turn alike.
float agreement(const GaussianField& a, const GaussianField& b) {
    float smallest = 1;
    for (std::int64_t g = 0; g < a.count; ++g)
        smallest = std::min(smallest, std::abs(unitRotation(a, g).dot(unitRotation(b, g))));
    return smallest;
}

double meanOf(const GaussianField& field, int p) {
    double sum = 0;
    for (std::int64_t g = 0; g < field.count; ++g)
        sum += field.plane(p)[g];
    return sum / static_cast<double>(field.count);
}

Eigen::Matrix3d meanCovariance(const GaussianField& field) {
    Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
    for (std::int64_t g = 0; g < field.count; ++g) {
        const Eigen::Vector4d turn = unitRotation(field, g).cast<double>();
        const Eigen::Matrix3d axes =
            Eigen::Quaterniond(turn[0], turn[1], turn[2], turn[3]).toRotationMatrix();
        Eigen::Vector3d variances;
        for (int axis = 0; axis < 3; ++axis)
            variances[axis] = std::exp(2.0 * field.plane(plane::logScale + axis)[g]);
        sum += axes * variances.asDiagonal() * axes.transpose();
    }
    return sum / static_cast<double>(field.count);
}

} // namespace

class SplatFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splatKeepsWhatItsBytesHold();
    void splatOfAnotherToolAgreesWithItsPly();
    void splatWritesTheSameBytesAgain();
    void splatsOfBrokenSizeAreRefused();
    void spzKeepsWhatItsBytesHold();
    void spzOfOlderVersionsOpens();
    void spzOfAnotherKindIsRefused();
    void spzOfVersionFourOpens();
    void spzOfVersionFourThatLiesIsRefused();
    void compressedPlyIsTheSameModelAsItsSpz();
    void compressedPlyThatLiesIsRefused();
    void spzThatLiesIsRefused();
    void spzTellsPositionsOutOfReach();
    void everyPlyAndSplatOpens();
    void unknownExtensionsAreRefused();
};

void SplatFileTest::splatKeepsWhatItsBytesHold() {
    TemporaryFolder folder;
    const GaussianField field = randomField(1, 0);
    writeSplats(folder / "a.splat", field);
    const GaussianField read = readSplats(folder / "a.splat");
    QCOMPARE(difference(read, field, plane::mean), 0.0f);
    QVERIFY(difference(read, field, plane::logScale + 2) < 1e-6f);
    QVERIFY(difference(read, field, plane::sh + 1) < 0.51f / 255 / shConstantFactor);
    QVERIFY(difference(read, field, plane::opacityLogit) < 0.012f);
    QVERIFY(agreement(read, field) > 0.9999f);
}

void SplatFileTest::splatOfAnotherToolAgreesWithItsPly() {
    CLEAVE_REQUIRE_DATA(folder, "splat_playbot");
    const GaussianField ply = readSplats(folder / "playbot_lod4_sh2.ply"),
                        splat = readSplats(folder / "playbot_lod4.splat");
    QCOMPARE(splat.count, ply.count);
    // Both hold the same gaussians in another order: compare sums, which rounding changes little.
    for (int p = 0; p < plane::rotation; ++p) {
        double a = 0, b = 0;
        for (std::int64_t g = 0; g < ply.count; ++g) {
            a += ply.plane(p)[g];
            b += splat.plane(p)[g];
        }
        QVERIFY2(std::abs(a - b) / static_cast<double>(ply.count) < 1e-3,
                 std::to_string(p).c_str());
    }
}

void SplatFileTest::splatWritesTheSameBytesAgain() {
    CLEAVE_REQUIRE_DATA(file, "splat_playbot/playbot_lod4.splat");
    TemporaryFolder folder;
    writeSplat(folder / "a.splat", readSplat(file));
    const std::vector<std::byte> first = readFile(folder / "a.splat");
    QCOMPARE(first.size(), readFile(file).size());
    writeSplat(folder / "b.splat", readSplat(folder / "a.splat"));
    QCOMPARE(readFile(folder / "b.splat").size(), first.size());
    const GaussianField a = readSplat(folder / "a.splat"), b = readSplat(folder / "b.splat");
    for (int p : {plane::mean, plane::opacityLogit, plane::sh})
        QCOMPARE(difference(a, b, p), 0.0f);
}

void SplatFileTest::splatsOfBrokenSizeAreRefused() {
    TemporaryFolder folder;
    writeTextFile(folder / "a.splat", std::string(33, '\0'));
    CLEAVE_EXPECT_ERROR(readSplats(folder / "a.splat"), "a.splat", "33 bytes", "multiple of 32");
    writeTextFile(folder / "b.splat", "");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "b.splat"), "b.splat", "empty");
    writeTextFile(folder / "c.splat", std::string(32, '\xff'));
    CLEAVE_EXPECT_ERROR(readSplats(folder / "c.splat"), "c.splat", "gaussian 0", "finite");
}

void SplatFileTest::spzKeepsWhatItsBytesHold() {
    TemporaryFolder folder;
    for (int degree = 0; degree <= 3; ++degree) {
        GaussianField field = randomField(500, degree);
        field.antialiased = degree == 2;
        writeSplats(folder / "a.spz", field);
        const GaussianField read = readSplats(folder / "a.spz");
        QCOMPARE(read.count, field.count);
        QCOMPARE(read.shDegree, degree);
        QCOMPARE(read.antialiased, degree == 2);
        for (int axis = 0; axis < 3; ++axis) {
            QVERIFY(difference(read, field, plane::mean + axis) <= 0.51f / 4096);
            QVERIFY(difference(read, field, plane::logScale + axis) <= 0.51f / 16);
            QVERIFY(difference(read, field, plane::sh + axis) <= 0.51f / 255 / 0.15f);
        }
        QVERIFY(agreement(read, field) >
                0.99f); // three components in bytes leave the fourth this uncertain
        for (int p = plane::sh + 3; p < field.planes.size(0); ++p)
            QVERIFY(difference(read, field, p) <= 9.0f / 128);
    }
}

void SplatFileTest::spzOfOlderVersionsOpens() {
    CLEAVE_REQUIRE_DATA(folder, "splat_minimal");
    // Of the same four gaussians; the maker of version 2 did not turn the axes.
    const GaussianField second = readSplats(folder / "minimal-v2.spz"),
                        third = readSplats(folder / "minimal-v3.spz"),
                        splat = readSplats(folder / "minimal.splat");
    QCOMPARE(second.count, splat.count);
    QCOMPARE(third.count, splat.count);
    QCOMPARE(difference(second, splat, plane::mean), 0.0f);
    for (int axis = 0; axis < 3; ++axis) {
        QCOMPARE(difference(third, splat, plane::mean + axis), 0.0f);
        QVERIFY(difference(third, splat, plane::logScale + axis) < 0.51f / 16);
        QVERIFY(difference(third, splat, plane::sh + axis) <
                0.51f / 255 / 0.15f + 0.51f / 255 / shConstantFactor);
    }
    QVERIFY(difference(third, splat, plane::opacityLogit) < 0.05f);
    QVERIFY(agreement(second, third) > 0.999f);
}

void SplatFileTest::spzOfAnotherKindIsRefused() {
    CLEAVE_REQUIRE_DATA(folder, "splat_minimal");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "minimal-raw.spz"), "minimal-raw.spz", "gzip");
}

void SplatFileTest::spzOfVersionFourOpens() {
    CLEAVE_REQUIRE_DATA(folder, "splat_minimal");
    const GaussianField third = readSplats(folder / "minimal-v3.spz"),
                        fourth = readSplats(folder / "minimal-v4.spz");
    QCOMPARE(fourth.count, third.count);
    for (int p = 0; p < plane::rotation; ++p)
        QCOMPARE(difference(third, fourth, p), 0.0f);
    QVERIFY(agreement(third, fourth) > 0.9999f);
}

void SplatFileTest::spzOfVersionFourThatLiesIsRefused() {
    CLEAVE_REQUIRE_DATA(source, "splat_minimal/minimal-v4.spz");
    const std::vector<std::byte> whole = readFile(source);
    TemporaryFolder folder;
    for (const std::size_t size :
         {std::size_t{20}, std::size_t{40}, std::size_t{120}, whole.size() - 3}) {
        writeFile(folder / "a.spz", std::span(whole).first(size));
        CLEAVE_EXPECT_ERROR(readSpz(folder / "a.spz"), "a.spz");
    }
    for (const std::size_t place : {std::size_t{8},
                                    std::size_t{11},
                                    std::size_t{12},
                                    std::size_t{15},
                                    std::size_t{16},
                                    std::size_t{19},
                                    std::size_t{39},
                                    std::size_t{116}}) {
        std::vector<std::byte> broken = whole;
        broken[place] ^= std::byte{0x7f};
        writeFile(folder / "b.spz", broken);
        CLEAVE_EXPECT_ERROR(readSpz(folder / "b.spz"), "b.spz");
    }
}

void SplatFileTest::compressedPlyIsTheSameModelAsItsSpz() {
    CLEAVE_REQUIRE_DATA(folder, "splat_biker");
    const GaussianField ply = readSplats(folder / "biker.compressed.ply"),
                        spz = readSplats(folder / "biker.spz");
    QCOMPARE(ply.count, std::int64_t{152746});
    QCOMPARE(spz.count, ply.count);
    // In another order and rounded differently: compare means of places, colours and shapes.
    for (int p = 0; p < plane::sh + 3; ++p)
        if (p < plane::rotation || p >= plane::opacityLogit)
            QVERIFY2(std::abs(meanOf(ply, p) - meanOf(spz, p)) < 0.02, std::to_string(p).c_str());
    const Eigen::Matrix3d a = meanCovariance(ply), b = meanCovariance(spz);
    QVERIFY((a - b).norm() < 0.02 * a.norm());
    // The wrong order of a rotation's components would leave the trace alone, but not the shape.
    QVERIFY(std::abs(a(0, 0) - a(1, 1)) > 0.05 * a.norm());
}

void SplatFileTest::compressedPlyThatLiesIsRefused() {
    CLEAVE_REQUIRE_DATA(source, "splat_biker/biker.compressed.ply");
    const std::string whole = readTextFile(source);
    TemporaryFolder folder;
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string text = whole;
        text.replace(text.find(from), from.size(), to);
        writeTextFile(folder / "a.ply", text);
    };
    replaced("max_scale_y", "max_scale_q");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "a.ply"), "a.ply", "max_scale_y");
    replaced("uint packed_scale", "uint packed_skale");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "a.ply"), "a.ply", "packed_scale");
    const std::size_t chunks = whole.find("end_header\n") + 11;
    writeTextFile(folder / "b.ply",
                  whole.substr(0, chunks) + std::string(72, '\xff') + whole.substr(chunks + 72));
    CLEAVE_EXPECT_ERROR(readSplats(folder / "b.ply"), "b.ply", "chunk 0", "finite");
    writeTextFile(folder / "c.ply", whole.substr(0, whole.size() - 7));
    CLEAVE_EXPECT_ERROR(readSplats(folder / "c.ply"), "c.ply");
}

void SplatFileTest::spzThatLiesIsRefused() {
    TemporaryFolder folder;
    writeSpz(folder / "a.spz", randomField(300, 1));
    const std::vector<std::byte> bytes = readFile(folder / "a.spz");
    for (std::size_t size :
         {std::size_t{2}, std::size_t{12}, bytes.size() / 2, bytes.size() - 20}) {
        writeFile(folder / "b.spz", std::span(bytes).first(size));
        CLEAVE_EXPECT_ERROR(readSpz(folder / "b.spz"), "b.spz");
    }
    writeTextFile(folder / "c.spz", "no gzip at all");
    CLEAVE_EXPECT_ERROR(readSpz(folder / "c.spz"), "c.spz", "gzip");
}

void SplatFileTest::spzTellsPositionsOutOfReach() {
    TemporaryFolder folder;
    GaussianField field = randomField(3, 0);
    field.plane(plane::mean)[2] = 3000;
    CLEAVE_EXPECT_ERROR(writeSpz(folder / "a.spz", field), "a.spz", "gaussian 2", "3000", ".ply");
    QVERIFY(!std::filesystem::exists(folder / "a.spz"));
}

void SplatFileTest::everyPlyAndSplatOpens() {
    CLEAVE_REQUIRE_DATA(minimal, "splat_minimal");
    QCOMPARE(readSplats(minimal / "minimal.splat").count, std::int64_t{4});
    QCOMPARE(readSplats(minimal / "OneSplat.splat").count, std::int64_t{1});
    QCOMPARE(readSplats(minimal / "test-splat.3-points-from-train.ply").count, std::int64_t{3});
    // Its maker stored logarithms as sizes.
    CLEAVE_EXPECT_ERROR(readSplats(minimal / "test.splat"), "test.splat", "gaussian 0", "size");
    CLEAVE_EXPECT_ERROR(
        readSplats(minimal / "minimal.ksplat"), "minimal.ksplat", ".ply, .splat or .spz");
}

void SplatFileTest::unknownExtensionsAreRefused() {
    TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(
        writeSplats(folder / "a.obj", randomField(1, 0)), "a.obj", ".ply, .splat or .spz");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "none.ply"), "none.ply", "does not exist");
    CLEAVE_EXPECT_ERROR(readSplats(folder / "none.splat"), "none.splat", "does not exist");
}

QTEST_GUILESS_MAIN(SplatFileTest)
#include "splat_file_test.moc"
