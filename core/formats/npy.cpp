// SPDX-License-Identifier: Apache-2.0
#include "core/formats/npy.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "kernels/base/check.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace cleave {

static_assert(std::endian::native == std::endian::little, "arrays in files are little-endian");

namespace {

struct TypeRow {
    NpyType type;
    std::size_t size;
    const char* descr;
};

constexpr std::array<TypeRow, 11> typeRows = {{
    {NpyType::Bool, 1, "|b1"},
    {NpyType::UInt8, 1, "|u1"},
    {NpyType::Int8, 1, "|i1"},
    {NpyType::UInt16, 2, "<u2"},
    {NpyType::Int16, 2, "<i2"},
    {NpyType::UInt32, 4, "<u4"},
    {NpyType::Int32, 4, "<i4"},
    {NpyType::UInt64, 8, "<u8"},
    {NpyType::Int64, 8, "<i8"},
    {NpyType::Float32, 4, "<f4"},
    {NpyType::Float64, 8, "<f8"},
}};

const TypeRow& rowOf(NpyType type) {
    for (const TypeRow& row : typeRows)
        if (row.type == type)
            return row;
    throw BrokenPromise("unknown NpyType");
}

/// The text after 'key': in the header's Python dictionary, blanks skipped.
std::string valueOf(const std::string& header, const std::string& key, const std::string& name) {
    for (const char quote : {'\'', '"'}) {
        const std::string quoted = quote + key + quote;
        const std::size_t at = header.find(quoted);
        if (at == std::string::npos)
            continue;
        std::size_t begin = header.find_first_not_of(' ', at + quoted.size());
        if (begin == std::string::npos || header[begin] != ':')
            break;
        begin = header.find_first_not_of(' ', begin + 1);
        if (begin != std::string::npos)
            return header.substr(begin);
    }
    throw badFile(CLEAVE_TR("Formats", "%1: the header of the array names no '%2'"), name, key);
}

NpyType parseType(const std::string& value, const std::string& name) {
    const std::size_t end = value.size() > 1 ? value.find(value[0], 1) : std::string::npos;
    const std::string descr =
        end == std::string::npos ? value.substr(0, 16) : value.substr(1, end - 1);
    for (const TypeRow& row : typeRows) {
        const std::string known = row.descr;
        if (descr == known ||
            (row.size == 1 && descr.size() == 3 && descr.substr(1) == known.substr(1)))
            return row.type;
    }
    throw badFile(CLEAVE_TR("Formats",
                            "%1: element type %2 is not read; expected a little-endian integer, "
                            "float32, float64 or bool"),
                  name,
                  descr);
}

std::vector<std::int64_t> parseShape(const std::string& value, const std::string& name) {
    const Error broken =
        badFile(CLEAVE_TR("Formats", "%1: the shape in the array's header cannot be read"), name);
    const std::size_t end = value.find(')');
    if (value[0] != '(' || end == std::string::npos)
        throw broken;
    std::vector<std::int64_t> shape;
    std::int64_t size = -1;
    for (std::size_t i = 1; i <= end; ++i) {
        const char c = value[i];
        if (c >= '0' && c <= '9') {
            size = (size < 0 ? 0 : size) * 10 + (c - '0');
            if (size > (std::int64_t{1} << 48))
                throw broken;
        } else if (c == ',' || c == ')') {
            if (size >= 0)
                shape.push_back(size);
            size = -1;
        } else if (c != ' ' && c != 'L') {
            throw broken;
        }
    }
    return shape;
}

template <class From, class To>
std::vector<To> convert(const std::vector<std::byte>& bytes) {
    std::vector<To> result(bytes.size() / sizeof(From));
    for (std::size_t i = 0; i < result.size(); ++i) {
        From value;
        std::memcpy(&value, bytes.data() + i * sizeof(From), sizeof(From));
        result[i] = static_cast<To>(value);
    }
    return result;
}

} // namespace

std::size_t npyTypeSize(NpyType type) {
    return rowOf(type).size;
}

std::int64_t NpyArray::count() const {
    std::int64_t product = 1;
    for (std::int64_t size : shape)
        product *= size;
    return product;
}

