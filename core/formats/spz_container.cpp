// SPDX-License-Identifier: Apache-2.0
#include "core/formats/spz_container.h"

#include "core/base/error.h"
#include "kernels/gaussians/planes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <zlib.h>
#include <zstd.h>

namespace cleave {

namespace fs = std::filesystem;

namespace {

/// Version 4 follows its header, which is not compressed, with a table of streams.
struct StreamTable {
    SpzHeader header;
    std::uint32_t offset = 0; ///< of the table in the file; `header.streams` of them
    std::array<std::uint32_t, 3> reserved{};
};

struct StreamSize {
    std::uint64_t compressed = 0, whole = 0;
};

static_assert(sizeof(StreamTable) == 32 && sizeof(StreamSize) == 16);

/// Owns zlib's state while a stream is taken apart.
class Inflater {
public:
    explicit Inflater(std::span<const std::byte> bytes) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK)
            throw std::bad_alloc();
    }

    ~Inflater() { inflateEnd(&stream_); }

    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// The next bytes, fewer where the stream ends or breaks.
    std::vector<std::uint8_t> take(std::size_t wanted) {
        std::vector<std::uint8_t> taken;
        constexpr std::size_t step = std::size_t{1} << 22;
        while (taken.size() < wanted && !ended_) {
            // Grown with the data, so that a header that lies costs no memory.
            const std::size_t start = taken.size();
            taken.resize(std::min(wanted, start + step));
            stream_.next_out = taken.data() + start;
            stream_.avail_out = static_cast<uInt>(taken.size() - start);
            while (stream_.avail_out > 0 && !ended_)
                ended_ = inflate(&stream_, Z_NO_FLUSH) != Z_OK;
            taken.resize(taken.size() - stream_.avail_out);
        }
        return taken;
    }

private:
    z_stream stream_{};
    bool ended_ = false;
};

void checkHeader(const SpzHeader& header, const fs::path& path) {
    if (header.shDegree > kernels::maxShDegree)
        throw badFile(CLEAVE_TR("Formats", "%1 has harmonics of degree %2, expected 0 to 3"),
                      path,
                      int{header.shDegree});
    if (header.fractionBits > 23)
        throw badFile(CLEAVE_TR("Formats", "%1 has %2 bits behind the point, expected 0 to 23"),
                      path,
                      int{header.fractionBits});
}

SpzHeader zippedHeader(std::span<const std::uint8_t> bytes, const fs::path& path) {
    SpzHeader header;
    if (bytes.size() < sizeof header)
        throw badFile(CLEAVE_TR("Formats", "%1 is no .spz: its gzip stream ends within the header"),
                      path);
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != spzMagic)
        throw badFile(
            CLEAVE_TR("Formats", "%1 is no .spz: its gzip stream does not begin with NGSP"), path);
    if (header.version < 1 || header.version > 3)
        throw Error(
            ErrorKind::Unsupported,
            text(CLEAVE_TR("Formats", "%1 is a zipped .spz of version %2, expected 1, 2 or 3"),
                 path,
                 header.version));
    checkHeader(header, path);
    return header;
}

/// Takes a Zstandard stream apart and adds at most `most` bytes of it.
void appendStream(std::span<const std::byte> bytes,
                  std::size_t most,
                  std::vector<std::uint8_t>& out) {
    const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                            &ZSTD_freeDStream);
    if (!stream)
        throw std::bad_alloc();
    // Grown with the data, so that a header that lies costs no memory.
    constexpr std::size_t step = std::size_t{1} << 22;
    const std::size_t begin = out.size();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (std::size_t left = 1; left != 0 && out.size() - begin < most;) {
        const std::size_t start = out.size(), size = std::min(step, most - (start - begin));
        out.resize(start + size);
        ZSTD_outBuffer to{out.data() + start, size, 0};
        left = ZSTD_decompressStream(stream.get(), &to, &in);
        out.resize(start + to.pos);
        if (ZSTD_isError(left) || (to.pos == 0 && in.pos == in.size))
            return;
    }
}

