// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/video_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cstdlib>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// A picture that gets redder with time, its left half blue.
Image picture(std::int64_t i) {
    Image image(65, 48, 3);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            image.at(x, y)[0] = static_cast<std::uint8_t>(20 * i);
            image.at(x, y)[2] = x < 32 ? 220 : 0;
        }
    return image;
}

} // namespace

class VideoFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesComeBackInOrder();
    void failingPicturesLeaveNoFile();
    void otherExtensionsAreRefused();
    void foldersThatAreNotThereAreTold();
    void whatIsNoVideoIsRefused();
};

void VideoFileTest::picturesComeBackInOrder() {
    TemporaryFolder folder;
    writeVideo(folder / "a.mp4", 12, 25, picture);
    std::vector<int> reds;
    int blueLeft = 0, blueRight = 0;
    const VideoInfo info = readVideo(folder / "a.mp4", [&](std::int64_t, const Image& image) {
        reds.push_back(image.at(50, 24)[0]);
        blueLeft = image.at(10, 24)[2];
        blueRight = image.at(50, 24)[2];
    });
    QCOMPARE(info.frameCount, std::int64_t{12});
    QCOMPARE(info.width, 64);
    QCOMPARE(info.height, 48);
    QCOMPARE(info.framesPerSecond, 25.0);
    for (std::size_t i = 0; i < reds.size(); ++i)
        QVERIFY(std::abs(reds[i] - 20 * static_cast<int>(i)) < 25);
    QVERIFY(blueLeft > 150 && blueRight < 70);
}

void VideoFileTest::failingPicturesLeaveNoFile() {
    TemporaryFolder folder;
    const auto failing = [](std::int64_t i) {
        if (i == 3)
            throw badInput(CLEAVE_TR("Tests", "no picture"));
        return picture(i);
    };
    CLEAVE_EXPECT_ERROR(writeVideo(folder / "a.mp4", 5, 25, failing), "no picture");
    QVERIFY(std::filesystem::is_empty(folder.path()));
}

void VideoFileTest::otherExtensionsAreRefused() {
    CLEAVE_EXPECT_ERROR(writeVideo("a.avi", 1, 25, picture), "a.avi", ".mp4");
}

void VideoFileTest::foldersThatAreNotThereAreTold() {
    CLEAVE_EXPECT_ERROR(
        writeVideo("/nowhere/a.mp4", 1, 25, picture), "/nowhere/a.mp4", "cannot be written");
}

void VideoFileTest::whatIsNoVideoIsRefused() {
    TemporaryFolder folder;
    writeTextFile(folder / "a.mp4", "moov? no");
    CLEAVE_EXPECT_ERROR(readVideo(folder / "a.mp4"), "a.mp4", "no video");
}

QTEST_GUILESS_MAIN(VideoFileTest)
#include "video_file_test.moc"
