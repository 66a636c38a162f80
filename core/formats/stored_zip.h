// SPDX-License-Identifier: Apache-2.0
// Writes ZIP archives of stored members one after another, so that none needs to be in memory
// together with the others; what torch.save does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace cleave {

class StoredZip {
public:
    /// Throws Error(Permission) naming the file.
    explicit StoredZip(std::filesystem::path path);

    /// Below 4 GB together. Throws Error(NoSpace) naming the file.
    void add(const std::string& name, std::span<const std::byte> bytes);
    /// Writes the directory; nothing can be added afterwards.
    void finish();

private:
    struct Member {
        std::string name;
        std::uint32_t size, crc, offset;
    };

    void write(const std::string& bytes);

    std::filesystem::path path_;
    std::ofstream file_;
    std::uint64_t position_ = 0;
    std::vector<Member> members_;
};

} // namespace cleave
