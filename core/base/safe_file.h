// SPDX-License-Identifier: Apache-2.0
// Whole-file reading and writing that never leaves half a file: writes go beside the target and are
// renamed over it when complete.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cleave {

/// Throws Error(Missing | Permission) with the path.
std::vector<std::byte> readFile(const std::filesystem::path& path);
std::string readTextFile(const std::filesystem::path& path);

/// Throws Error(Permission | NoSpace); the old file stays as it was then.
void writeFile(const std::filesystem::path& path, std::span<const std::byte> bytes);
void writeTextFile(const std::filesystem::path& path, const std::string& text);

/// Calls write(temporaryPath) for libraries that open files themselves, then renames the result to
/// `path`. The temporary name keeps the extension. When write throws, the temporary is removed and
/// `path` untouched.
void writeBeside(const std::filesystem::path& path,
                 const std::function<void(const std::filesystem::path&)>& write);

/// Makes the folder and its parents; throws Error(Permission) where that fails.
void makeFolder(const std::filesystem::path& folder);

/// What tells a file's format: ".ply" of "A.PLY"; empty where there is none. ASCII letters alone.
std::string lowerExtension(const std::filesystem::path& path);

} // namespace cleave
