// SPDX-License-Identifier: Apache-2.0
// Layout: PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.
#include "core/formats/zip_archive.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "kernels/base/check.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <limits>
#include <zlib.h>

namespace cleave {

namespace {

constexpr std::uint32_t localSignature = 0x04034b50, directorySignature = 0x02014b50,
                        endSignature = 0x06054b50;
constexpr std::uint32_t end64Signature = 0x06064b50, locator64Signature = 0x07064b50;
constexpr std::uint32_t all32 = 0xffffffff;
constexpr std::uint16_t all16 = 0xffff;

template <class T>
T number(std::span<const std::byte> bytes, std::size_t offset) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value |= static_cast<T>(static_cast<T>(bytes[offset + i]) << (8 * i));
    return value;
}

template <class T>
void append(std::vector<std::byte>& bytes, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xff));
}

Error damaged(const std::filesystem::path& path) {
    return badFile(
        CLEAVE_TR("Formats",
                  "%1: is no ZIP archive or its directory is cut off; copy or export it again"),
        path);
}

struct DirectoryPlace {
    std::uint64_t offset = 0, size = 0, count = 0;
};

/// The 64-bit sizes of an entry, in the order of the 32-bit fields that are all ones.
void widen(ZipEntry& entry, std::span<const std::byte> extra, const std::filesystem::path& path) {
    for (std::size_t at = 0; at + 4 <= extra.size();) {
        const auto id = number<std::uint16_t>(extra, at),
                   size = number<std::uint16_t>(extra, at + 2);
        at += 4;
        if (at + size > extra.size())
            throw damaged(path);
        if (id == 1) {
            std::size_t field = at;
            for (std::uint64_t* value : {&entry.size, &entry.compressedSize, &entry.headerOffset}) {
                if (*value != all32)
                    continue;
                if (field + 8 > at + size)
                    throw damaged(path);
                *value = number<std::uint64_t>(extra, field);
                field += 8;
            }
        }
        at += size;
    }
}

std::vector<std::byte> inflateRaw(std::span<const std::byte> packed, std::uint64_t size) {
    std::vector<std::byte> bytes(size);
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        throw std::bad_alloc();
    std::size_t in = 0, out = 0;
    int status = Z_OK;
    std::byte scratch{};
    while (status == Z_OK) {
        constexpr std::size_t step = std::numeric_limits<uInt>::max();
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data() + in));
        stream.avail_in = static_cast<uInt>(std::min(step, packed.size() - in));
        stream.next_out = reinterpret_cast<Bytef*>(out < size ? bytes.data() + out : &scratch);
        stream.avail_out =
            static_cast<uInt>(out < size ? std::min<std::uint64_t>(step, size - out) : 1);
        const uInt inBefore = stream.avail_in, outBefore = stream.avail_out;
        status = inflate(&stream, Z_NO_FLUSH);
        in += inBefore - stream.avail_in;
        out += outBefore - stream.avail_out;
        if (inBefore == stream.avail_in && outBefore == stream.avail_out)
            break;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || out != size)
        bytes.clear();
    return bytes;
}

