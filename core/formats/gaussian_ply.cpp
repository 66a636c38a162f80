// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gaussian_ply.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/compressed_ply.h"
#include "core/formats/ply.h"
#include "kernels/base/check.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace cleave {

namespace fs = std::filesystem;
namespace plane = kernels::plane;

namespace {

constexpr const char* vertexElement = "vertex";
constexpr const char* antialiasedComment = "cleave antialiased 1";
constexpr float clampedLogit = 30;
constexpr std::uint32_t infinityBits = 0x7f800000;

/// What a plane is called in the file.
std::string planeName(int index, int shDegree) {
    static constexpr const char* axes[] = {"x", "y", "z"};
    if (index < plane::logScale)
        return axes[index];
    if (index < plane::rotation)
        return "scale_" + std::to_string(index - plane::logScale);
    if (index < plane::opacityLogit)
        return "rot_" + std::to_string(index - plane::rotation);
    if (index == plane::opacityLogit)
        return "opacity";
    const int function = (index - plane::sh) / 3, channel = (index - plane::sh) % 3;
    if (function == 0)
        return "f_dc_" + std::to_string(channel);
    return "f_rest_" +
           std::to_string(channel * (kernels::shFunctionCount(shDegree) - 1) + function - 1);
}

bool isNormal(const std::string& name) {
    return name == "nx" || name == "ny" || name == "nz";
}

/// Where a float property of a file row goes: a plane, or an array that is kept as an extra.
struct FloatTarget {
    std::size_t offset = 0; ///< within the row
    float* to = nullptr;
};

/// A property of any other type, or an unknown one.
struct ByteTarget {
    std::size_t offset = 0;
    std::size_t size = 0;
    std::uint8_t* to = nullptr;
};

int shDegreeOf(const PlyDeclaration& vertex, const fs::path& path) {
    int count = 0;
    for (const PlyProperty& property : vertex.properties)
        if (property.name.rfind("f_rest_", 0) == 0)
            ++count;
    for (int degree = 0; degree <= kernels::maxShDegree; ++degree)
        if (count == 3 * (kernels::shFunctionCount(degree) - 1))
            return degree;
    throw badFile(
        CLEAVE_TR("Ply", "%1 has %2 properties f_rest_*, expected 0, 9, 24 or 45"), path, count);
}

const PlyDeclaration& requireGaussians(const PlyHeader& header, const fs::path& path) {
    const PlyDeclaration* vertex = header.find(vertexElement);
    if (!vertex)
        throw badFile(
            CLEAVE_TR("Ply", "%1 has no element \"vertex\", expected the gaussians there"), path);
    const int degree = shDegreeOf(*vertex, path);
    for (int p = 0; p < kernels::gaussianPlaneCount(degree); ++p) {
        const PlyProperty* property = vertex->find(planeName(p, degree));
        if (!property)
            throw badFile(CLEAVE_TR("Ply",
                                    "%1 has no property %2, expected a Gaussian splat (x y z, "
                                    "f_dc_*, opacity, scale_*, rot_*)"),
                          path,
                          planeName(p, degree));
        if (property->listCountType)
            throw badFile(CLEAVE_TR("Ply", "%1: property %2 is a list, expected a number"),
                          path,
                          property->name);
    }
    return *vertex;
}

/// The field with room for everything that the header declares.
GaussianField
emptyField(const PlyHeader& header, const PlyDeclaration& vertex, const fs::path& path) {
    GaussianField field(vertex.count, shDegreeOf(vertex, path));
    field.antialiased =
        std::find(header.comments.begin(), header.comments.end(), antialiasedComment) !=
        header.comments.end();
    return field;
}

/// Plane of a property name, or -1.
int planeOf(const std::string& name, int shDegree) {
    for (int p = 0; p < kernels::gaussianPlaneCount(shDegree); ++p)
        if (planeName(p, shDegree) == name)
            return p;
    return -1;
}

/// Takes rows of the file apart into planes and extras.
class RowSplitter {
public:
    RowSplitter(const PlyDeclaration& vertex, GaussianField& field) : rowBytes_(vertex.rowBytes()) {
        field.extras.reserve(vertex.properties.size());
        std::size_t offset = 0;
        for (const PlyProperty& property : vertex.properties) {
            const std::size_t size = plyTypeSize(property.type);
            const int index = planeOf(property.name, field.shDegree);
            if (index >= 0 && property.type == PlyType::Float32) {
                floats_.push_back({offset, field.plane(index)});
            } else if (index >= 0) {
                converted_.push_back({offset, property.type, field.plane(index)});
            } else {
                field.extras.push_back(
                    {property.name,
                     plyTypeName(property.type),
                     std::vector<std::uint8_t>(static_cast<std::size_t>(field.count) * size)});
                bytes_.push_back({offset, size, field.extras.back().bytes.data()});
            }
            offset += size;
        }
    }

