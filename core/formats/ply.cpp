// SPDX-License-Identifier: Apache-2.0
#include "core/formats/ply.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "kernels/base/check.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace cleave {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "columns hold the file's little-endian bytes");

namespace {

/// Calls use(T()) with the C++ type behind a PLY type.
template <class Use>
decltype(auto) withType(PlyType type, Use&& use) {
    switch (type) {
    case PlyType::Int8:
        return use(std::int8_t());
    case PlyType::UInt8:
        return use(std::uint8_t());
    case PlyType::Int16:
        return use(std::int16_t());
    case PlyType::UInt16:
        return use(std::uint16_t());
    case PlyType::Int32:
        return use(std::int32_t());
    case PlyType::UInt32:
        return use(std::uint32_t());
    case PlyType::Float32:
        return use(float());
    case PlyType::Float64:
        break;
    }
    return use(double());
}

std::vector<PlyColumn> emptyColumns(const PlyDeclaration& element) {
    std::vector<PlyColumn> columns;
    for (const PlyProperty& property : element.properties) {
        PlyColumn column{property, {}, {}};
        if (property.listCountType)
            column.starts.assign(1, 0);
        else
            column.values.resize(static_cast<std::size_t>(element.count) *
                                 plyTypeSize(property.type));
        columns.push_back(std::move(column));
    }
    return columns;
}

/// Goes through the bytes behind the header.
class BodyReader {
public:
    BodyReader(const fs::path& path, const PlyHeader& header, std::span<const std::byte> body)
        : path_(path)
        , encoding_(header.encoding)
        , body_(body) {}

    PlyElement read(const PlyDeclaration& declared) {
        PlyElement element{declared.name, declared.count, emptyColumns(declared)};
        name_ = declared.name;
        if (element.columns.empty())
            return element;
        if (encoding_ == PlyEncoding::Ascii)
            readAsciiRows(element);
        else if (declared.hasLists())
            readBinaryRows(element);
        else
            readFixedRows(element, declared.rowBytes());
        return element;
    }

private:
    Error endsEarly(std::int64_t row) const {
        return badFile(CLEAVE_TR("Ply", "%1 ends in row %2 of element %3"), path_, row, name_);
    }

    const std::byte* take(std::size_t bytes, std::int64_t row) {
        if (body_.size() - position_ < bytes)
            throw endsEarly(row);
        const std::byte* taken = body_.data() + position_;
        position_ += bytes;
        return taken;
    }

    void copyValue(std::byte* to, const std::byte* from, std::size_t size) const {
        if (encoding_ == PlyEncoding::BinaryBigEndian)
            std::reverse_copy(from, from + size, to);
        else
            std::memcpy(to, from, size);
    }

    void readFixedRows(PlyElement& element, std::size_t rowBytes) {
        const std::byte* rows =
            take(static_cast<std::size_t>(element.count) * rowBytes, element.count - 1);
        kernels::forChunks(
            element.count, 4096, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                std::size_t offset = 0;
                for (PlyColumn& column : element.columns) {
                    const std::size_t size = plyTypeSize(column.property.type);
                    for (std::int64_t row = begin; row < end; ++row)
                        copyValue(column.values.data() + static_cast<std::size_t>(row) * size,
                                  rows + static_cast<std::size_t>(row) * rowBytes + offset,
                                  size);
                    offset += size;
                }
            });
    }

    std::int64_t takeListLength(PlyType type, std::int64_t row) {
        std::byte bytes[8];
        const std::size_t size = plyTypeSize(type);
        copyValue(bytes, take(size, row), size);
        return requireLength(plyValue<std::int64_t>(bytes, type, 0), row);
    }

    std::int64_t requireLength(std::int64_t length, std::int64_t row) const {
        if (length < 0)
            throw badFile(
                CLEAVE_TR("Ply",
                          "%1: row %2 of element %3 has a list of %4 items, expected 0 or more"),
                path_,
                row,
                name_,
                length);
        return length;
    }