template <class T>
std::vector<T> NpyArray::values() const {
    switch (type) {
    case NpyType::Bool:
    case NpyType::UInt8:
        return convert<std::uint8_t, T>(bytes);
    case NpyType::Int8:
        return convert<std::int8_t, T>(bytes);
    case NpyType::UInt16:
        return convert<std::uint16_t, T>(bytes);
    case NpyType::Int16:
        return convert<std::int16_t, T>(bytes);
    case NpyType::UInt32:
        return convert<std::uint32_t, T>(bytes);
    case NpyType::Int32:
        return convert<std::int32_t, T>(bytes);
    case NpyType::UInt64:
        return convert<std::uint64_t, T>(bytes);
    case NpyType::Int64:
        return convert<std::int64_t, T>(bytes);
    case NpyType::Float32:
        return convert<float, T>(bytes);
    case NpyType::Float64:
        return convert<double, T>(bytes);
    }
    throw BrokenPromise("unknown NpyType");
}

template std::vector<std::uint8_t> NpyArray::values() const;
template std::vector<std::int32_t> NpyArray::values() const;
template std::vector<std::int64_t> NpyArray::values() const;
template std::vector<float> NpyArray::values() const;
template std::vector<double> NpyArray::values() const;

NpyArray parseNpy(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.size() < 10 || std::memcmp(bytes.data(), "\x93NUMPY", 6) != 0)
        throw badFile(
            CLEAVE_TR("Formats", "%1 is no NumPy array: it does not start with \\x93NUMPY"), name);
    const int version = std::to_integer<int>(bytes[6]);
    if (version < 1 || version > 3)
        throw badFile(
            CLEAVE_TR("Formats", "%1: NumPy format version %2 is not known; expected 1, 2 or 3"),
            name,
            version);
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    std::uint32_t headerLength = 0;
    if (bytes.size() >= 8 + lengthBytes)
        std::memcpy(&headerLength, bytes.data() + 8, lengthBytes);
    const std::size_t dataBegin = 8 + lengthBytes + headerLength;
    if (dataBegin > bytes.size())
        throw badFile(CLEAVE_TR("Formats", "%1 ends within its header, after %2 of %3 bytes"),
                      name,
                      bytes.size(),
                      dataBegin);

    const std::string header(reinterpret_cast<const char*>(bytes.data()) + 8 + lengthBytes,
                             headerLength);
    NpyArray array;
    array.type = parseType(valueOf(header, "descr", name), name);
    array.shape = parseShape(valueOf(header, "shape", name), name);
    if (array.shape.size() > 1 && valueOf(header, "fortran_order", name).starts_with("True"))
        throw badFile(
            CLEAVE_TR("Formats",
                      "%1 is in Fortran order; expected C order (numpy.ascontiguousarray)"),
            name);
    const std::size_t available = bytes.size() - dataBegin;
    // Multiplied stepwise so that a lying shape cannot wrap around.
    std::size_t needed = npyTypeSize(array.type);
    for (const std::int64_t size : array.shape) {
        if (size != 0 &&
            needed > std::numeric_limits<std::size_t>::max() / static_cast<std::size_t>(size))
            throw badFile(
                CLEAVE_TR("Formats", "%1: the shape in the array's header cannot be read"), name);
        needed *= static_cast<std::size_t>(size);
    }
    if (needed > available)
        throw badFile(
            CLEAVE_TR("Formats", "%1 ends after %2 of the %3 bytes that its shape promises"),
            name,
            available,
            needed);
    array.bytes.assign(bytes.begin() + dataBegin, bytes.begin() + dataBegin + needed);
    return array;
}

std::vector<std::byte> formatNpy(const NpyArray& array) {
    CLEAVE_ASSERT(static_cast<std::size_t>(array.count()) * npyTypeSize(array.type) ==
                  array.bytes.size());
    std::string header = std::string("{'descr': '") + rowOf(array.type).descr +
                         "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < array.shape.size(); ++i)
        header += std::to_string(array.shape[i]) + (i + 1 < array.shape.size() ? ", "
                                                    : array.shape.size() == 1  ? ","
                                                                               : "");
    header += "), }";
    constexpr std::size_t prefix = 10, alignment = 64;
    while ((prefix + header.size() + 1) % alignment != 0)
        header += ' ';
    header += '\n';

    std::string text = std::string("\x93NUMPY\x01", 7) + '\0';
    text += static_cast<char>(header.size() & 0xff);
    text += static_cast<char>(header.size() >> 8);
    text += header;
    const auto raw = std::as_bytes(std::span(text));
    std::vector<std::byte> bytes(raw.begin(), raw.end());
    bytes.insert(bytes.end(), array.bytes.begin(), array.bytes.end());
    return bytes;
}

NpyArray readNpy(const std::filesystem::path& path) {
    return parseNpy(readFile(path), path.string());
}

void writeNpy(const std::filesystem::path& path, const NpyArray& array) {
    writeFile(path, formatNpy(array));
}

} // namespace cleave
