// SPDX-License-Identifier: Apache-2.0
#include "core/formats/stored_zip.h"

#include "core/base/error.h"
#include "kernels/base/check.h"

#include <cerrno>
#include <cstring>
#include <limits>
#include <zlib.h>

namespace cleave {

namespace {

std::string little(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

Error cannotWrite(ErrorKind kind, const std::filesystem::path& path) {
    return {
        kind,
        text(CLEAVE_TR("Files", "%1 cannot be written: %2"), path.string(), std::strerror(errno))};
}

/// The fields that local headers and directory entries share, from "version needed" to the name's
/// length.
std::string common(std::uint32_t size, std::uint32_t crc, std::size_t nameLength) {
    constexpr std::uint64_t version = 20, noFlags = 0, stored = 0, noTime = 0, firstOf1980 = 33;
    return little(version, 2) + little(noFlags, 2) + little(stored, 2) + little(noTime, 2) +
           little(firstOf1980, 2) + little(crc, 4) + little(size, 4) + little(size, 4) +
           little(nameLength, 2);
}

} // namespace

StoredZip::StoredZip(std::filesystem::path path)
    : path_(std::move(path))
    , file_(path_, std::ios::binary) {
    if (!file_)
        throw cannotWrite(ErrorKind::Permission, path_);
}

void StoredZip::write(const std::string& bytes) {
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    position_ += bytes.size();
}

void StoredZip::add(const std::string& name, std::span<const std::byte> bytes) {
    CLEAVE_ASSERT(position_ + bytes.size() < std::numeric_limits<std::uint32_t>::max());
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    const auto crc =
        static_cast<std::uint32_t>(::crc32_z(::crc32_z(0, nullptr, 0), data, bytes.size()));
    const auto size = static_cast<std::uint32_t>(bytes.size());
    members_.push_back({name, size, crc, static_cast<std::uint32_t>(position_)});
    write(little(0x04034b50, 4) + common(size, crc, name.size()) + little(0, 2) + name);
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    position_ += bytes.size();
    if (!file_)
        throw cannotWrite(ErrorKind::NoSpace, path_);
}

void StoredZip::finish() {
    const std::uint64_t start = position_;
    for (const Member& member : members_) {
        constexpr std::uint64_t madeBy = 20;
        write(little(0x02014b50, 4) + little(madeBy, 2) +
              common(member.size, member.crc, member.name.size()) + little(0, 2) + little(0, 2) +
              little(0, 2) + little(0, 2) + little(0, 4) + little(member.offset, 4) + member.name);
    }
    const std::uint64_t length = position_ - start, count = members_.size();
    write(little(0x06054b50, 4) + little(0, 4) + little(count, 2) + little(count, 2) +
          little(length, 4) + little(start, 4) + little(0, 2));
    file_.close();
    if (!file_)
        throw cannotWrite(ErrorKind::NoSpace, path_);
}

} // namespace cleave
