// SPDX-License-Identifier: Apache-2.0
// JSON files whose errors name line and column.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace cleave {

/// Throws Error(Missing | Permission | BadFile); a syntax error names line, column and what was
/// found there.
nlohmann::json readJsonFile(const std::filesystem::path& path);

/// A finite number under `key` of an object; nothing where there is none. Throws Error, `place`
/// naming file and object, where it is something else.
std::optional<double>
jsonNumber(const nlohmann::json& object, const char* key, const std::string& place);

} // namespace cleave