    void readBinaryRows(PlyElement& element) {
        for (std::int64_t row = 0; row < element.count; ++row) {
            for (PlyColumn& column : element.columns) {
                const std::size_t size = plyTypeSize(column.property.type);
                if (!column.property.listCountType) {
                    copyValue(column.values.data() + static_cast<std::size_t>(row) * size,
                              take(size, row),
                              size);
                    continue;
                }
                const std::int64_t length = takeListLength(*column.property.listCountType, row);
                const std::byte* items = take(static_cast<std::size_t>(length) * size, row);
                const std::size_t start = column.values.size();
                column.values.resize(start + static_cast<std::size_t>(length) * size);
                for (std::int64_t i = 0; i < length; ++i)
                    copyValue(column.values.data() + start + static_cast<std::size_t>(i) * size,
                              items + static_cast<std::size_t>(i) * size,
                              size);
                column.starts.push_back(column.starts.back() + length);
            }
        }
    }

    std::string_view takeWord(std::int64_t row) {
        const auto isSpace = [](std::byte b) {
            return b == std::byte{' '} || (b >= std::byte{9} && b <= std::byte{13});
        };
        while (position_ < body_.size() && isSpace(body_[position_]))
            ++position_;
        const std::size_t start = position_;
        while (position_ < body_.size() && !isSpace(body_[position_]))
            ++position_;
        if (position_ == start)
            throw endsEarly(row);
        return {reinterpret_cast<const char*>(body_.data()) + start, position_ - start};
    }

    Error noNumber(std::string_view word,
                   std::int64_t row,
                   const std::string& property,
                   PlyType type) const {
        return badFile(
            CLEAVE_TR("Ply",
                      "%1: row %2 of element %3 has \"%4\" for %5, expected a number of type %6"),
            path_,
            row,
            name_,
            word.substr(0, 40),
            property,
            plyTypeName(type));
    }

    template <class T>
    T parse(std::string_view word, std::int64_t row, const PlyColumn& column, PlyType type) const {
        T value{};
        if (word.front() == '+')
            word.remove_prefix(1);
        const char* end = word.data() + word.size();
        auto result = std::from_chars(word.data(), end, value);
        if (result.ec == std::errc() && result.ptr == end)
            return value;
        // Some writers put whole numbers down as "255.0".
        double number = 0;
        result = std::from_chars(word.data(), end, number);
        const bool fits = std::is_integral_v<T> && result.ec == std::errc() && result.ptr == end &&
                          number >= static_cast<double>(std::numeric_limits<T>::lowest()) &&
                          number < static_cast<double>(std::numeric_limits<T>::max()) + 1 &&
                          number == std::floor(number);
        if (!fits)
            throw noNumber(word, row, column.property.name, type);
        return static_cast<T>(number);
    }

    void readAsciiRows(PlyElement& element) {
        for (std::int64_t row = 0; row < element.count; ++row)
            for (PlyColumn& column : element.columns)
                readAsciiValue(column, row);
    }

    void readAsciiValue(PlyColumn& column, std::int64_t row) {
        withType(column.property.type, [&](auto zero) {
            using T = decltype(zero);
            const auto store = [&](std::size_t index) {
                const T value = parse<T>(takeWord(row), row, column, column.property.type);
                std::memcpy(column.values.data() + index * sizeof(T), &value, sizeof(T));
            };
            if (!column.property.listCountType)
                return store(static_cast<std::size_t>(row));
            const auto length = requireLength(
                parse<std::int64_t>(takeWord(row), row, column, *column.property.listCountType),
                row);
            const std::int64_t start = column.starts.back();
            if (static_cast<std::size_t>(length) > body_.size() - position_)
                throw endsEarly(row);
            column.values.resize(static_cast<std::size_t>(start + length) * sizeof(T));
            for (std::int64_t i = 0; i < length; ++i)
                store(static_cast<std::size_t>(start + i));
            column.starts.push_back(start + length);
        });
    }

    const fs::path& path_;
    PlyEncoding encoding_;
    std::span<const std::byte> body_;
    std::string name_;
    std::size_t position_ = 0;
};

