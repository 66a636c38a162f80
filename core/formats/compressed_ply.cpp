// SPDX-License-Identifier: Apache-2.0
#include "core/formats/compressed_ply.h"

#include "core/base/error.h"
#include "core/formats/splat_quantities.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace cleave {

namespace fs = std::filesystem;
namespace plane = kernels::plane;

namespace {

constexpr const char* chunkElement = "chunk";
constexpr const char* vertexElement = "vertex";
constexpr const char* harmonicsElement = "sh";
constexpr std::int64_t chunkGaussians = 256;
constexpr float harmonicRange = 8; ///< of a byte: from -4 to 4

/// Lowest and highest value of three quantities, per chunk.
struct Ranges {
    std::array<std::vector<float>, 3> low, high;

    float at(int axis, std::size_t chunk, float share) const {
        const auto i = static_cast<std::size_t>(axis);
        return low[i][chunk] + (high[i][chunk] - low[i][chunk]) * share;
    }
};

std::vector<float>
finiteColumn(const PlyElement& element, const std::string& name, const fs::path& path) {
    const PlyColumn* column = element.find(name);
    if (!column || column->property.listCountType)
        throw badFile(CLEAVE_TR("Ply", "%1: element \"%2\" has no number %3 per row"),
                      path,
                      element.name,
                      name);
    std::vector<float> values = column->as<float>();
    for (std::size_t row = 0; row < values.size(); ++row)
        if (!std::isfinite(values[row]))
            throw badFile(CLEAVE_TR("Ply", "%1: chunk %2 has %3 = %4, expected a finite number"),
                          path,
                          row,
                          name,
                          values[row]);
    return values;
}

/// suffixes: "x" "y" "z" or "scale_x" ... or "r" "g" "b"
Ranges rangesOf(const PlyElement& chunks,
                const std::array<const char*, 3>& suffixes,
                const fs::path& path) {
    Ranges ranges;
    for (std::size_t i = 0; i < 3; ++i) {
        ranges.low[i] = finiteColumn(chunks, std::string("min_") + suffixes[i], path);
        ranges.high[i] = finiteColumn(chunks, std::string("max_") + suffixes[i], path);
    }
    return ranges;
}

std::vector<std::uint32_t>
packedColumn(const PlyElement& vertex, const char* name, const fs::path& path) {
    const PlyColumn* column = vertex.find(name);
    if (!column || column->property.type != PlyType::UInt32 || column->property.listCountType)
        throw badFile(CLEAVE_TR("Ply", "%1 has no property %2 of type uint"), path, name);
    return column->as<std::uint32_t>();
}

/// `bits` bits from `shift` up, as a share of their largest value.
float shareOf(std::uint32_t packed, int shift, int bits) {
    const std::uint32_t most = (1u << bits) - 1;
    return static_cast<float>(packed >> shift & most) / static_cast<float>(most);
}

/// Shares of 11, 10 and 11 bits, the first one highest.
std::array<float, 3> threeShares(std::uint32_t packed) {
    return {shareOf(packed, 21, 11), shareOf(packed, 11, 10), shareOf(packed, 0, 11)};
}

/// w x y z: the top two bits name the largest component, which the other three (10 bits each, in
/// order) leave over.
std::array<float, 4> rotationOf(std::uint32_t packed) {
    const std::size_t largest = packed >> 30;
    std::array<float, 4> rotation{};
    float squares = 0;
    int shift = 20;
    for (std::size_t i = 0; i < 4; ++i) {
        if (i == largest)
            continue;
        rotation[i] = (shareOf(packed, shift, 10) - 0.5f) * std::sqrt(2.0f);
        squares += rotation[i] * rotation[i];
        shift -= 10;
    }
    rotation[largest] = std::sqrt(std::max(0.0f, 1 - squares));
    return rotation;
}

int shDegreeOf(const PlyElement* harmonics, const fs::path& path) {
    const int count = harmonics ? static_cast<int>(harmonics->columns.size()) : 0;
    for (int degree = 0; degree <= kernels::maxShDegree; ++degree)
        if (count == 3 * (kernels::shFunctionCount(degree) - 1))
            return degree;
    throw badFile(
        CLEAVE_TR("Ply", "%1 has %2 properties f_rest_*, expected 0, 9, 24 or 45"), path, count);
}

void readHarmonics(GaussianField& field, const PlyElement& harmonics, const fs::path& path) {
    const int perChannel = kernels::shFunctionCount(field.shDegree) - 1;
    for (int i = 0; i < 3 * perChannel; ++i) {
        const std::string name = "f_rest_" + std::to_string(i);
        const PlyColumn* column = harmonics.find(name);
        if (!column || column->property.type != PlyType::UInt8 || column->property.listCountType)
            throw badFile(CLEAVE_TR("Ply", "%1 has no property %2 of type uchar"), path, name);
        float* to = field.plane(plane::sh + 3 * (1 + i % perChannel) + i / perChannel);
        for (std::int64_t g = 0; g < field.count; ++g) {
            const auto byte = std::to_integer<int>(column->values[static_cast<std::size_t>(g)]);
            // The middle of a byte's bucket, but the ends themselves.
            const float share = byte == 0     ? 0.0f
                                : byte == 255 ? 1.0f
                                              : (static_cast<float>(byte) + 0.5f) / 256;
            to[g] = (share - 0.5f) * harmonicRange;
        }
    }
}

} // namespace