std::vector<std::byte> deflateRaw(std::span<const std::byte> bytes) {
    z_stream stream{};
    if (deflateInit2(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::vector<std::byte> packed(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int status = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    CLEAVE_ASSERT(status == Z_STREAM_END);
    return packed;
}

/// The fields that local header and directory share, from "version needed" on.
void appendCommon(std::vector<std::byte>& bytes, const ZipEntry& entry) {
    append<std::uint16_t>(bytes, 20);
    append<std::uint16_t>(bytes, 0x0800); // names are UTF-8
    append<std::uint16_t>(bytes, entry.method);
    append<std::uint16_t>(bytes,
                          0); // time and date: 1980-01-01, so that equal content gives equal files
    append<std::uint16_t>(bytes, 0x0021);
    append<std::uint32_t>(bytes, entry.crc);
    append<std::uint32_t>(bytes, static_cast<std::uint32_t>(entry.compressedSize));
    append<std::uint32_t>(bytes, static_cast<std::uint32_t>(entry.size));
    append<std::uint16_t>(bytes, static_cast<std::uint16_t>(entry.name.size()));
    append<std::uint16_t>(bytes, 0); // extra
}

void appendText(std::vector<std::byte>& bytes, const std::string& text) {
    const auto raw = std::as_bytes(std::span(text));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
}

} // namespace

std::uint32_t zipChecksum(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

ZipReader::ZipReader(const std::filesystem::path& path)
    : ZipReader(std::make_shared<const MappedFile>(path)) {}

ZipReader::ZipReader(std::shared_ptr<const MappedFile> file) : file_(std::move(file)) {
    // The directory's end record stands last, before a comment of at most 65535 bytes.
    const std::span<const std::byte> bytes = file_->bytes();
    const auto tail = bytes.last(std::min<std::size_t>(bytes.size(), 22 + 65535));
    std::int64_t end = static_cast<std::int64_t>(tail.size()) - 22;
    while (end >= 0 && number<std::uint32_t>(tail, static_cast<std::size_t>(end)) != endSignature)
        --end;
    if (end < 0)
        throw damaged(path());
    const auto at = static_cast<std::size_t>(end);
    DirectoryPlace place{number<std::uint32_t>(tail, at + 16),
                         number<std::uint32_t>(tail, at + 12),
                         number<std::uint16_t>(tail, at + 10)};
    if (place.offset == all32 || place.size == all32 || place.count == all16) {
        if (at < 20 || number<std::uint32_t>(tail, at - 20) != locator64Signature)
            throw damaged(path());
        const auto record = bytesAt(number<std::uint64_t>(tail, at - 20 + 8), 56);
        if (number<std::uint32_t>(record, 0) != end64Signature)
            throw damaged(path());
        place = {number<std::uint64_t>(record, 48),
                 number<std::uint64_t>(record, 40),
                 number<std::uint64_t>(record, 32)};
    }
    readDirectory(bytesAt(place.offset, place.size), place.count);
}

void ZipReader::readDirectory(std::span<const std::byte> directory, std::uint64_t count) {
    std::size_t position = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (position + 46 > directory.size() ||
            number<std::uint32_t>(directory, position) != directorySignature)
            throw damaged(path());
        const std::size_t nameSize = number<std::uint16_t>(directory, position + 28),
                          extraSize = number<std::uint16_t>(directory, position + 30);
        const std::size_t commentSize = number<std::uint16_t>(directory, position + 32);
        if (position + 46 + nameSize + extraSize + commentSize > directory.size())
            throw damaged(path());
        ZipEntry entry;
        entry.method = number<std::uint16_t>(directory, position + 10);
        entry.crc = number<std::uint32_t>(directory, position + 16);
        entry.compressedSize = number<std::uint32_t>(directory, position + 20);
        entry.size = number<std::uint32_t>(directory, position + 24);
        entry.headerOffset = number<std::uint32_t>(directory, position + 42);
        entry.name.assign(reinterpret_cast<const char*>(directory.data()) + position + 46,
                          nameSize);
        widen(entry, directory.subspan(position + 46 + nameSize, extraSize), path());
        entries_.push_back(std::move(entry));
        position += 46 + nameSize + extraSize + commentSize;
    }
}

std::span<const std::byte> ZipReader::bytesAt(std::uint64_t offset, std::uint64_t count) const {
    const std::span<const std::byte> bytes = file_->bytes();
    if (offset > bytes.size() || count > bytes.size() - offset)
        throw damaged(path());
    return bytes.subspan(offset, count);
}

const ZipEntry* ZipReader::find(const std::string& name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const ZipEntry& entry) {
        return entry.name == name;
    });
    return found == entries_.end() ? nullptr : &*found;
}

