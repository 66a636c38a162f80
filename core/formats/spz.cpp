// SPDX-License-Identifier: Apache-2.0
#include "core/formats/spz.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/splat_quantities.h"
#include "core/formats/spz_container.h"

#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <zlib.h>

namespace cleave {

namespace fs = std::filesystem;
namespace plane = kernels::plane;

namespace {

constexpr std::uint8_t antialiasedFlag = 1;
constexpr float colorScale = 0.15f;
constexpr float halfRoot = 0.70710678118654752f;

/// Sign of each harmonic (without the constant one) when y and z change theirs.
constexpr std::array<float, 15> flippedHarmonics = {
    -1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1, -1, 1};

/// Sign of each axis between the file (y up, z back) and here (y down, z forward).
constexpr std::array<float, 3> flippedAxes = {1, -1, -1};

float floatOfHalf(std::uint16_t half) {
    const int exponent = (half >> 10) & 31, mantissa = half & 1023;
    const float size = exponent == 0
                           ? std::ldexp(static_cast<float>(mantissa), -24)
                           : std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
    return half & 0x8000 ? -size : size;
}

float readCoordinate(const std::uint8_t* bytes, const SpzHeader& header) {
    if (header.version == 1)
        return floatOfHalf(static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8));
    std::int32_t fixed = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
    if (fixed & 0x800000)
        fixed -= 0x1000000;
    return std::ldexp(static_cast<float>(fixed), -int{header.fractionBits});
}

/// x y z w.
std::array<float, 4> readRotation(const std::uint8_t* bytes, const SpzHeader& header) {
    std::array<float, 4> rotation{};
    float squares = 0;
    int rest = 3;
    if (header.version < 3) {
        for (std::size_t i = 0; i < 3; ++i)
            rotation[i] = bytes[i] / 127.5f - 1;
        for (float value : rotation)
            squares += value * value;
    } else {
        // The three smaller components in 10 bits each, last one lowest; the top two bits name the
        // largest.
        std::uint32_t packed =
            bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
        rest = static_cast<int>(packed >> 30);
        for (int i = 3; i >= 0; --i) {
            if (i == rest)
                continue;
            const float size = halfRoot * static_cast<float>(packed & 511) / 511;
            rotation[static_cast<std::size_t>(i)] = packed & 512 ? -size : size;
            squares += size * size;
            packed >>= 10;
        }
    }
    rotation[static_cast<std::size_t>(rest)] = std::sqrt(std::max(0.0f, 1 - squares));
    return rotation;
}

std::vector<std::uint8_t> deflated(std::span<const std::uint8_t> bytes) {
    z_stream stream{};
    if (deflateInit2(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::bad_alloc();
    std::vector<std::uint8_t> out(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    CLEAVE_ASSERT(result == Z_STREAM_END);
    return out;
}

/// Rounded to the middle of buckets, as the format's own writer does for higher harmonics.
std::uint8_t harmonicByte(float value, int bits) {
    const int bucket = 1 << (8 - bits);
    const int whole = static_cast<int>(std::round(std::clamp(value, -2.0f, 2.0f) * 128)) + 128;
    return static_cast<std::uint8_t>(std::clamp((whole + bucket / 2) / bucket * bucket, 0, 255));
}

/// Puts the planes of version 2 one behind the other.
class Version2Writer {
public:
    Version2Writer(const GaussianField& field, const fs::path& path) : field_(field), path_(path) {}

    std::vector<std::uint8_t> write() {
        SpzHeader header{spzMagic,
                         2,
                         static_cast<std::uint32_t>(field_.count),
                         static_cast<std::uint8_t>(field_.shDegree),
                         fractionBits,
                         0,
                         0};
        if (field_.antialiased)
            header.flags = antialiasedFlag;
        out_.resize(sizeof header);
        std::memcpy(out_.data(), &header, sizeof header);
        each([&](std::int64_t g) { writePosition(g); });
        each([&](std::int64_t g) {
            out_.push_back(toByte(255 * opacityOfLogit(field_.plane(plane::opacityLogit)[g])));
        });
        each([&](std::int64_t g) {
            for (int c = 0; c < 3; ++c)
                out_.push_back(toByte((field_.plane(plane::sh + c)[g] * colorScale + 0.5f) * 255));
        });
        each([&](std::int64_t g) {
            for (int axis = 0; axis < 3; ++axis)
                out_.push_back(toByte((field_.plane(plane::logScale + axis)[g] + 10) * 16));
        });
        each([&](std::int64_t g) { writeRotation(g); });
        each([&](std::int64_t g) { writeHarmonics(g); });
        return std::move(out_);
    }

private:
    static constexpr std::uint8_t fractionBits = 12;

    template <class Body>
    void each(const Body& body) const {
        for (std::int64_t g = 0; g < field_.count; ++g)
            body(g);
    }

    void writePosition(std::int64_t g) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const float value =
                field_.plane(plane::mean + static_cast<int>(axis))[g] * flippedAxes[axis];
            const float fixed = std::round(std::ldexp(value, fractionBits));
            if (!(std::abs(fixed) < 8388608.0f))
                throw badInput(CLEAVE_TR("Formats",
                                         "%1: gaussian %2 lies at %3, but .spz reaches from -2048 "
                                         "to 2048; write a .ply"),
                               path_,
                               g,
                               value);
            const auto bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(fixed));
            for (int shift = 0; shift < 24; shift += 8)
                out_.push_back(static_cast<std::uint8_t>(bits >> shift));
        }
    }

    void writeRotation(std::int64_t g) {
        const Eigen::Vector4f rotation = unitRotation(field_, g);
        const float sign = rotation[0] < 0 ? -1.0f : 1.0f;
        for (int axis = 0; axis < 3; ++axis)
            out_.push_back(toByte(127.5f * sign * flippedAxes[static_cast<std::size_t>(axis)] *
                                      rotation[axis + 1] +
                                  127.5f));
    }

    void writeHarmonics(std::int64_t g) {
        for (int k = 1; k < kernels::shFunctionCount(field_.shDegree); ++k)
            for (int c = 0; c < 3; ++c)
                out_.push_back(harmonicByte(field_.plane(plane::sh + k * 3 + c)[g] *
                                                flippedHarmonics[static_cast<std::size_t>(k - 1)],
                                            k < 4 ? 5 : 4));
    }

    const GaussianField& field_;
    const fs::path& path_;
    std::vector<std::uint8_t> out_;
};

} // namespace

