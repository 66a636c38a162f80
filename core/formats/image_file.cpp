// SPDX-License-Identifier: Apache-2.0
#include "core/formats/image_file.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string_view>

namespace cleave {

namespace {

namespace fs = std::filesystem;

/// A photo above this many pixels is taken for a lying header.
constexpr std::int64_t maxPixelCount = std::int64_t{1} << 30;

cv::Mat decode(const fs::path& path) {
    const std::vector<std::byte> bytes = readFile(path);
    if (bytes.empty())
        throw badFile(CLEAVE_TR("Formats", "%1 is empty; expected an image"), path);
    if (!reachesItsEnd(bytes))
        throw badFile(
            CLEAVE_TR("Formats", "%1 ends within its pixels, after %2 bytes; copy the photo again"),
            path,
            bytes.size());
    cv::Mat image;
    try {
        const cv::Mat buffer(
            1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::byte*>(bytes.data()));
        image = cv::imdecode(buffer, cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception&) {
        image.release();
    }
    if (image.empty() || image.cols <= 0 || image.rows <= 0)
        throw badFile(
            CLEAVE_TR(
                "Formats",
                "%1 cannot be decoded; expected a PNG, JPEG or WebP image with at least one pixel"),
            path);
    return image;
}

/// Same number of channels with red first.
cv::Mat redFirst(const cv::Mat& image) {
    cv::Mat result;
    if (image.channels() == 3)
        cv::cvtColor(image, result, cv::COLOR_BGR2RGB);
    else if (image.channels() == 4)
        cv::cvtColor(image, result, cv::COLOR_BGRA2RGBA);
    else
        result = image;
    return result;
}

template <class T>
ImageOf<T> toPixels(const cv::Mat& image) {
    ImageOf<T> result(image.cols, image.rows, image.channels());
    const std::size_t rowBytes =
        static_cast<std::size_t>(image.cols) * image.channels() * sizeof(T);
    for (int y = 0; y < image.rows; ++y)
        std::memcpy(result.at(0, y), image.ptr(y), rowBytes);
    return result;
}

template <class T>
cv::Mat borrow(const ImageOf<T>& image, int depth) {
    return {image.height,
            image.width,
            CV_MAKETYPE(depth, image.channels),
            const_cast<T*>(image.pixels.data())};
}

void encode(const fs::path& path, const cv::Mat& image) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
        return std::tolower(c);
    });
    std::vector<int> options;
    if (extension == ".jpg" || extension == ".jpeg")
        options = {cv::IMWRITE_JPEG_QUALITY, 95};
    else if (extension == ".png")
        options = {cv::IMWRITE_PNG_COMPRESSION, 4};
    else if (extension == ".webp")
        options = {cv::IMWRITE_WEBP_QUALITY, 101};
    else
        throw badInput(CLEAVE_TR("Formats", "%1: images are written as .png, .jpg or .webp"), path);
    std::vector<std::uint8_t> bytes;
    bool isDone = false;
    try {
        isDone = cv::imencode(extension, image, bytes, options);
    } catch (const cv::Exception&) {
        isDone = false;
    }
    if (!isDone)
        throw badInput(
            CLEAVE_TR("Formats", "%1: an image of %2 x %3 pixels cannot be written in this format"),
            path,
            image.cols,
            image.rows);
    writeFile(path, std::as_bytes(std::span(bytes)));
}

void requirePixels(const fs::path& path, int width, int height) {
    if (width <= 0 || height <= 0)
        throw badInput(CLEAVE_TR("Formats", "%1: an image of %2 x %3 pixels cannot be written"),
                       path,
                       width,
                       height);
}

using Bytes = std::span<const std::uint8_t>;

std::uint32_t bigEndian(Bytes bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | bytes[at + i];
    return value;
}

ImageInfo pngInfo(Bytes head) {
    constexpr std::array<int, 7> channelsOfColourType = {1, 0, 3, 3, 2, 0, 4};
    if (head.size() < 26 || std::memcmp(head.data() + 12, "IHDR", 4) != 0)
        return {};
    const std::uint32_t width = bigEndian(head, 16, 4), height = bigEndian(head, 20, 4);
    const int type = head[25];
    if (width > 0x7fffffffu || height > 0x7fffffffu || type > 6)
        return {};
    // OpenCV widens grey with alpha to four channels.
    const int channels = type == 4 ? 4 : channelsOfColourType[type];
    return {static_cast<int>(width), static_cast<int>(height), channels};
}

/// The frame header may lie behind long comment blocks, so the file is walked marker by marker.
ImageInfo jpegInfo(std::ifstream& file) {
    std::uint64_t at = 2;
    for (int marker = 0; marker < 10000; ++marker) {
        std::array<std::uint8_t, 10> block{};
        file.seekg(static_cast<std::streamoff>(at));
        file.read(reinterpret_cast<char*>(block.data()), block.size());
        if (!file || block[0] != 0xff)
            return {};
        const int kind = block[1];
        if (kind == 0xff) { // fill byte
            ++at;
            continue;
        }
        const bool isFrame =
            kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc;
        if (isFrame)
            return {static_cast<int>(bigEndian(block, 7, 2)),
                    static_cast<int>(bigEndian(block, 5, 2)),
                    block[9]};
        const bool hasNoLength = kind == 0x01 || (kind >= 0xd0 && kind <= 0xd8);
        if (kind == 0xd9 || kind == 0xda)
            return {};
        at += hasNoLength ? 2 : 2 + bigEndian(block, 2, 2);
    }
    return {};
}

} // namespace