    std::size_t rowBytes() const { return rowBytes_; }

    /// rows: rowBytes x count of the file, for gaussians from `first`. Returns false where a
    /// plane's value is not finite.
    bool split(const std::byte* rows, std::int64_t first, std::int64_t count) const {
        bool finite = true;
        // A block of rows stays in the first-level cache while its columns leave as whole cache
        // lines.
        constexpr std::int64_t blockRows = 16;
        for (std::int64_t begin = 0; begin < count; begin += blockRows) {
            const std::int64_t size = std::min(blockRows, count - begin);
            finite &=
                splitBlock(rows + static_cast<std::size_t>(begin) * rowBytes_, first + begin, size);
        }
        return finite;
    }

private:
    struct ConvertedTarget {
        std::size_t offset = 0;
        PlyType type = PlyType::Float64;
        float* to = nullptr;
    };

    bool splitBlock(const std::byte* rows, std::int64_t first, std::int64_t count) const {
        std::uint32_t largest = 0;
        for (const FloatTarget& target : floats_) {
            const std::byte* from = rows + target.offset;
            float* to = target.to + first;
            for (std::int64_t row = 0; row < count; ++row) {
                std::uint32_t bits;
                std::memcpy(&bits, from + static_cast<std::size_t>(row) * rowBytes_, sizeof bits);
                largest = std::max(largest, bits & 0x7fffffffu);
                std::memcpy(to + row, &bits, sizeof bits);
            }
        }
        for (const ByteTarget& target : bytes_)
            for (std::int64_t row = 0; row < count; ++row)
                std::memcpy(target.to + static_cast<std::size_t>(first + row) * target.size,
                            rows + static_cast<std::size_t>(row) * rowBytes_ + target.offset,
                            target.size);
        for (const ConvertedTarget& target : converted_)
            for (std::int64_t row = 0; row < count; ++row) {
                const float value = plyValue<float>(
                    rows + static_cast<std::size_t>(row) * rowBytes_ + target.offset,
                    target.type,
                    0);
                target.to[first + row] = value;
                if (!std::isfinite(value))
                    largest = infinityBits;
            }
        return largest < infinityBits;
    }

    std::size_t rowBytes_;
    std::vector<FloatTarget> floats_;
    std::vector<ByteTarget> bytes_;
    std::vector<ConvertedTarget> converted_;
};

/// Reads at an offset; several threads may.
class FileReader {
public:
    explicit FileReader(const fs::path& path)
        : path_(path)
        , file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (file_ < 0)
            throw Error(
                ErrorKind::Permission,
                text(CLEAVE_TR("Files", "%1 cannot be read: %2"), path, std::strerror(errno)));
    }

    ~FileReader() { ::close(file_); }

    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;

