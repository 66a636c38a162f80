// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy files, versions 1 to 3 (little-endian, C order): one array with its shape. Also the
// members of .npz archives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace cleave {

enum class NpyType : std::uint8_t {
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float32,
    Float64
};

std::size_t npyTypeSize(NpyType type);

template <class T>
constexpr NpyType npyTypeOf() {
    if constexpr (std::is_same_v<T, bool>)
        return NpyType::Bool;
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return NpyType::UInt8;
    else if constexpr (std::is_same_v<T, std::int8_t>)
        return NpyType::Int8;
    else if constexpr (std::is_same_v<T, std::uint16_t>)
        return NpyType::UInt16;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return NpyType::Int16;
    else if constexpr (std::is_same_v<T, std::uint32_t>)
        return NpyType::UInt32;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return NpyType::Int32;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return NpyType::UInt64;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return NpyType::Int64;
    else if constexpr (std::is_same_v<T, float>)
        return NpyType::Float32;
    else {
        static_assert(std::is_same_v<T, double>);
        return NpyType::Float64;
    }
}

struct NpyArray {
    NpyType type = NpyType::Float32;
    std::vector<std::int64_t> shape; ///< outermost first; empty for a single number
    std::vector<std::byte> bytes;    ///< row-major, little-endian

    std::int64_t count() const;

    /// The values converted to T (a bool becomes 0 or 1; a float loses its fraction in an integer
    /// T).
    template <class T>
    std::vector<T> values() const;

    template <class T>
    static NpyArray from(std::span<const T> values, std::vector<std::int64_t> shape) {
        const auto raw = std::as_bytes(values);
        return {npyTypeOf<T>(), std::move(shape), {raw.begin(), raw.end()}};
    }

    bool operator==(const NpyArray&) const = default;
};

extern template std::vector<std::uint8_t> NpyArray::values() const;
extern template std::vector<std::int32_t> NpyArray::values() const;
extern template std::vector<std::int64_t> NpyArray::values() const;
extern template std::vector<float> NpyArray::values() const;
extern template std::vector<double> NpyArray::values() const;

/// `name` stands in errors: the file, or the member of an archive. Throws Error when the header is
/// not understood, the array is in Fortran order with more than one dimension, big-endian, of
/// another type, or longer than the bytes.
NpyArray parseNpy(std::span<const std::byte> bytes, const std::string& name);
/// Version 1.0, data aligned to 64 bytes.
std::vector<std::byte> formatNpy(const NpyArray& array);

NpyArray readNpy(const std::filesystem::path& path);
void writeNpy(const std::filesystem::path& path, const NpyArray& array);

} // namespace cleave