bool isCompressedPly(const PlyHeader& header) {
    const PlyDeclaration* vertex = header.find(vertexElement);
    return header.find(chunkElement) && vertex && vertex->find("packed_position");
}

GaussianField readCompressedPly(const fs::path& path) {
    const Ply ply = readPly(path);
    const PlyElement& chunks = *ply.find(chunkElement);
    const PlyElement& vertex = *ply.find(vertexElement);
    const PlyElement* harmonics = ply.find(harmonicsElement);
    if (chunks.count < (vertex.count + chunkGaussians - 1) / chunkGaussians ||
        (harmonics && harmonics->count != vertex.count))
        throw badFile(
            CLEAVE_TR("Ply", "%1 has %2 chunks for %3 gaussians, expected one for every 256"),
            path,
            chunks.count,
            vertex.count);
    const Ranges positions = rangesOf(chunks, {"x", "y", "z"}, path);
    const Ranges scales = rangesOf(chunks, {"scale_x", "scale_y", "scale_z"}, path);
    // Older files have colours from 0 to 1 in every chunk.
    const bool hasColors = chunks.find("min_r") != nullptr;
    const Ranges colors = hasColors ? rangesOf(chunks, {"r", "g", "b"}, path) : Ranges{};
    const std::vector<std::uint32_t> position = packedColumn(vertex, "packed_position", path);
    const std::vector<std::uint32_t> rotation = packedColumn(vertex, "packed_rotation", path);
    const std::vector<std::uint32_t> scale = packedColumn(vertex, "packed_scale", path);
    const std::vector<std::uint32_t> color = packedColumn(vertex, "packed_color", path);

    GaussianField field(vertex.count, shDegreeOf(harmonics, path));
    for (std::size_t g = 0; g < position.size(); ++g) {
        const std::size_t chunk = g / chunkGaussians;
        const std::array<float, 3> place = threeShares(position[g]), size = threeShares(scale[g]);
        for (int axis = 0; axis < 3; ++axis) {
            const auto i = static_cast<std::size_t>(axis);
            const float share = shareOf(color[g], 24 - 8 * axis, 8);
            field.plane(plane::mean + axis)[g] = positions.at(axis, chunk, place[i]);
            field.plane(plane::logScale + axis)[g] = scales.at(axis, chunk, size[i]);
            field.plane(plane::sh + axis)[g] =
                shConstantOfColor(hasColors ? colors.at(axis, chunk, share) : share);
        }
        const std::array<float, 4> turn = rotationOf(rotation[g]);
        for (int i = 0; i < 4; ++i)
            field.plane(plane::rotation + i)[g] = turn[static_cast<std::size_t>(i)];
        field.plane(plane::opacityLogit)[g] = logitOfByte(static_cast<std::uint8_t>(color[g]));
    }
    if (harmonics)
        readHarmonics(field, *harmonics, path);
    return field;
}

} // namespace cleave
