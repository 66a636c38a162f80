// SPDX-License-Identifier: Apache-2.0
#include "core/formats/splat.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/splat_quantities.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace cleave {

namespace fs = std::filesystem;
namespace plane = kernels::plane;

namespace {

constexpr std::size_t rowBytes = 32;
constexpr float noExtent = -30; ///< log scale of a gaussian without extent

struct Row {
    float position[3];
    float scale[3];
    std::uint8_t color[4];
    std::uint8_t rotation[4];
};

static_assert(sizeof(Row) == rowBytes);

/// Throws unless the six floats have a meaning.
void requireSense(const Row& row, std::int64_t index, const fs::path& path) {
    for (int axis = 0; axis < 3; ++axis)
        if (!std::isfinite(row.position[axis]) || !(row.scale[axis] >= 0) ||
            std::isinf(row.scale[axis]))
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: gaussian %2 has a position or size that is no finite "
                                    "number, expected a .splat of 32 bytes a gaussian"),
                          path,
                          index);
}

} // namespace

GaussianField readSplat(const fs::path& path) {
    const std::vector<std::byte> bytes = readFile(path);
    if (bytes.empty())
        throw badFile(CLEAVE_TR("Formats", "%1 is empty, expected a .splat"), path);
    if (bytes.size() % rowBytes != 0)
        throw badFile(
            CLEAVE_TR("Formats", "%1 has %2 bytes, expected a multiple of 32 as .splat has"),
            path,
            bytes.size());
    GaussianField field(static_cast<std::int64_t>(bytes.size() / rowBytes), 0);
    for (std::int64_t g = 0; g < field.count; ++g) {
        Row row{};
        std::memcpy(&row, bytes.data() + static_cast<std::size_t>(g) * rowBytes, rowBytes);
        requireSense(row, g, path);
        bool isTurned = false;
        for (int axis = 0; axis < 3; ++axis) {
            field.plane(plane::mean + axis)[g] = row.position[axis];
            field.plane(plane::logScale + axis)[g] = std::max(noExtent, std::log(row.scale[axis]));
            field.plane(plane::sh + axis)[g] = shConstantOfColor(row.color[axis] / 255.0f);
        }
        field.plane(plane::opacityLogit)[g] = logitOfByte(row.color[3]);
        for (int i = 0; i < 4; ++i) {
            field.plane(plane::rotation + i)[g] = (row.rotation[i] - 128.0f) / 128.0f;
            isTurned = isTurned || row.rotation[i] != 128;
        }
        if (!isTurned)
            field.plane(plane::rotation)[g] = 1;
    }
    return field;
}

void writeSplat(const fs::path& path, const GaussianField& field) {
    std::vector<float> importance(static_cast<std::size_t>(field.count));
    for (std::int64_t g = 0; g < field.count; ++g) {
        const float* scales = field.plane(plane::logScale) + g;
        const std::int64_t stride = field.planes.size(1);
        importance[static_cast<std::size_t>(g)] =
            std::exp(scales[0] + scales[stride] + scales[2 * stride]) *
            opacityOfLogit(field.plane(plane::opacityLogit)[g]);
    }
    std::vector<std::int64_t> order(importance.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return importance[static_cast<std::size_t>(a)] > importance[static_cast<std::size_t>(b)];
    });

    std::vector<std::byte> bytes(order.size() * rowBytes);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::int64_t g = order[i];
        Row row{};
        for (int axis = 0; axis < 3; ++axis) {
            row.position[axis] = field.plane(plane::mean + axis)[g];
            row.scale[axis] = std::exp(field.plane(plane::logScale + axis)[g]);
            row.color[axis] = toByte(255 * colorOfShConstant(field.plane(plane::sh + axis)[g]));
        }
        row.color[3] = toByte(255 * opacityOfLogit(field.plane(plane::opacityLogit)[g]));
        const Eigen::Vector4f rotation = unitRotation(field, g);
        for (int k = 0; k < 4; ++k)
            row.rotation[k] = toByte(128 * rotation[k] + 128);
        std::memcpy(bytes.data() + i * rowBytes, &row, rowBytes);
    }
    writeFile(path, bytes);
}

} // namespace cleave
