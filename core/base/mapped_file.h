// SPDX-License-Identifier: Apache-2.0
// A file's bytes as memory, read by the system page by page when they are looked at: for files of
// several GB of which only parts are needed, or which are needed once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace cleave {

class MappedFile {
public:
    /// Throws Error(Missing | BadInput | Permission) naming the path. The file must not be cut
    /// short by others while it is mapped: the system ends a program that looks at pages that are
    /// gone.
    explicit MappedFile(std::filesystem::path path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

    std::span<const std::byte> bytes() const { return {data_, size_}; }

private:
    std::filesystem::path path_;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace cleave
