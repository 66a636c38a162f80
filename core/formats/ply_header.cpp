// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/formats/ply.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <limits>
#include <sstream>
#include <system_error>

namespace cleave {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longestHeader = std::size_t{1} << 20;

struct TypeName {
    const char* name;
    const char* sized;
    std::size_t size;
};

constexpr TypeName typeNames[] = {{"char", "int8", 1},
                                  {"uchar", "uint8", 1},
                                  {"short", "int16", 2},
                                  {"ushort", "uint16", 2},
                                  {"int", "int32", 4},
                                  {"uint", "uint32", 4},
                                  {"float", "float32", 4},
                                  {"double", "float64", 8}};

/// The header's lines one by one, with their number for messages.
class HeaderParser {
public:
    explicit HeaderParser(const fs::path& path) : path_(path) {}

    /// Returns false after end_header.
    bool take(const std::string& line) {
        ++lineNumber_;
        std::istringstream words(line);
        std::string keyword;
        words >> keyword;
        if (lineNumber_ == 1) {
            if (line != "ply")
                throw badFile(CLEAVE_TR("Ply", "%1: no PLY file, the first line is not \"ply\""),
                              path_);
        } else if (keyword == "end_header") {
            finish();
            return false;
        } else if (keyword == "format") {
            takeFormat(words);
        } else if (keyword == "element") {
            takeElement(words);
        } else if (keyword == "property") {
            takeProperty(words);
        } else if (keyword == "comment") {
            header_.comments.push_back(line.size() > 8 ? line.substr(8) : std::string());
        } else if (keyword != "obj_info" && !keyword.empty()) {
            throw wrong("the unknown word \"" + keyword.substr(0, 40) + "\"",
                        "format, element, property, comment or end_header");
        }
        return true;
    }

    PlyHeader header() { return std::move(header_); }

private:
    Error wrong(const std::string& what, const std::string& expected) const {
        return badFile(CLEAVE_TR("Ply", "%1: line %2 of the header has %3, expected %4"),
                       path_,
                       lineNumber_,
                       what,
                       expected);
    }

    void takeFormat(std::istringstream& words) {
        std::string name;
        words >> name;
        if (name == "ascii")
            header_.encoding = PlyEncoding::Ascii;
        else if (name == "binary_little_endian")
            header_.encoding = PlyEncoding::BinaryLittleEndian;
        else if (name == "binary_big_endian")
            header_.encoding = PlyEncoding::BinaryBigEndian;
        else
            throw wrong("the format \"" + name + "\"",
                        "ascii, binary_little_endian or binary_big_endian");
        hasFormat_ = true;
    }

    void takeElement(std::istringstream& words) {
        PlyDeclaration element;
        std::string count;
        words >> element.name >> count;
        const auto end = count.data() + count.size();
        const auto result = std::from_chars(count.data(), end, element.count);
        if (count.empty() || result.ec != std::errc() || result.ptr != end || element.count < 0)
            throw wrong("the count \"" + count + "\" of element " + element.name,
                        "a whole number from 0");
        if (header_.find(element.name))
            throw wrong("element " + element.name + " a second time", "each element once");
        header_.elements.push_back(std::move(element));
    }

    PlyType takeType(std::istringstream& words) {
        std::string name;
        words >> name;
        const auto type = plyTypeNamed(name);
        if (!type)
            throw wrong("the unknown type \"" + name + "\"",
                        "char, uchar, short, ushort, int, uint, float or double");
        return *type;
    }

    void takeProperty(std::istringstream& words) {
        if (header_.elements.empty())
            throw wrong("a property before any element", "an element");
        PlyProperty property;
        const auto start = words.tellg();
        std::string first;
        words >> first;
        if (first == "list") {
            property.listCountType = takeType(words);
            if (*property.listCountType == PlyType::Float32 ||
                *property.listCountType == PlyType::Float64)
                throw wrong("a list length that is no integer", "an integer type");
        } else {
            words.seekg(start);
        }
        property.type = takeType(words);
        words >> property.name;
        if (property.name.empty())
            throw wrong("a property without a name", "a name");
        PlyDeclaration& element = header_.elements.back();
        if (element.find(property.name))
            throw wrong("property " + property.name + " a second time", "each property once");
        element.properties.push_back(std::move(property));
    }

