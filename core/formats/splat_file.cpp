// SPDX-License-Identifier: Apache-2.0
#include "core/formats/splat_file.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/splat.h"
#include "core/formats/spz.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace cleave {

namespace fs = std::filesystem;

namespace {

/// The first four bytes, zeros where there are none.
std::array<unsigned char, 4> firstBytes(const fs::path& path) {
    std::array<unsigned char, 4> bytes{};
    std::ifstream stream(path, std::ios::binary);
    stream.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
    return bytes;
}

} // namespace

GaussianField readSplats(const fs::path& path) {
    const auto start = firstBytes(path);
    const std::string extension = lowerExtension(path);
    if (extension == ".ply" || (start[0] == 'p' && start[1] == 'l' && start[2] == 'y'))
        return readGaussianPly(path);
    if (extension == ".spz" || (start[0] == 0x1f && start[1] == 0x8b))
        return readSpz(path);
    if (extension == ".splat")
        return readSplat(path);
    throw Error(
        ErrorKind::Unsupported,
        text(CLEAVE_TR("Formats", "%1 is no known file of splats, expected .ply, .splat or .spz"),
             path));
}

void requireSplatFile(const fs::path& path) {
    const std::string extension = lowerExtension(path);
    if (extension != ".ply" && extension != ".splat" && extension != ".spz")
        throw badInput(
            CLEAVE_TR("Formats",
                      "%1: splats cannot be written to \"%2\", expected .ply, .splat or .spz"),
            path,
            path.extension());
}

void writeSplats(const fs::path& path,
                 const GaussianField& field,
                 std::span<const IntegerProperty> properties) {
    requireSplatFile(path);
    const std::string extension = lowerExtension(path);
    if (extension == ".ply")
        writeGaussianPly(path, field, properties);
    else if (extension == ".splat")
        writeSplat(path, field);
    else
        writeSpz(path, field);
}

} // namespace cleave