Image readImage(const fs::path& path) {
    cv::Mat image = redFirst(decode(path));
    if (image.depth() == CV_16U)
        image.convertTo(image, CV_8U, 1.0 / 257.0);
    else if (image.depth() != CV_8U)
        throw badFile(CLEAVE_TR("Formats", "%1: expected 8 or 16 bits a channel"), path);
    return toPixels<std::uint8_t>(image);
}

Image16 readImage16(const fs::path& path) {
    cv::Mat image = decode(path);
    if (image.channels() != 1)
        throw badFile(CLEAVE_TR("Formats", "%1 has %2 channels; expected a grey image"),
                      path,
                      image.channels());
    if (image.depth() == CV_8U)
        image.convertTo(image, CV_16U);
    else if (image.depth() != CV_16U)
        throw badFile(CLEAVE_TR("Formats", "%1: expected 8 or 16 bits a channel"), path);
    return toPixels<std::uint16_t>(image);
}

IdImage readIdImage(const fs::path& path) {
    const Image16 wide = readImage16(path);
    IdImage ids(wide.width, wide.height, 1);
    std::copy(wide.pixels.begin(), wide.pixels.end(), ids.pixels.begin());
    return ids;
}

bool reachesItsEnd(std::span<const std::byte> file) {
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    // Cameras append to their files, so the mark need not be the very last.
    constexpr std::size_t tailSize = 65536;
    const std::string_view tail = text.substr(text.size() - std::min(text.size(), tailSize));
    if (text.starts_with("\xff\xd8"))
        return tail.find("\xff\xd9") != std::string_view::npos;
    if (text.starts_with("\x89PNG"))
        return tail.find("IEND") != std::string_view::npos;
    return true;
}

ImageInfo readImageInfo(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw missing(CLEAVE_TR("Formats", "%1 is not there or cannot be read"), path);
    std::array<std::uint8_t, 32> buffer{};
    file.read(reinterpret_cast<char*>(buffer.data()), buffer.size());
    const Bytes head(buffer.data(), static_cast<std::size_t>(file.gcount()));
    file.clear();
    constexpr std::array<std::uint8_t, 8> pngMagic = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};
    ImageInfo info;
    if (head.size() >= pngMagic.size() &&
        std::equal(pngMagic.begin(), pngMagic.end(), head.begin())) {
        info = pngInfo(head);
    } else if (head.size() > 2 && head[0] == 0xff && head[1] == 0xd8) {
        info = jpegInfo(file);
    } else {
        const cv::Mat image = decode(path);
        info = {image.cols, image.rows, image.channels()};
    }
    if (info.width <= 0 || info.height <= 0 || info.channels <= 0 ||
        static_cast<std::int64_t>(info.width) * info.height > maxPixelCount)
        throw badFile(
            CLEAVE_TR(
                "Formats",
                "%1 cannot be decoded; expected a PNG, JPEG or WebP image with at least one pixel"),
            path);
    return info;
}

void writeImage(const fs::path& path, const Image& image) {
    requirePixels(path, image.width, image.height);
    encode(path, redFirst(borrow(image, CV_8U)));
}

void writeImage16(const fs::path& path, const Image16& image) {
    requirePixels(path, image.width, image.height);
    encode(path, redFirst(borrow(image, CV_16U)));
}

void writeIdImage(const fs::path& path, const IdImage& ids) {
    requirePixels(path, ids.width, ids.height);
    const auto [low, high] = std::minmax_element(ids.pixels.begin(), ids.pixels.end());
    if (*low < 0 || *high > 65535)
        throw badInput(
            CLEAVE_TR("Formats", "%1: ids from %2 to %3 do not fit; expected 0 to 65535"),
            path,
            *low,
            *high);
    if (*high < 256) {
        Image narrow(ids.width, ids.height, 1);
        std::transform(ids.pixels.begin(),
                       ids.pixels.end(),
                       narrow.pixels.begin(),
                       [](std::int32_t id) { return static_cast<std::uint8_t>(id); });
        writeImage(path, narrow);
    } else {
        Image16 wide(ids.width, ids.height, 1);
        std::transform(ids.pixels.begin(),
                       ids.pixels.end(),
                       wide.pixels.begin(),
                       [](std::int32_t id) { return static_cast<std::uint16_t>(id); });
        writeImage16(path, wide);
    }
}

Image toBytes(const FloatImage& image) {
    Image result(image.width, image.height, image.channels);
    std::transform(
        image.pixels.begin(), image.pixels.end(), result.pixels.begin(), [](float value) {
            // Written so that NaN becomes 0.
            const float scaled = value * 255.0f + 0.5f;
            return static_cast<std::uint8_t>(scaled > 0 ? (scaled < 255.0f ? scaled : 255.0f)
                                                        : 0.0f);
        });
    return result;
}

FloatImage toFloat(const Image& image) {
    FloatImage result(image.width, image.height, image.channels);
    std::transform(image.pixels.begin(),
                   image.pixels.end(),
                   result.pixels.begin(),
                   [](std::uint8_t value) { return static_cast<float>(value) / 255.0f; });
    return result;
}

} // namespace cleave