GaussianField readSpz(const fs::path& path) {
    const std::vector<std::byte> file = readFile(path);
    const auto [header, body] = unpackSpz(file, path);
    const std::size_t count = header.count, perGaussian = spzGaussianBytes(header);
    const int functions = kernels::shFunctionCount(header.shDegree);
    if (body.size() != count * perGaussian)
        throw badFile(CLEAVE_TR("Formats", "%1 promises %2 gaussians, but has bytes for %3"),
                      path,
                      count,
                      body.size() / perGaussian);

    GaussianField field(static_cast<std::int64_t>(count), header.shDegree);
    field.antialiased = (header.flags & antialiasedFlag) != 0;
    const std::uint8_t* positions = body.data();
    const std::uint8_t* opacities = positions + count * spzPositionBytes(header);
    const std::uint8_t* colors = opacities + count;
    const std::uint8_t* scales = colors + 3 * count;
    const std::uint8_t* rotations = scales + 3 * count;
    const std::uint8_t* harmonics = rotations + count * spzRotationBytes(header);
    for (std::size_t i = 0; i < count; ++i) {
        const auto rotation = readRotation(rotations + i * spzRotationBytes(header), header);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const int p = static_cast<int>(axis);
            const float coordinate = readCoordinate(positions + i * spzPositionBytes(header) +
                                                        axis * spzPositionBytes(header) / 3,
                                                    header);
            field.plane(plane::mean + p)[i] = coordinate * flippedAxes[axis];
            field.plane(plane::logScale + p)[i] = scales[3 * i + axis] / 16.0f - 10;
            field.plane(plane::sh + p)[i] = (colors[3 * i + axis] / 255.0f - 0.5f) / colorScale;
            field.plane(plane::rotation + 1 + p)[i] = rotation[axis] * flippedAxes[axis];
        }
        field.plane(plane::rotation)[i] = rotation[3];
        field.plane(plane::opacityLogit)[i] = logitOfByte(opacities[i]);
        for (int k = 1; k < functions; ++k)
            for (int c = 0; c < 3; ++c) {
                const std::uint8_t byte = harmonics[(i * static_cast<std::size_t>(functions - 1) +
                                                     static_cast<std::size_t>(k - 1)) *
                                                        3 +
                                                    static_cast<std::size_t>(c)];
                field.plane(plane::sh + 3 * k + c)[i] =
                    (byte - 128.0f) / 128.0f * flippedHarmonics[static_cast<std::size_t>(k - 1)];
            }
    }
    return field;
}

void writeSpz(const fs::path& path, const GaussianField& field) {
    const std::vector<std::uint8_t> bytes = deflated(Version2Writer(field, path).write());
    writeFile(path, std::as_bytes(std::span(bytes)));
}

} // namespace cleave