    void read(std::byte* to, std::size_t bytes, std::size_t offset) const {
        while (bytes > 0) {
            const ssize_t got = ::pread(file_, to, bytes, static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                throw badFile(CLEAVE_TR("Files", "%1 cannot be read to its end"), path_);
            to += got;
            bytes -= static_cast<std::size_t>(got);
            offset += static_cast<std::size_t>(got);
        }
    }

private:
    const fs::path& path_;
    int file_;
};

/// Bytes in front of the vertex rows, where they can be told without reading; nothing otherwise.
std::optional<std::size_t> fixedOffset(const PlyHeader& header) {
    if (header.encoding != PlyEncoding::BinaryLittleEndian)
        return std::nullopt;
    std::size_t offset = header.bytes;
    for (const PlyDeclaration& element : header.elements) {
        if (element.hasLists())
            return std::nullopt;
        if (element.name == vertexElement)
            return offset;
        offset += static_cast<std::size_t>(element.count) * element.rowBytes();
    }
    return std::nullopt;
}

/// Each thread reads pieces small enough for its second-level cache and splits them from there.
bool readRows(const fs::path& path,
              std::size_t offset,
              const RowSplitter& splitter,
              std::int64_t count) {
    constexpr std::size_t pieceBytes = std::size_t{256} << 10;
    const auto pieceRows = static_cast<std::int64_t>(
        std::max<std::size_t>(16, pieceBytes / splitter.rowBytes() / 16 * 16));
    const FileReader file(path);
    std::atomic<bool> finite = true;
    kernels::forChunks(count, pieceRows, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        const std::size_t bytes = static_cast<std::size_t>(end - begin) * splitter.rowBytes();
        const auto rows = std::make_unique_for_overwrite<std::byte[]>(bytes);
        file.read(
            rows.get(), bytes, offset + static_cast<std::size_t>(begin) * splitter.rowBytes());
        if (!splitter.split(rows.get(), begin, end - begin))
            finite = false;
    });
    return finite;
}

/// Any other encoding: by way of the generic reader's columns. Returns false where a plane's value
/// is not finite.
bool readColumns(const fs::path& path, GaussianField& field) {
    const Ply ply = readPly(path);
    bool finite = true;
    for (const PlyColumn& column : ply.find(vertexElement)->columns) {
        const int index = planeOf(column.property.name, field.shDegree);
        if (index < 0) {
            if (column.property.listCountType)
                continue;
            std::vector<std::uint8_t> bytes(column.values.size());
            std::memcpy(bytes.data(), column.values.data(), bytes.size());
            field.extras.push_back(
                {column.property.name, plyTypeName(column.property.type), std::move(bytes)});
            continue;
        }
        const std::vector<float> values = column.as<float>();
        std::copy(values.begin(), values.end(), field.plane(index));
        finite = finite && std::all_of(values.begin(), values.end(), [](float value) {
                     return std::isfinite(value);
                 });
    }
    return finite;
}

/// Called when some value is not finite: clamps what has a meaning, refuses the rest.
void settleInfinities(GaussianField& field, const fs::path& path) {
    for (int p = 0; p < static_cast<int>(field.planes.size(0)); ++p) {
        const bool isOpacity = p == plane::opacityLogit,
                   isScale = p >= plane::logScale && p < plane::rotation;
        for (std::int64_t g = 0; g < field.count; ++g) {
            float& value = field.plane(p)[g];
            if (std::isfinite(value))
                continue;
            if (std::isinf(value) && (isOpacity || (isScale && value < 0)))
                value = std::copysign(clampedLogit, value);
            else
                throw badFile(
                    CLEAVE_TR("Ply", "%1: gaussian %2 has %3 = %4, expected a finite number"),
                    path,
                    g,
                    planeName(p, field.shDegree),
                    value);
        }
    }
}

void dropZeroNormals(GaussianField& field) {
    const bool allZero =
        std::all_of(field.extras.begin(), field.extras.end(), [](const ExtraProperty& extra) {
            return !isNormal(extra.name) ||
                   std::all_of(extra.bytes.begin(), extra.bytes.end(), [](std::uint8_t byte) {
                       return byte == 0;
                   });
        });
    if (allZero)
        std::erase_if(field.extras,
                      [](const ExtraProperty& extra) { return isNormal(extra.name); });
}

/// One property of the file to be written: count values of `size` bytes, or zeros.
struct Source {
    std::string type;
    std::string name;
    std::size_t size = 0;
    const std::uint8_t* bytes = nullptr;
};

