// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/gaussian_ply.h"
#include "core/formats/ply.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

GaussianField numberedField(std::int64_t count, int degree) {
    GaussianField field(count, degree);
    for (int p = 0; p < field.planes.size(0); ++p)
        for (std::int64_t g = 0; g < count; ++g)
            field.plane(p)[g] = static_cast<float>(p) + 0.001f * static_cast<float>(g);
    return field;
}

bool samePlanes(const GaussianField& a, const GaussianField& b) {
    if (a.count != b.count || a.shDegree != b.shDegree)
        return false;
    for (int p = 0; p < a.planes.size(0); ++p)
        if (std::memcmp(
                a.plane(p), b.plane(p), static_cast<std::size_t>(a.count) * sizeof(float)) != 0)
            return false;
    return true;
}

/// The vertex columns that a trained splat has.
Ply plyOf(const GaussianField& field) {
    TemporaryFolder folder;
    writeGaussianPly(folder / "a.ply", field);
    return readPly(folder / "a.ply");
}

} // namespace

class GaussianPlyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyDegreeSurvivesWritingAndReading();
    void restCoefficientsLieChannelAfterChannelInTheFile();
    void propertiesMayComeInAnyOrderAndEncoding();
    void unknownPropertiesAreKept();
    void normalsAreKeptUnlessZero();
    void addedIntegersAreWritten();
    void antialiasingIsRemembered();
    void trainedFilesSurviveBitForBit();
    void pointCloudsAreRefused();
    void oddNumbersOfRestCoefficientsAreRefused();
    void headersThatPromiseTooMuchAreRefused();
    void valuesThatAreNotFiniteAreRefused();
    void infiniteOpacitiesAreClamped();
};

void GaussianPlyTest::everyDegreeSurvivesWritingAndReading() {
    TemporaryFolder folder;
    for (int degree = 0; degree <= 3; ++degree) {
        const GaussianField field = numberedField(2500, degree);
        writeGaussianPly(folder / "a.ply", field);
        QVERIFY(samePlanes(readGaussianPly(folder / "a.ply"), field));
    }
}

void GaussianPlyTest::restCoefficientsLieChannelAfterChannelInTheFile() {
    const Ply ply = plyOf(numberedField(1, 3));
    const PlyElement& vertex = *ply.find("vertex");
    // Function 2 of green: f_rest_(15 + 1); plane sh + 2 * 3 + 1.
    QCOMPARE(vertex.find("f_rest_16")->as<float>()[0], static_cast<float>(kernels::plane::sh + 7));
    QCOMPARE(vertex.find("rot_0")->as<float>()[0], static_cast<float>(kernels::plane::rotation));
    QCOMPARE(vertex.columns[3].property.name, std::string("nx"));
}

void GaussianPlyTest::propertiesMayComeInAnyOrderAndEncoding() {
    TemporaryFolder folder;
    const GaussianField field = numberedField(40, 1);
    Ply ply = plyOf(field);
    auto& columns = ply.elements[0].columns;
    std::erase_if(columns, [](const PlyColumn& column) { return column.property.name[0] == 'n'; });
    std::reverse(columns.begin(), columns.end());
    for (PlyEncoding encoding :
         {PlyEncoding::Ascii, PlyEncoding::BinaryLittleEndian, PlyEncoding::BinaryBigEndian}) {
        writePly(folder / "b.ply", ply, encoding);
        QVERIFY(samePlanes(readGaussianPly(folder / "b.ply"), field));
    }
}

void GaussianPlyTest::unknownPropertiesAreKept() {
    TemporaryFolder folder;
    Ply ply = plyOf(numberedField(3, 0));
    const std::vector<std::uint8_t> labels = {7, 0, 255};
    const std::vector<double> ages = {1.5, -2.25, 1e300};
    auto& columns = ply.elements[0].columns;
    columns.insert(columns.begin() + 1, plyColumn<std::uint8_t>("label", PlyType::UInt8, labels));
    columns.push_back(plyColumn<double>("age", PlyType::Float64, ages));
    writePly(folder / "a.ply", ply);
    const GaussianField read = readGaussianPly(folder / "a.ply");
    QCOMPARE(read.extras.size(), std::size_t{2});
    writeGaussianPly(folder / "b.ply", read);
    const Ply again = readPly(folder / "b.ply");
    QCOMPARE(again.find("vertex")->find("label")->as<std::uint8_t>(), labels);
    QCOMPARE(again.find("vertex")->find("age")->as<double>(), ages);
    QVERIFY(samePlanes(readGaussianPly(folder / "b.ply"), numberedField(3, 0)));
}

void GaussianPlyTest::normalsAreKeptUnlessZero() {
    TemporaryFolder folder;
    Ply ply = plyOf(numberedField(2, 0));
    writePly(folder / "a.ply", ply);
    QVERIFY(readGaussianPly(folder / "a.ply").extras.empty());
    const std::vector<float> normals = {0, 1};
    ply.elements[0].columns[4] = plyColumn<float>("ny", PlyType::Float32, normals);
    writePly(folder / "a.ply", ply);
    const GaussianField read = readGaussianPly(folder / "a.ply");
    QCOMPARE(read.extras.size(), std::size_t{3});
    QCOMPARE(plyOf(read).find("vertex")->find("ny")->as<float>(), normals);
}

