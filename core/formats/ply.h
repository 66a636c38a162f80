// SPDX-License-Identifier: Apache-2.0
// Any PLY file <-> columns in memory: ASCII, binary little- and big-endian, scalar and list
// properties. What the properties mean is the caller's matter (gaussian_ply.h, dataset points,
// meshes).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {

enum class PlyType : std::uint8_t { Int8, UInt8, Int16, UInt16, Int32, UInt32, Float32, Float64 };
enum class PlyEncoding : std::uint8_t { Ascii, BinaryLittleEndian, BinaryBigEndian };

std::size_t plyTypeSize(PlyType type);
/// char uchar short ushort int uint float double
const char* plyTypeName(PlyType type);
/// Also int8, uint8, ... float32, float64.
std::optional<PlyType> plyTypeNamed(std::string_view name);

struct PlyProperty {
    std::string name;
    PlyType type = PlyType::Float32;      ///< of a value; of a list's items
    std::optional<PlyType> listCountType; ///< lists only

    bool operator==(const PlyProperty&) const = default;
};

/// An element as the header declares it.
struct PlyDeclaration {
    std::string name;
    std::int64_t count = 0; ///< not negative
    std::vector<PlyProperty> properties;

    bool hasLists() const;
    /// Bytes of a binary row; a list counts as its length field alone.
    std::size_t rowBytes() const;
    const PlyProperty* find(std::string_view name) const;
};

struct PlyHeader {
    PlyEncoding encoding = PlyEncoding::BinaryLittleEndian;
    std::vector<PlyDeclaration> elements;
    std::vector<std::string> comments; ///< without the word "comment"
    std::size_t bytes = 0;             ///< including the end of the line "end_header"

    const PlyDeclaration* find(std::string_view name) const;
};

/// One property of all rows.
struct PlyColumn {
    PlyProperty property;
    std::vector<std::byte>
        values; ///< little-endian, [count] or, for lists, all items one after the other
    std::vector<std::int64_t> starts; ///< lists only: [count + 1], first item of each row

    /// Converted to T where the type differs.
    template <class T>
    std::vector<T> as() const;
};

struct PlyElement {
    std::string name;
    std::int64_t count = 0;
    std::vector<PlyColumn> columns;

    const PlyColumn* find(std::string_view column) const;
};

struct Ply {
    std::vector<PlyElement> elements;
    std::vector<std::string> comments;

    const PlyElement* find(std::string_view element) const;
};

/// Reads the header alone. Throws Error naming file and line where the header is not one, and where
/// it promises more rows than the file has bytes for (binary without lists: exactly; otherwise the
/// least possible).
PlyHeader readPlyHeader(const std::filesystem::path& path);

/// Throws Error naming the file, the element and the row where the data ends early or is no number.
Ply readPly(const std::filesystem::path& path);

/// Written beside and renamed. Columns of an element have its count; throws Error(Permission |
/// NoSpace).
void writePly(const std::filesystem::path& path,
              const Ply& ply,
              PlyEncoding encoding = PlyEncoding::BinaryLittleEndian);

/// The value at one place of a little-endian array of `type`.
template <class T>
T plyValue(const std::byte* values, PlyType type, std::int64_t index) {
    const auto load = [&]<class Stored>(Stored stored) {
        std::memcpy(
            &stored, values + static_cast<std::size_t>(index) * sizeof(Stored), sizeof(Stored));
        return static_cast<T>(stored);
    };
    switch (type) {
    case PlyType::Int8:
        return load(std::int8_t());
    case PlyType::UInt8:
        return load(std::uint8_t());
    case PlyType::Int16:
        return load(std::int16_t());
    case PlyType::UInt16:
        return load(std::uint16_t());
    case PlyType::Int32:
        return load(std::int32_t());
    case PlyType::UInt32:
        return load(std::uint32_t());
    case PlyType::Float32:
        return load(float());
    case PlyType::Float64:
        return load(double());
    }
    return T();
}

template <class T>
std::vector<T> PlyColumn::as() const {
    std::vector<T> converted(values.size() / plyTypeSize(property.type));
    for (std::size_t i = 0; i < converted.size(); ++i)
        converted[i] = plyValue<T>(values.data(), property.type, static_cast<std::int64_t>(i));
    return converted;
}

/// A scalar column whose stored type is T's.
template <class T>
PlyColumn plyColumn(std::string name, PlyType type, std::span<const T> values) {
    PlyColumn column{{std::move(name), type, {}}, {}, {}};
    const std::span<const std::byte> bytes = std::as_bytes(values);
    column.values.assign(bytes.begin(), bytes.end());
    return column;
}

} // namespace cleave