std::vector<Source> planeSources(const GaussianField& field) {
    const auto source = [&](int p) {
        return Source{"float",
                      planeName(p, field.shDegree),
                      sizeof(float),
                      reinterpret_cast<const std::uint8_t*>(field.plane(p))};
    };
    std::vector<Source> sources;
    for (int p = plane::mean; p < plane::logScale; ++p)
        sources.push_back(source(p));
    for (const char* normal : {"nx", "ny", "nz"}) {
        Source zeros{"float", normal, sizeof(float), nullptr};
        for (const ExtraProperty& extra : field.extras)
            if (extra.name == normal)
                zeros = {extra.type,
                         extra.name,
                         plyTypeSize(*plyTypeNamed(extra.type)),
                         extra.bytes.data()};
        sources.push_back(zeros);
    }
    const int functions = kernels::shFunctionCount(field.shDegree);
    for (int channel = 0; channel < 3; ++channel)
        sources.push_back(source(plane::sh + channel));
    for (int channel = 0; channel < 3; ++channel)
        for (int k = 1; k < functions; ++k)
            sources.push_back(source(plane::sh + k * 3 + channel));
    sources.push_back(source(plane::opacityLogit));
    for (int p = plane::logScale; p < plane::opacityLogit; ++p)
        sources.push_back(source(p));
    return sources;
}

std::vector<Source> allSources(const GaussianField& field,
                               std::span<const IntegerProperty> properties) {
    std::vector<Source> sources = planeSources(field);
    for (const ExtraProperty& extra : field.extras) {
        const bool isReplaced = std::any_of(properties.begin(),
                                            properties.end(),
                                            [&](const auto& p) { return p.name == extra.name; });
        if (isNormal(extra.name) || isReplaced)
            continue;
        const auto type = plyTypeNamed(extra.type);
        CLEAVE_ASSERT(type && extra.bytes.size() ==
                                  plyTypeSize(*type) * static_cast<std::size_t>(field.count));
        sources.push_back({extra.type, extra.name, plyTypeSize(*type), extra.bytes.data()});
    }
    for (const IntegerProperty& property : properties) {
        CLEAVE_ASSERT(static_cast<std::int64_t>(property.values.size()) == field.count);
        sources.push_back({"int",
                           property.name,
                           sizeof(std::int32_t),
                           reinterpret_cast<const std::uint8_t*>(property.values.data())});
    }
    return sources;
}

} // namespace

GaussianField readGaussianPly(const fs::path& path) {
    const PlyHeader header = readPlyHeader(path);
    if (isCompressedPly(header))
        return readCompressedPly(path);
    const PlyDeclaration& vertex = requireGaussians(header, path);
    GaussianField field = emptyField(header, vertex, path);
    bool finite = true;
    if (const auto offset = fixedOffset(header)) {
        const RowSplitter splitter(vertex, field);
        finite = readRows(path, *offset, splitter, field.count);
    } else {
        finite = readColumns(path, field);
    }
    if (!finite)
        settleInfinities(field, path);
    dropZeroNormals(field);
    return field;
}

void writeGaussianPly(const fs::path& path,
                      const GaussianField& field,
                      std::span<const IntegerProperty> properties) {
    const std::vector<Source> sources = allSources(field, properties);
    std::string header = "ply\nformat binary_little_endian 1.0\nelement vertex " +
                         std::to_string(field.count) + "\n";
    std::size_t rowBytes = 0;
    for (const Source& source : sources) {
        header += "property " + source.type + " " + source.name + "\n";
        rowBytes += source.size;
    }
    // Behind the properties, because some readers expect the element in the third line.
    if (field.antialiased)
        header += std::string("comment ") + antialiasedComment + "\n";
    header += "end_header\n";

    std::vector<std::byte> file(header.size() + rowBytes * static_cast<std::size_t>(field.count));
    std::memcpy(file.data(), header.data(), header.size());
    kernels::forChunks(field.count, 1024, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        std::byte* rows = file.data() + header.size();
        std::size_t offset = 0;
        for (const Source& source : sources) {
            for (std::int64_t g = begin; source.bytes && g < end; ++g)
                std::memcpy(rows + static_cast<std::size_t>(g) * rowBytes + offset,
                            source.bytes + static_cast<std::size_t>(g) * source.size,
                            source.size);
            offset += source.size;
        }
    });
    writeFile(path, file);
}

} // namespace cleave