void GaussianPlyTest::addedIntegersAreWritten() {
    TemporaryFolder folder;
    const IntegerProperty segments{"segment", {4, 0, -1}};
    writeGaussianPly(folder / "a.ply", numberedField(3, 0), {&segments, 1});
    const GaussianField read = readGaussianPly(folder / "a.ply");
    QCOMPARE(read.extras.size(), std::size_t{1});
    const IntegerProperty others{"segment", {1, 2, 3}};
    writeGaussianPly(folder / "b.ply", read, {&others, 1});
    const Ply ply = readPly(folder / "b.ply");
    QCOMPARE(ply.find("vertex")->find("segment")->as<std::int32_t>(), others.values);
}

void GaussianPlyTest::antialiasingIsRemembered() {
    TemporaryFolder folder;
    GaussianField field = numberedField(1, 0);
    writeGaussianPly(folder / "a.ply", field);
    QVERIFY(!readGaussianPly(folder / "a.ply").antialiased);
    field.antialiased = true;
    writeGaussianPly(folder / "a.ply", field);
    QVERIFY(readGaussianPly(folder / "a.ply").antialiased);
}

void GaussianPlyTest::trainedFilesSurviveBitForBit() {
    TemporaryFolder folder;

    struct Case {
        const char* name;
        std::int64_t count;
        int degree;
    };

    for (const Case& row : {Case{"splat_minimal/test-splat.3-points-from-train.ply", 3, 3},
                            Case{"splat_playbot/playbot_lod4_sh2.ply", 8406, 2},
                            Case{"splat_playbot/playbot_lod5_sh3.ply", 3000, 3}}) {
        const auto path = tests::testData(row.name);
        if (!path)
            QSKIP("data set not available: splat_minimal, splat_playbot");
        const GaussianField field = readGaussianPly(*path);
        QCOMPARE(field.count, row.count);
        QCOMPARE(field.shDegree, row.degree);
        writeGaussianPly(folder / "a.ply", field);
        // All of them are in the canonical order, so whole files must be equal.
        QVERIFY(readFile(folder / "a.ply") == readFile(*path));
    }
}

void GaussianPlyTest::pointCloudsAreRefused() {
    CLEAVE_REQUIRE_DATA(points, "scenes/desk/points3d.ply");
    CLEAVE_EXPECT_ERROR(
        readGaussianPly(points), "points3d.ply", "no property scale_0", "Gaussian splat");
}

void GaussianPlyTest::oddNumbersOfRestCoefficientsAreRefused() {
    TemporaryFolder folder;
    Ply ply = plyOf(numberedField(2, 1));
    std::erase_if(ply.elements[0].columns,
                  [](const PlyColumn& column) { return column.property.name == "f_rest_8"; });
    writePly(folder / "a.ply", ply);
    CLEAVE_EXPECT_ERROR(
        readGaussianPly(folder / "a.ply"), "a.ply", "8 properties f_rest_*", "0, 9, 24 or 45");
}

void GaussianPlyTest::headersThatPromiseTooMuchAreRefused() {
    TemporaryFolder folder;
    writeGaussianPly(folder / "a.ply", numberedField(20, 0));
    const std::vector<std::byte> bytes = readFile(folder / "a.ply");
    writeFile(folder / "short.ply", std::span(bytes).first(bytes.size() - 1));
    CLEAVE_EXPECT_ERROR(readGaussianPly(folder / "short.ply"), "short.ply", "20 rows", "19");
}

void GaussianPlyTest::valuesThatAreNotFiniteAreRefused() {
    TemporaryFolder folder;
    GaussianField field = numberedField(100, 0);
    field.plane(kernels::plane::mean + 1)[57] = std::numeric_limits<float>::quiet_NaN();
    writeGaussianPly(folder / "a.ply", field);
    CLEAVE_EXPECT_ERROR(
        readGaussianPly(folder / "a.ply"), "a.ply", "gaussian 57", "y = nan", "finite");
    writePly(folder / "b.ply", readPly(folder / "a.ply"), PlyEncoding::Ascii);
    CLEAVE_EXPECT_ERROR(readGaussianPly(folder / "b.ply"), "b.ply", "gaussian 57", "y = nan");
}

void GaussianPlyTest::infiniteOpacitiesAreClamped() {
    TemporaryFolder folder;
    GaussianField field = numberedField(2, 0);
    field.plane(kernels::plane::opacityLogit)[1] = std::numeric_limits<float>::infinity();
    writeGaussianPly(folder / "a.ply", field);
    QCOMPARE(readGaussianPly(folder / "a.ply").plane(kernels::plane::opacityLogit)[1], 30.0f);
}

QTEST_GUILESS_MAIN(GaussianPlyTest)
#include "gaussian_ply_test.moc"
