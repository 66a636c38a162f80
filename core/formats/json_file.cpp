// SPDX-License-Identifier: Apache-2.0
#include "core/formats/json_file.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace cleave {

nlohmann::json readJsonFile(const std::filesystem::path& path) {
    const std::string source = readTextFile(path);
    try {
        return nlohmann::json::parse(source);
    } catch (const nlohmann::json::parse_error& error) {
        const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, source.size());
        const auto line =
            std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        const std::size_t lineBegin = at == 0 ? 0 : source.rfind('\n', at - 1) + 1; // npos + 1 is 0
        const std::size_t column = at - std::min(lineBegin, at) + 1;
        if (at >= source.size())
            throw badFile(CLEAVE_TR("Formats", "%1 ends within its JSON, in line %2"), path, line);
        // The word around the place: the parser stops inside of it.
        const auto isWord = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '+';
        };
        std::size_t begin = at, end = at + 1;
        while (isWord(source[at]) && begin > 0 && isWord(source[begin - 1]))
            --begin;
        while (isWord(source[at]) && end < source.size() && isWord(source[end]))
            ++end;
        throw badFile(CLEAVE_TR("Formats", "%1, line %2, column %3: no valid JSON at \"%4\""),
                      path,
                      line,
                      column,
                      source.substr(begin, std::min<std::size_t>(end - begin, 40)));
    } catch (const nlohmann::json::exception& error) {
        throw badFile(CLEAVE_TR("Formats", "%1: no valid JSON (%2)"), path, error.what());
    }
}

std::optional<double>
jsonNumber(const nlohmann::json& object, const char* key, const std::string& place) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return std::nullopt;
    if (!found->is_number() || !std::isfinite(found->get<double>()))
        throw badFile(CLEAVE_TR("Formats", "%1: \"%2\" is not a finite number"), place, key);
    return found->get<double>();
}

} // namespace cleave
