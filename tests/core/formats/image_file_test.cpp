// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/image_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

Image gradient(int width, int height, int channels) {
    Image image(width, height, channels);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * 7);
    return image;
}

} // namespace

class ImageFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losslessFormatsKeepEveryPixel();
    void jpegIsCloseAndRedStaysRed();
    void headersTellSizeAndChannels();
    void wideImagesKeepSixteenBits();
    void sixteenBitColoursAreScaledDown();
    void idsUseTheNarrowestDepth();
    void bytesAndFloatsRound();
    void badFilesAreNamed();
    void whatCannotBeWrittenIsRefused();
    void photosOfTheDataSetsAnswerTheirSize();
};

void ImageFileTest::losslessFormatsKeepEveryPixel() {
    TemporaryFolder folder;
    for (int channels : {1, 3, 4}) {
        const Image image = gradient(13, 7, channels);
        writeImage(folder / "a.png", image);
        QVERIFY(readImage(folder / "a.png") == image);
    }
    const Image image = gradient(13, 7, 3);
    writeImage(folder / "a.webp", image);
    QVERIFY(readImage(folder / "a.webp") == image);
}

void ImageFileTest::jpegIsCloseAndRedStaysRed() {
    TemporaryFolder folder;
    Image red(16, 16, 3);
    for (std::size_t i = 0; i < red.pixels.size(); i += 3)
        red.pixels[i] = 250;
    writeImage(folder / "a.JPG", red);
    const Image back = readImage(folder / "a.JPG");
    QVERIFY(back.at(8, 8)[0] > 240);
    QVERIFY(back.at(8, 8)[2] < 10);
}

void ImageFileTest::headersTellSizeAndChannels() {
    TemporaryFolder folder;
    for (const char* name : {"a.png", "a.jpg", "a.webp"}) {
        writeImage(folder / name, gradient(31, 17, 3));
        const ImageInfo info = readImageInfo(folder / name);
        QCOMPARE(info.width, 31);
        QCOMPARE(info.height, 17);
        QCOMPARE(info.channels, 3);
    }
}

void ImageFileTest::wideImagesKeepSixteenBits() {
    TemporaryFolder folder;
    Image16 image(5, 4, 1);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint16_t>(i * 3276);
    writeImage16(folder / "a.png", image);
    QVERIFY(readImage16(folder / "a.png") == image);
}

void ImageFileTest::sixteenBitColoursAreScaledDown() {
    TemporaryFolder folder;
    Image16 image(1, 1, 3);
    image.pixels = {65535, 257 * 40, 0};
    writeImage16(folder / "a.png", image);
    QCOMPARE(readImage(folder / "a.png").pixels, (std::vector<std::uint8_t>{255, 40, 0}));
}

void ImageFileTest::idsUseTheNarrowestDepth() {
    TemporaryFolder folder;
    IdImage ids(3, 1, 1);
    ids.pixels = {0, 7, 255};
    writeIdImage(folder / "a.png", ids);
    QVERIFY(readIdImage(folder / "a.png") == ids);
    ids.pixels = {0, 256, 65535};
    writeIdImage(folder / "a.png", ids);
    QVERIFY(readIdImage(folder / "a.png") == ids);
    ids.pixels = {0, 0, 65536};
    CLEAVE_EXPECT_ERROR(writeIdImage(folder / "b.png", ids), "b.png", "65536");
    ids.pixels = {0, 0, -1};
    CLEAVE_EXPECT_ERROR(writeIdImage(folder / "b.png", ids), "b.png", "-1");
    QVERIFY(!std::filesystem::exists(folder / "b.png"));
}

void ImageFileTest::bytesAndFloatsRound() {
    FloatImage image(5, 1, 1);
    image.pixels = {-1, 0.5f, 1, 2, std::nanf("")};
    QCOMPARE(toBytes(image).pixels, (std::vector<std::uint8_t>{0, 128, 255, 255, 0}));
    const Image all = gradient(16, 16, 1);
    QVERIFY(toBytes(toFloat(all)) == all);
}

void ImageFileTest::badFilesAreNamed() {
    TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(readImage(folder / "none.png"), "none.png");
    CLEAVE_EXPECT_ERROR(readImageInfo(folder / "none.png"), "none.png");
    writeTextFile(folder / "empty.png", "");
    CLEAVE_EXPECT_ERROR(readImage(folder / "empty.png"), "empty.png");
    CLEAVE_EXPECT_ERROR(readImageInfo(folder / "empty.png"), "empty.png");
    writeTextFile(folder / "text.png", "this is no image");
    CLEAVE_EXPECT_ERROR(readImage(folder / "text.png"), "text.png");
    CLEAVE_EXPECT_ERROR(readImageInfo(folder / "text.png"), "text.png");

    writeImage(folder / "whole.png", gradient(40, 40, 3));
    std::vector<std::byte> bytes = readFile(folder / "whole.png");
    for (int i = 16; i < 24; ++i)
        bytes[i] = std::byte{0}; // 0 x 0 pixels
    writeFile(folder / "zero.png", bytes);
    CLEAVE_EXPECT_ERROR(readImageInfo(folder / "zero.png"), "zero.png", "at least one pixel");
    CLEAVE_EXPECT_ERROR(readImage(folder / "zero.png"), "zero.png", "at least one pixel");

    for (const char* name : {"whole.png", "whole.jpg"}) {
        writeImage(folder / name, gradient(40, 40, 3));
        std::filesystem::resize_file(folder / name,
                                     std::filesystem::file_size(folder / name) * 2 / 3);
        CLEAVE_EXPECT_ERROR(readImage(folder / name), name, "ends within");
    }

    writeImage(folder / "colour.png", gradient(4, 4, 3));
    CLEAVE_EXPECT_ERROR(readIdImage(folder / "colour.png"), "colour.png", "3 channels");
}

void ImageFileTest::whatCannotBeWrittenIsRefused() {
    TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(writeImage(folder / "a.gif", gradient(2, 2, 3)), "a.gif", ".png");
    CLEAVE_EXPECT_ERROR(writeImage(folder / "a.png", Image()), "a.png", "0 x 0");
    CLEAVE_EXPECT_ERROR(writeImage16(folder / "a.jpg", Image16(2, 2, 2)), "a.jpg");
}

void ImageFileTest::photosOfTheDataSetsAnswerTheirSize() {
    CLEAVE_REQUIRE_DATA(fox, "fox_270x480/images");
    for (const auto& entry : std::filesystem::directory_iterator(fox)) {
        const ImageInfo info = readImageInfo(entry.path());
        QCOMPARE(info.width, 270);
        QCOMPARE(info.height, 480);
    }
}

QTEST_GUILESS_MAIN(ImageFileTest)
#include "image_file_test.moc"
