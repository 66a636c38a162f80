// SPDX-License-Identifier: Apache-2.0
// ZIP archives as .npz and .pt files use them: entries stored or deflated, also beyond 4 GB on
// reading.
#pragma once

#include "core/base/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cleave {

struct ZipEntry {
    std::string name;                 ///< with '/' between folders
    std::uint64_t size = 0;           ///< bytes, expanded
    std::uint64_t compressedSize = 0; ///< bytes in the archive
    std::uint64_t headerOffset = 0;   ///< of the local header
    std::uint32_t crc = 0;
    std::uint16_t method = 0; ///< 0 stored, 8 deflated
};

/// An archive open for reading; entries are read one by one when asked for.
class ZipReader {
public:
    /// Reads the directory at the end of the file. Throws Error naming the file when it is missing,
    /// cut off or no ZIP.
    explicit ZipReader(const std::filesystem::path& path);
    explicit ZipReader(std::shared_ptr<const MappedFile> file);

    const std::filesystem::path& path() const { return file_->path(); }

    std::span<const ZipEntry> entries() const { return entries_; }

    const ZipEntry* find(const std::string& name) const;
    /// Throws Error naming file and entry for other compressions, encryption, cut-off data or a
    /// wrong checksum.
    std::vector<std::byte> read(const ZipEntry& entry) const;
    /// Where the entry's bytes lie in the file, as they are there. Throws Error naming file and
    /// entry for encryption, cut-off data or a local header of another entry.
    std::span<const std::byte> packed(const ZipEntry& entry) const;

    static bool looksLikeZip(const std::filesystem::path& path);

private:
    void readDirectory(std::span<const std::byte> directory, std::uint64_t count);
    std::span<const std::byte> bytesAt(std::uint64_t offset, std::uint64_t count) const;

    std::shared_ptr<const MappedFile> file_;
    std::vector<ZipEntry> entries_;
};

std::uint32_t zipChecksum(std::span<const std::byte> bytes);

struct ZipMember {
    std::string name;
    std::span<const std::byte> bytes;
};

/// Deflated members, below 4 GB together; the same input gives the same bytes. Throws
/// Error(Permission | NoSpace).
void writeZip(const std::filesystem::path& path, std::span<const ZipMember> members);

} // namespace cleave