std::span<const std::byte> ZipReader::packed(const ZipEntry& entry) const {
    const auto header = bytesAt(entry.headerOffset, 30);
    if (number<std::uint32_t>(header, 0) != localSignature)
        throw damaged(path());
    if (number<std::uint16_t>(header, 6) & 1)
        throw badFile(CLEAVE_TR("Formats", "%1: %2 is encrypted"), path(), entry.name);
    const std::uint64_t nameSize = number<std::uint16_t>(header, 26);
    const std::uint64_t nameOffset = entry.headerOffset + 30;
    const auto name = bytesAt(nameOffset, nameSize);
    if (!std::equal(name.begin(),
                    name.end(),
                    std::as_bytes(std::span(entry.name)).begin(),
                    std::as_bytes(std::span(entry.name)).end()))
        throw badFile(CLEAVE_TR("Formats",
                                "%1: its directory and its contents disagree about %2; copy or "
                                "export the file again"),
                      path(),
                      entry.name);
    return bytesAt(nameOffset + nameSize + number<std::uint16_t>(header, 28), entry.compressedSize);
}

std::vector<std::byte> ZipReader::read(const ZipEntry& entry) const {
    const auto raw = packed(entry);
    if (entry.method != 0 && entry.method != 8)
        throw badFile(
            CLEAVE_TR("Formats", "%1: %2 has compression %3; expected stored or deflated"),
            path(),
            entry.name,
            entry.method);
    // Deflate shrinks to no less than about 1/1032, so a larger stated size is a lie that must not
    // be allocated.
    if (entry.method == 8 && entry.size / 1100 > entry.compressedSize)
        throw damaged(path());
    std::vector<std::byte> bytes = entry.method == 8
                                       ? inflateRaw(raw, entry.size)
                                       : std::vector<std::byte>(raw.begin(), raw.end());
    if (bytes.size() != entry.size || zipChecksum(bytes) != entry.crc)
        throw badFile(
            CLEAVE_TR("Formats",
                      "%1: %2 is damaged (its checksum differs); copy or export the file again"),
            path(),
            entry.name);
    return bytes;
}

bool ZipReader::looksLikeZip(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, 4> start{};
    file.read(start.data(), 4);
    return file && std::memcmp(start.data(), "PK\3\4", 4) == 0;
}

void writeZip(const std::filesystem::path& path, std::span<const ZipMember> members) {
    std::vector<std::byte> archive, directory;
    for (const ZipMember& member : members) {
        const std::vector<std::byte> packed = deflateRaw(member.bytes);
        const ZipEntry entry{member.name,
                             member.bytes.size(),
                             packed.size(),
                             archive.size(),
                             zipChecksum(member.bytes),
                             8};
        CLEAVE_ASSERT(archive.size() + packed.size() < all32 && member.bytes.size() < all32);
        append(archive, localSignature);
        appendCommon(archive, entry);
        appendText(archive, entry.name);
        archive.insert(archive.end(), packed.begin(), packed.end());

        append(directory, directorySignature);
        append<std::uint16_t>(directory, 20);
        appendCommon(directory, entry);
        append<std::uint16_t>(directory, 0); // comment
        append<std::uint16_t>(directory, 0); // disk
        append<std::uint16_t>(directory, 0); // internal attributes
        append<std::uint32_t>(directory, 0); // external attributes
        append<std::uint32_t>(directory, static_cast<std::uint32_t>(entry.headerOffset));
        appendText(directory, entry.name);
    }
    const auto offset = static_cast<std::uint32_t>(archive.size());
    archive.insert(archive.end(), directory.begin(), directory.end());
    append(archive, endSignature);
    append<std::uint32_t>(archive, 0); // disks
    append<std::uint16_t>(archive, static_cast<std::uint16_t>(members.size()));
    append<std::uint16_t>(archive, static_cast<std::uint16_t>(members.size()));
    append<std::uint32_t>(archive, static_cast<std::uint32_t>(directory.size()));
    append<std::uint32_t>(archive, offset);
    append<std::uint16_t>(archive, 0); // comment
    writeFile(path, archive);
}

} // namespace cleave