    void finish() const {
        if (!hasFormat_)
            throw wrong("no format before its end", "a line \"format\"");
    }

    const fs::path& path_;
    PlyHeader header_;
    int lineNumber_ = 0;
    bool hasFormat_ = false;
};

/// Least bytes that the rows of an element can take.
std::size_t leastRowBytes(const PlyDeclaration& element, PlyEncoding encoding) {
    // A digit and a separator per value; an empty list is its "0".
    return encoding == PlyEncoding::Ascii ? 2 * element.properties.size() : element.rowBytes();
}

void requireBytes(const PlyHeader& header, const fs::path& path, std::size_t fileBytes) {
    // The last ASCII line may lack its line feed.
    std::size_t remaining =
        fileBytes - header.bytes + (header.encoding == PlyEncoding::Ascii ? 1 : 0);
    for (const PlyDeclaration& element : header.elements) {
        const std::size_t row = leastRowBytes(element, header.encoding);
        if (row == 0)
            continue;
        const std::size_t possible = remaining / row;
        if (static_cast<std::size_t>(element.count) > possible)
            throw badFile(CLEAVE_TR("Ply",
                                    "%1: the header promises %2 rows of element %3, but the file "
                                    "has bytes for %4 at most"),
                          path,
                          element.count,
                          element.name,
                          possible);
        remaining -= static_cast<std::size_t>(element.count) * row;
    }
}

} // namespace

std::size_t plyTypeSize(PlyType type) {
    return typeNames[static_cast<int>(type)].size;
}

const char* plyTypeName(PlyType type) {
    return typeNames[static_cast<int>(type)].name;
}

std::optional<PlyType> plyTypeNamed(std::string_view name) {
    for (int i = 0; i < static_cast<int>(std::size(typeNames)); ++i)
        if (name == typeNames[i].name || name == typeNames[i].sized)
            return static_cast<PlyType>(i);
    return std::nullopt;
}

bool PlyDeclaration::hasLists() const {
    return std::any_of(properties.begin(), properties.end(), [](const PlyProperty& p) {
        return p.listCountType.has_value();
    });
}

std::size_t PlyDeclaration::rowBytes() const {
    std::size_t bytes = 0;
    for (const PlyProperty& property : properties)
        bytes += plyTypeSize(property.listCountType.value_or(property.type));
    return bytes;
}

const PlyProperty* PlyDeclaration::find(std::string_view name) const {
    for (const PlyProperty& property : properties)
        if (property.name == name)
            return &property;
    return nullptr;
}

const PlyDeclaration* PlyHeader::find(std::string_view name) const {
    for (const PlyDeclaration& element : elements)
        if (element.name == name)
            return &element;
    return nullptr;
}

PlyHeader readPlyHeader(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw missing(CLEAVE_TR("Files", "%1 does not exist"), path);
    if (fs::is_directory(path, code))
        throw badInput(CLEAVE_TR("Files", "%1 is a folder, expected a file"), path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Files", "%1 cannot be read: %2"), path, std::strerror(errno)));
    const auto fileBytes = static_cast<std::size_t>(fs::file_size(path, code));
    std::string head(std::min(fileBytes, longestHeader), '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    if (head.empty())
        throw badFile(CLEAVE_TR("Ply", "%1 is empty, expected a PLY file"), path);

    HeaderParser parser(path);
    std::size_t position = 0;
    bool goesOn = true;
    while (goesOn) {
        const std::size_t end = head.find('\n', position);
        if (position == 0 && head.compare(0, 3, "ply") != 0)
            throw badFile(CLEAVE_TR("Ply", "%1: no PLY file, the first line is not \"ply\""), path);
        if (end == std::string::npos)
            throw badFile(CLEAVE_TR("Ply", "%1: the PLY header does not end with \"end_header\""),
                          path);
        std::string line = head.substr(position, end - position);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        goesOn = parser.take(line);
        position = end + 1;
    }
    PlyHeader header = parser.header();
    header.bytes = position;
    requireBytes(header, path, fileBytes);
    return header;
}

} // namespace cleave
