// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/npz.h"
#include "core/formats/zip_archive.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

namespace {

OmniSegPatches smallPatches() {
    OmniSegPatches patches;
    patches.indices = IdImage(3, 2, 1);
    patches.indices.pixels = {0, 1, 2, 0, 2, 2};
    patches.patchCount = 3;
    patches.correlation = {0, 0, 0, 0, 1, 1, 0, 1, 2};
    return patches;
}

} // namespace

class NpzTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numpysArchiveIsRead();
    void writtenArraysAreReadBack();
    void omniSegPatchesRoundTripInTheirPublishedTypes();
    void countsBeyondAByteAreKept();
    void sameContentGivesSameBytes();
    void damagedArchivesAreRefused();
    void patchesThatContradictEachOtherAreRefused();
};

void NpzTest::numpysArchiveIsRead() {
    CLEAVE_REQUIRE_DATA(file, "garden_npz/test_garden.npz");
    const auto arrays = readNpz(file);
    QCOMPARE(arrays.at("means3d").shape, (std::vector<std::int64_t>{138766, 3}));
    QVERIFY(arrays.at("colors").type == NpyType::UInt8);
    QCOMPARE(arrays.at("height").values<std::int64_t>().at(0), std::int64_t{420});
}

void NpzTest::writtenArraysAreReadBack() {
    const TemporaryFolder folder;
    std::map<std::string, NpyArray> arrays;
    arrays["a"] = NpyArray::from<float>(std::vector<float>{1, 2.5f, -3}, {3});
    arrays["b"] = NpyArray::from<std::int16_t>(std::vector<std::int16_t>(10000, 7), {100, 100});
    arrays["empty"] = NpyArray::from<float>(std::vector<float>{}, {0, 4});
    writeNpz(folder / "x.npz", arrays);
    QVERIFY(readNpz(folder / "x.npz") == arrays);
    QVERIFY(std::filesystem::file_size(folder / "x.npz") < 2000);
}

void NpzTest::omniSegPatchesRoundTripInTheirPublishedTypes() {
    const TemporaryFolder folder;
    writeOmniSegPatches(folder / "x.npz", smallPatches());
    QVERIFY(readOmniSegPatches(folder / "x.npz") == smallPatches());
    const auto arrays = readNpz(folder / "x.npz");
    QVERIFY(arrays.at("indices").type == NpyType::Int16);
    QVERIFY(arrays.at("correlation").type == NpyType::UInt8);
    QCOMPARE(arrays.at("indices").shape, (std::vector<std::int64_t>{2, 3}));
}

void NpzTest::countsBeyondAByteAreKept() {
    const TemporaryFolder folder;
    OmniSegPatches patches = smallPatches();
    patches.correlation[8] = 300;
    writeOmniSegPatches(folder / "x.npz", patches);
    QVERIFY(readOmniSegPatches(folder / "x.npz") == patches);
}

void NpzTest::sameContentGivesSameBytes() {
    const TemporaryFolder folder;
    writeOmniSegPatches(folder / "x.npz", smallPatches());
    writeOmniSegPatches(folder / "y.npz", smallPatches());
    QVERIFY(readFile(folder / "x.npz") == readFile(folder / "y.npz"));
}

void NpzTest::damagedArchivesAreRefused() {
    const TemporaryFolder folder;
    writeOmniSegPatches(folder / "good.npz", smallPatches());
    const auto good = readFile(folder / "good.npz");
    const auto reading = [&](std::vector<std::byte> bytes) {
        writeFile(folder / "bad.npz", bytes);
        return readOmniSegPatches(folder / "bad.npz");
    };
    CLEAVE_EXPECT_ERROR(readNpz(folder / "none.npz"), "none.npz");
    CLEAVE_EXPECT_ERROR(reading({}), "bad.npz", "ZIP");
    for (const std::size_t size : {good.size() / 2, good.size() - 1, std::size_t{30}})
        CLEAVE_EXPECT_ERROR(
            reading(std::vector(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))),
            "bad.npz",
            "cut off");
    // Wherever one bit flips, there is an answer or an error that names the file, never anything
    // else.
    int refused = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bytes = good;
        bytes[i] ^= std::byte{0x10};
        try {
            const auto patches = reading(bytes);
            QVERIFY(patches == smallPatches());
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("bad.npz") != std::string::npos, error.what());
            ++refused;
        }
    }
    QVERIFY(refused > static_cast<int>(good.size()) / 3);
}

void NpzTest::patchesThatContradictEachOtherAreRefused() {
    const TemporaryFolder folder;
    const auto reading = [&](const OmniSegPatches& patches) {
        writeOmniSegPatches(folder / "x.npz", patches);
        return readOmniSegPatches(folder / "x.npz");
    };
    OmniSegPatches patches = smallPatches();
    patches.indices.pixels[0] = 3;
    CLEAVE_EXPECT_ERROR(reading(patches), "x.npz", "patch 3", "0 to 2");
    patches = smallPatches();
    patches.correlation[1] = 4;
    CLEAVE_EXPECT_ERROR(reading(patches), "x.npz", "symmetric");
    writeNpz(folder / "x.npz", {{"indices", NpyArray::from<float>(std::vector<float>{1}, {1, 1})}});
    CLEAVE_EXPECT_ERROR(readOmniSegPatches(folder / "x.npz"), "x.npz", "indices");
    writeNpz(folder / "x.npz",
             {{"indices", NpyArray::from<std::int16_t>(std::vector<std::int16_t>{1}, {1, 1})}});
    CLEAVE_EXPECT_ERROR(readOmniSegPatches(folder / "x.npz"), "x.npz", "correlation");
}

QTEST_GUILESS_MAIN(NpzTest)
#include "npz_test.moc"