SpzContents unzipped(std::span<const std::byte> file, const fs::path& path) {
    Inflater inflater(file);
    SpzContents unpacked{zippedHeader(inflater.take(sizeof(SpzHeader)), path), {}};
    unpacked.body =
        inflater.take(std::size_t{unpacked.header.count} * spzGaussianBytes(unpacked.header));
    return unpacked;
}

/// Version 4: one Zstandard stream per quantity, in the order of the older versions' body.
SpzContents unstreamed(std::span<const std::byte> file, const fs::path& path) {
    StreamTable table;
    if (file.size() < sizeof table)
        throw badFile(CLEAVE_TR("Formats", "%1 ends within the header of a .spz"), path);
    std::memcpy(&table, file.data(), sizeof table);
    SpzContents unpacked{table.header, {}};
    const SpzHeader& header = unpacked.header;
    if (header.version != 4)
        throw Error(
            ErrorKind::Unsupported,
            text(CLEAVE_TR("Formats",
                           "%1 is a .spz of version %2 without compression; expected version 4, "
                           "or 1 to 3 in gzip"),
                 path,
                 header.version));
    checkHeader(header, path);
    const std::size_t streams = header.streams;
    std::size_t at = std::size_t{table.offset} + streams * sizeof(StreamSize);
    if (streams != (header.shDegree > 0 ? 6u : 5u) || at > file.size())
        throw badFile(
            CLEAVE_TR("Formats", "%1 has a table of %2 streams that does not fit"), path, streams);
    const std::array<std::size_t, 6> perGaussian = {
        spzPositionBytes(header),
        1,
        3,
        3,
        spzRotationBytes(header),
        3 * static_cast<std::size_t>(kernels::shFunctionCount(header.shDegree) - 1)};
    for (std::size_t i = 0; i < streams; ++i) {
        StreamSize size;
        std::memcpy(&size, file.data() + table.offset + i * sizeof size, sizeof size);
        if (size.compressed > file.size() - at)
            throw badFile(
                CLEAVE_TR("Formats", "%1 ends within stream %2 of %3"), path, i + 1, streams);
        const std::size_t begin = unpacked.body.size(), expected = header.count * perGaussian[i];
        appendStream(file.subspan(at, size.compressed), expected, unpacked.body);
        if (size.whole != expected || unpacked.body.size() - begin != expected)
            throw badFile(
                CLEAVE_TR("Formats", "%1 promises %2 gaussians, but stream %3 has %4 bytes"),
                path,
                header.count,
                i + 1,
                unpacked.body.size() - begin);
        at += size.compressed;
    }
    return unpacked;
}

} // namespace

std::size_t spzPositionBytes(const SpzHeader& header) {
    return header.version == 1 ? 6 : 9;
}

std::size_t spzRotationBytes(const SpzHeader& header) {
    return header.version >= 3 ? 4 : 3;
}

std::size_t spzGaussianBytes(const SpzHeader& header) {
    return spzPositionBytes(header) + 7 + spzRotationBytes(header) +
           3 * static_cast<std::size_t>(kernels::shFunctionCount(header.shDegree) - 1);
}

SpzContents unpackSpz(std::span<const std::byte> file, const fs::path& path) {
    const auto startsWith = [&](std::initializer_list<int> start) {
        std::size_t i = 0;
        for (int byte : start)
            if (i >= file.size() || std::to_integer<int>(file[i++]) != byte)
                return false;
        return true;
    };
    const bool isPlain = startsWith({'N', 'G', 'S', 'P'});
    if (!isPlain && !startsWith({0x1f, 0x8b}))
        throw badFile(
            CLEAVE_TR("Formats", "%1 is no .spz: it begins with neither NGSP nor a gzip stream"),
            path);

    return isPlain ? unstreamed(file, path) : unzipped(file, path);
}

} // namespace cleave
