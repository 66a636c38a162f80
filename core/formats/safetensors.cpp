// SPDX-License-Identifier: Apache-2.0
#include "core/formats/safetensors.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace cleave {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t lengthSize = 8;
constexpr std::uint64_t maximumHeader = 100'000'000; ///< as the format's own reader has it
constexpr std::size_t maximumName = 512;
constexpr int maximumDepth = 3; ///< names, fields, lists of numbers
constexpr std::int64_t maximumValues = 8'000'000;

std::uint64_t headerLength(const MappedFile& file) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < lengthSize; ++i)
        value |= static_cast<std::uint64_t>(file.bytes()[i]) << (8 * i);
    return value;
}

std::optional<TensorType> typeNamed(const std::string& name) {
    static const std::map<std::string, TensorType> types = {{"F32", TensorType::Float32},
                                                            {"F64", TensorType::Float64},
                                                            {"F16", TensorType::Float16},
                                                            {"BF16", TensorType::BFloat16},
                                                            {"I64", TensorType::Int64},
                                                            {"I32", TensorType::Int32},
                                                            {"I16", TensorType::Int16},
                                                            {"I8", TensorType::Int8},
                                                            {"U8", TensorType::UInt8},
                                                            {"BOOL", TensorType::Bool}};
    const auto found = types.find(name);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

bool isOneLine(const std::string& name) {
    return name.size() <= maximumName &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < ' '; });
}

/// The JSON alone. A name that comes twice is refused, as is what would only fill the memory.
Json parseHeader(const MappedFile& file, std::uint64_t length) {
    const char* text = reinterpret_cast<const char*>(file.bytes().data()) + lengthSize;
    std::set<std::string> names;
    std::int64_t values = 0;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth > maximumDepth || ++values > maximumValues)
            throw badFile(CLEAVE_TR("Formats", "%1: its header is no list of tensors"),
                          file.path());
        if (event == Json::parse_event_t::key && depth == 1 && !isOneLine(value.get<std::string>()))
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: the name of a tensor has %2 characters or more than a "
                                    "line; expected at most %3"),
                          file.path(),
                          value.get<std::string>().size(),
                          maximumName);
        if (event == Json::parse_event_t::key && depth == 1 &&
            !names.insert(value.get<std::string>()).second)
            throw badFile(CLEAVE_TR("Formats", "%1: two tensors are named \"%2\""),
                          file.path(),
                          value.get<std::string>());
        return true;
    };
    try {
        return Json::parse(text, text + length, watch);
    } catch (const Json::exception&) {
        throw badFile(CLEAVE_TR("Formats", "%1: its header is no list of tensors"), file.path());
    }
}

std::optional<std::vector<std::int64_t>> wholeNumbers(const Json& entry, const char* key) {
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_array())
        return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const Json& value : *found) {
        if (!value.is_number_unsigned() ||
            value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
            return std::nullopt;
        numbers.push_back(value.get<std::int64_t>());
    }
    return numbers;
}

} // namespace

bool isSafetensors(const MappedFile& file) {
    return file.bytes().size() > lengthSize && file.bytes()[lengthSize] == std::byte{'{'};
}

Checkpoint readSafetensors(std::shared_ptr<const MappedFile> file) {
    const std::uint64_t length = headerLength(*file);
    if (length > maximumHeader || length > file->bytes().size() - lengthSize)
        throw badFile(CLEAVE_TR("Formats",
                                "%1: its header is said to have %2 bytes, more than the file or "
                                "any list of tensors has"),
                      file->path(),
                      length);
    const Json header = parseHeader(*file, length);
    const std::uint64_t dataBegin = lengthSize + length,
                        dataSize = file->bytes().size() - dataBegin;
    std::vector<CheckpointStorage> storages;
    std::vector<CheckpointEntry> entries;
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__")
            continue;
        const auto wrong = [&, &tensor = name] {
            return badFile(CLEAVE_TR("Formats",
                                     "%1: tensor \"%2\" is described wrongly; expected dtype, "
                                     "shape and data_offsets within the file"),
                           file->path(),
                           tensor);
        };
        if (!value.is_object() || !value.contains("dtype") || !value["dtype"].is_string())
            throw wrong();
        const auto shape = wholeNumbers(value, "shape"),
                   offsets = wholeNumbers(value, "data_offsets");
        if (!shape || !offsets || offsets->size() != 2 || shape->size() > 16)
            throw wrong();
        const auto type = typeNamed(value["dtype"].get<std::string>());
        if (!type && !isOneLine(value["dtype"].get<std::string>()))
            throw wrong();
        if (!type)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: tensor \"%2\" has elements of a kind that is not read (%3)"),
                file->path(),
                name,
                value["dtype"].get<std::string>());
        const auto begin = static_cast<std::uint64_t>((*offsets)[0]),
                   end = static_cast<std::uint64_t>((*offsets)[1]);
        if (begin > end || end > dataSize)
            throw wrong();

        CheckpointEntry entry{
            name, *type, *shape, std::vector<std::int64_t>(shape->size(), 1), 0, storages.size()};
        // Sizes are at most the bytes there are, so that no product of them overflows.
        unsigned __int128 bytes = tensorTypeSize(*type);
        for (std::size_t i = shape->size(); i-- > 0;) {
            if (i + 1 < shape->size())
                entry.strides[i] = entry.strides[i + 1] * (*shape)[i + 1];
            bytes *= static_cast<std::uint64_t>((*shape)[i]);
            if (bytes > dataSize)
                throw wrong();
        }
        if (bytes != end - begin)
            throw wrong();
        storages.push_back({name, dataBegin + begin, end - begin, 0});
        entries.push_back(std::move(entry));
    }
    return {std::move(file), std::move(storages), std::move(entries)};
}

} // namespace cleave
