// SPDX-License-Identifier: Apache-2.0
#include "core/formats/video_file.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace cleave {

namespace fs = std::filesystem;

namespace {

cv::Mat toBgr(const Image& image, int width, int height) {
    const cv::Mat rgb(
        image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.pixels.data()));
    cv::Mat bgr;
    cv::cvtColor(rgb(cv::Rect(0, 0, width, height)), bgr, cv::COLOR_RGB2BGR);
    return bgr;
}

Image toRgbImage(const cv::Mat& bgr) {
    Image image(bgr.cols, bgr.rows, 3);
    cv::Mat rgb(bgr.rows, bgr.cols, CV_8UC3, image.pixels.data());
    cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
    return image;
}

/// OpenCV's writer tells no errors; a missing folder or permission is found by trying.
void requireWritable(const fs::path& temporary, const fs::path& path) {
    std::FILE* file = std::fopen(temporary.c_str(), "wb");
    if (!file)
        throw Error(
            ErrorKind::Permission,
            text(CLEAVE_TR("Files", "%1 cannot be written: %2"), path, std::strerror(errno)));
    std::fclose(file);
}

/// No frames where it is no video.
VideoInfo decode(const fs::path& path,
                 const std::function<void(std::int64_t, const Image&)>& frame) {
    cv::VideoCapture capture(path.string(), cv::CAP_FFMPEG);
    VideoInfo info;
    if (!capture.isOpened())
        return info;
    info.width = static_cast<int>(capture.get(cv::CAP_PROP_FRAME_WIDTH));
    info.height = static_cast<int>(capture.get(cv::CAP_PROP_FRAME_HEIGHT));
    info.framesPerSecond = capture.get(cv::CAP_PROP_FPS);
    cv::Mat picture;
    while (capture.grab()) {
        if (frame && capture.retrieve(picture))
            frame(info.frameCount, toRgbImage(picture));
        ++info.frameCount;
    }
    return info;
}

} // namespace

void writeVideo(const fs::path& path,
                std::int64_t frameCount,
                double framesPerSecond,
                const std::function<Image(std::int64_t)>& frame) {
    if (path.extension() != ".mp4")
        throw badInput(CLEAVE_TR("Formats", "%1: videos are written as .mp4"), path);
    writeBeside(path, [&](const fs::path& temporary) {
        requireWritable(temporary, path);
        cv::VideoWriter writer;
        int width = 0, height = 0;
        for (std::int64_t i = 0; i < frameCount; ++i) {
            const Image image = frame(i);
            if (i == 0) {
                // 4:2:0 colour needs even sizes.
                width = image.width / 2 * 2;
                height = image.height / 2 * 2;
                const int codec = cv::VideoWriter::fourcc('m', 'p', '4', 'v');
                if (!writer.open(temporary.string(),
                                 cv::CAP_FFMPEG,
                                 codec,
                                 framesPerSecond,
                                 cv::Size(width, height)))
                    throw Error(
                        ErrorKind::Unsupported,
                        text(CLEAVE_TR("Formats",
                                       "%1: this OpenCV has no encoder for MPEG-4 video (FFmpeg)"),
                             path));
            }
            writer.write(toBgr(image, width, height));
        }
        writer.release();
        const VideoInfo written = decode(temporary, {});
        if (written.frameCount != frameCount)
            throw Error(
                ErrorKind::NoSpace,
                text(CLEAVE_TR("Formats",
                               "%1: only %2 of %3 pictures could be written; is the disk full?"),
                     path,
                     written.frameCount,
                     frameCount));
    });
}

VideoInfo readVideo(const fs::path& path,
                    const std::function<void(std::int64_t, const Image&)>& frame) {
    const VideoInfo info = decode(path, frame);
    if (info.frameCount == 0)
        throw badFile(CLEAVE_TR("Formats", "%1 is no video that can be read"), path);
    return info;
}

} // namespace cleave
