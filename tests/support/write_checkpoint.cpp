// SPDX-License-Identifier: Apache-2.0
#include "tests/support/write_checkpoint.h"

#include "tests/support/torch_file.h"

#include <cmath>
#include <numbers>
#include <zlib.h>

namespace cleave::tests {

namespace {

std::string little(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i, value >>= 8)
        bytes.push_back(static_cast<char>(value));
    return bytes;
}

/// Version, flags and so on up to the extra length, as local header and directory share them.
std::string commonFields(std::uint32_t crc, std::uint32_t size, std::size_t nameSize) {
    return little(20, 2) + little(0x0800, 2) + little(0, 2) + little(0x00210000, 4) +
           little(crc, 4) + little(size, 4) + little(size, 4) + little(nameSize, 2) + little(0, 2);
}

/// splitmix64: a good hash of a counter.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

} // namespace

void StoredZipWriter::add(const std::string& name, std::span<const std::byte> bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const Entry entry{name,
                      static_cast<std::uint32_t>(
                          crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())),
                      size,
                      static_cast<std::uint32_t>(position_)};
    const std::string header = "PK\3\4" + commonFields(entry.crc, size, name.size()) + name;
    file_ << header;
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    position_ += header.size() + bytes.size();
    entries_.push_back(entry);
}

void StoredZipWriter::finish() {
    std::string directory;
    for (const Entry& entry : entries_)
        directory += "PK\1\2" + little(20, 2) +
                     commonFields(entry.crc, entry.size, entry.name.size()) + little(0, 10) +
                     little(entry.offset, 4) + entry.name;
    file_ << directory << "PK\5\6" << little(0, 4) << little(entries_.size(), 2)
          << little(entries_.size(), 2) << little(directory.size(), 4) << little(position_, 4)
          << little(0, 2);
    file_.close();
}

void CheckpointWriter::add(const std::string& name,
                           const std::vector<std::int64_t>& shape,
                           std::span<const float> values) {
    const std::string key = std::to_string(count_++);
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    zip_.add("archive/data/" + key, std::as_bytes(values));
    pickle_ +=
        PickleBuilder()
            .text(name)
            .tensor(
                "FloatStorage", key, static_cast<std::int64_t>(values.size()), 0, shape, strides)
            .bytes();
}

void CheckpointWriter::addRandom(const std::string& name,
                                 const std::vector<std::int64_t>& shape,
                                 float deviation,
                                 std::uint64_t seed,
                                 float mean) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    std::uint64_t state = seed;
    for (const char c : name)
        state = mixed(state ^ static_cast<unsigned char>(c));
    std::vector<float> values(static_cast<std::size_t>(count));
    // Box and Muller, two numbers at a time.
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const std::uint64_t bits = mixed(state + i);
        const float radius =
            std::sqrt(-2 * std::log((static_cast<float>(bits >> 40) + 1) / 16777217.0f));
        const float angle =
            2 * std::numbers::pi_v<float> * static_cast<float>(bits & 0xffffff) / 16777216.0f;
        values[i] = mean + deviation * radius * std::cos(angle);
        if (i + 1 < values.size())
            values[i + 1] = mean + deviation * radius * std::sin(angle);
    }
    add(name, shape, values);
}

void CheckpointWriter::finish() {
    const std::string pickle = "\x80\x02" + PickleBuilder()
                                                .global("collections", "OrderedDict")
                                                .raw(")R(")
                                                .raw(pickle_)
                                                .raw("u.")
                                                .bytes();
    zip_.add("archive/data.pkl", std::as_bytes(std::span(pickle)));
    const std::string version = "3\n";
    zip_.add("archive/version", std::as_bytes(std::span(version)));
    zip_.finish();
}

} // namespace cleave::tests
