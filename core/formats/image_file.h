// SPDX-License-Identifier: Apache-2.0
// Image files <-> pixels in memory, RGB order. By OpenCV; all errors name the file.
#pragma once

#include "core/image/image.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace cleave {

/// 8 bit, 1, 3 (RGB) or 4 (RGBA) channels as stored; 16-bit files are scaled down. Orientation tags
/// are ignored, because camera models refer to the stored pixels. Throws Error when the file is
/// missing, no image, or of zero size.
Image readImage(const std::filesystem::path& path);
/// 1 channel, 16 bit (8-bit files are widened without scaling).
Image16 readImage16(const std::filesystem::path& path);
/// 1 channel of ids from an 8- or 16-bit grey PNG.
IdImage readIdImage(const std::filesystem::path& path);

/// Width, height and channels from the header alone, without decoding.
struct ImageInfo {
    int width = 0, height = 0, channels = 0;
};

ImageInfo readImageInfo(const std::filesystem::path& path);

/// Whether the bytes of a PNG or JPEG go on to its end mark; true for other formats. Decoders fill
/// what is missing with grey.
bool reachesItsEnd(std::span<const std::byte> file);

/// Format by extension (.png .jpg .jpeg .webp); written beside and renamed.
void writeImage(const std::filesystem::path& path, const Image& image);
void writeImage16(const std::filesystem::path& path, const Image16& image);
/// 8 bit when all ids fit, else 16 bit; ids must lie in [0, 65535].
void writeIdImage(const std::filesystem::path& path, const IdImage& ids);

/// Float sRGB-coded [0, 1] -> 8 bit with rounding and clamping.
Image toBytes(const FloatImage& image);
FloatImage toFloat(const Image& image);

} // namespace cleave