void appendText(std::vector<std::byte>& out, std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string headerText(const Ply& ply, PlyEncoding encoding) {
    std::string text = "ply\nformat ";
    text += encoding == PlyEncoding::Ascii                ? "ascii"
            : encoding == PlyEncoding::BinaryLittleEndian ? "binary_little_endian"
                                                          : "binary_big_endian";
    text += " 1.0\n";
    for (const std::string& comment : ply.comments)
        text += "comment " + comment + "\n";
    for (const PlyElement& element : ply.elements) {
        text += "element " + element.name + " " + std::to_string(element.count) + "\n";
        for (const PlyColumn& column : element.columns) {
            text += "property ";
            if (column.property.listCountType)
                text += std::string("list ") + plyTypeName(*column.property.listCountType) + " ";
            text +=
                std::string(plyTypeName(column.property.type)) + " " + column.property.name + "\n";
        }
    }
    return text + "end_header\n";
}

/// Puts one value down in the file's encoding.
class ValueWriter {
public:
    ValueWriter(std::vector<std::byte>& out, PlyEncoding encoding)
        : out_(out)
        , encoding_(encoding) {}

    void write(PlyType type, const std::byte* value) {
        if (encoding_ == PlyEncoding::Ascii) {
            withType(type, [&](auto stored) {
                std::memcpy(&stored, value, sizeof stored);
                char buffer[64];
                const auto end = std::to_chars(buffer, buffer + sizeof buffer, stored).ptr;
                appendText(out_, std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
                out_.push_back(std::byte{' '});
            });
            return;
        }
        const std::size_t start = out_.size(), size = plyTypeSize(type);
        out_.insert(out_.end(), value, value + size);
        if (encoding_ == PlyEncoding::BinaryBigEndian)
            std::reverse(out_.begin() + static_cast<std::ptrdiff_t>(start), out_.end());
    }

    void endRow() {
        if (encoding_ == PlyEncoding::Ascii)
            out_.back() = std::byte{'\n'};
    }

private:
    std::vector<std::byte>& out_;
    PlyEncoding encoding_;
};

void writeRow(ValueWriter& writer, const PlyElement& element, std::int64_t row) {
    for (const PlyColumn& column : element.columns) {
        const std::size_t size = plyTypeSize(column.property.type);
        std::int64_t begin = row, end = row + 1;
        if (column.property.listCountType) {
            begin = column.starts[static_cast<std::size_t>(row)];
            end = column.starts[static_cast<std::size_t>(row) + 1];
            withType(*column.property.listCountType, [&](auto length) {
                length = static_cast<decltype(length)>(end - begin);
                writer.write(*column.property.listCountType,
                             reinterpret_cast<const std::byte*>(&length));
            });
        }
        for (std::int64_t i = begin; i < end; ++i)
            writer.write(column.property.type,
                         column.values.data() + static_cast<std::size_t>(i) * size);
    }
    writer.endRow();
}

} // namespace

const PlyColumn* PlyElement::find(std::string_view column) const {
    for (const PlyColumn& candidate : columns)
        if (candidate.property.name == column)
            return &candidate;
    return nullptr;
}

const PlyElement* Ply::find(std::string_view element) const {
    for (const PlyElement& candidate : elements)
        if (candidate.name == element)
            return &candidate;
    return nullptr;
}

Ply readPly(const fs::path& path) {
    const PlyHeader header = readPlyHeader(path);
    const std::vector<std::byte> bytes = readFile(path);
    BodyReader reader(path, header, std::span(bytes).subspan(std::min(header.bytes, bytes.size())));
    Ply ply;
    ply.comments = header.comments;
    for (const PlyDeclaration& declared : header.elements)
        ply.elements.push_back(reader.read(declared));
    return ply;
}

void writePly(const fs::path& path, const Ply& ply, PlyEncoding encoding) {
    for (const PlyElement& element : ply.elements)
        for (const PlyColumn& column : element.columns) {
            const std::size_t items = column.values.size() / plyTypeSize(column.property.type);
            const bool fits =
                column.property.listCountType
                    ? column.starts.size() == static_cast<std::size_t>(element.count) + 1 &&
                          column.starts.back() == static_cast<std::int64_t>(items)
                    : items == static_cast<std::size_t>(element.count);
            if (!fits)
                throw BrokenPromise("writePly: column " + column.property.name +
                                    " does not have the element's count");
        }
    std::vector<std::byte> out;
    appendText(out, headerText(ply, encoding));
    ValueWriter writer(out, encoding);
    for (const PlyElement& element : ply.elements)
        for (std::int64_t row = 0; row < element.count; ++row)
            writeRow(writer, element, row);
    writeFile(path, out);
}

} // namespace cleave
