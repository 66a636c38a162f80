// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/coco_rle.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <random>

using namespace cleave;
using namespace cleave::tests;

class CocoRleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void compressedCountsAreCocosText();
    void compressedCountsRoundTrip();
    void cutOffCountsAreRefused();
    void writtenMasksAreReadBack();
    void deskMasksMatchTheirStatedAreas();
    void badFilesNameTheFileAndTheMask();
};

void CocoRleTest::compressedCountsAreCocosText() {
    // By hand: 6 -> '6'; 1 -> '1'; 40 = 8 + 32 -> '8'|more, 1 -> "X1"; 13 - 1 = 12 -> '<'; 20 - 40
    // = -20 = 12 (more), -1 -> "\\O".
    QCOMPARE(compressCounts({6, 1, 40, 13, 20}), std::string("61X1<\\O"));
    QCOMPARE(expandCounts("61X1<\\O"), (std::vector<std::uint32_t>{6, 1, 40, 13, 20}));
}

void CocoRleTest::compressedCountsRoundTrip() {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::uint32_t> counts(random() % 40);
        for (auto& count : counts)
            count = random() >> (random() % 32);
        QCOMPARE(expandCounts(compressCounts(counts)), counts);
    }
}

void CocoRleTest::cutOffCountsAreRefused() {
    CLEAVE_EXPECT_ERROR(expandCounts("61X"), "compressed counts");
    CLEAVE_EXPECT_ERROR(expandCounts("6 1"), "compressed counts");
    CLEAVE_EXPECT_ERROR(expandCounts("O"), "compressed counts"); // -1
}

void CocoRleTest::writtenMasksAreReadBack() {
    const TemporaryFolder folder;
    const std::vector<CocoMask> masks{{Rle{4, 3, {2, 3, 7}}, 0.75f, 0.5f, "mug"},
                                      {Rle{4, 3, {0, 12}}, 1, 1, ""},
                                      {Rle{4, 3, {12}}, 1, 1, ""}};
    for (const bool compressed : {false, true}) {
        writeCocoMasks(folder / "a.json", masks, compressed);
        QVERIFY(readCocoMasks(folder / "a.json") == masks);
        QCOMPARE(readTextFile(folder / "a.json").find("\"counts\":\"") != std::string::npos,
                 compressed);
    }
    QVERIFY(readTextFile(folder / "a.json").find("\"bbox\":[0,0,1,2]") != std::string::npos);
    writeTextFile(folder / "b.json",
                  "{\"image\": {}, \"annotations\": " + readTextFile(folder / "a.json") + "}");
    QVERIFY(readCocoMasks(folder / "b.json") == masks);
}

void CocoRleTest::deskMasksMatchTheirStatedAreas() {
    CLEAVE_REQUIRE_DATA(file, "scenes/desk/masks/train_000.json");
    const auto masks = readCocoMasks(file);
    QVERIFY(masks.size() >= 17);
    const std::string text = readTextFile(file);
    std::size_t position = 0;
    for (const CocoMask& mask : masks) {
        QCOMPARE(mask.region.width, 400);
        QCOMPARE(mask.region.height, 300);
        position = text.find("\"area\":", position) + 7;
        QCOMPARE(mask.region.area(), std::stoll(text.substr(position, 12)));
        QVERIFY(mask.predictedIou > 0.3f && mask.predictedIou <= 1);
    }
}

void CocoRleTest::badFilesNameTheFileAndTheMask() {
    const TemporaryFolder folder;
    const auto reading = [&](const std::string& content) {
        writeTextFile(folder / "bad.json", content);
        return readCocoMasks(folder / "bad.json");
    };
    CLEAVE_EXPECT_ERROR(readCocoMasks(folder / "none.json"), "none.json");
    CLEAVE_EXPECT_ERROR(reading("[{\"segmentation\":"), "bad.json", "JSON");
    CLEAVE_EXPECT_ERROR(reading("{\"a\": 1}"), "bad.json", "list");
    CLEAVE_EXPECT_ERROR(reading("[3]"), "bad.json", "mask 0");
    CLEAVE_EXPECT_ERROR(reading(R"([{"segmentation": [[1, 2, 3, 4]]}])"), "mask 0", "polygons");
    CLEAVE_EXPECT_ERROR(
        reading(
            R"([{"segmentation": {"size": [2, 2], "counts": [4]}}, {"segmentation": {"size": [2, 2], "counts": [3]}}])"),
        "bad.json",
        "mask 1",
        "3 pixels",
        "2 x 2");
    CLEAVE_EXPECT_ERROR(reading(R"([{"segmentation": {"size": [2, 2], "counts": [-1, 5]}}])"),
                        "mask 0",
                        "run length");
    CLEAVE_EXPECT_ERROR(reading(R"([{"segmentation": {"size": [0, 2], "counts": []}}])"), "size");
    CLEAVE_EXPECT_ERROR(reading(R"([{"segmentation": {"size": [2, 2], "counts": "6X"}}])"),
                        "bad.json",
                        "mask 0",
                        "compressed");
}

QTEST_GUILESS_MAIN(CocoRleTest)
#include "coco_rle_test.moc"
