// SPDX-License-Identifier: Apache-2.0
// Small files as torch.save writes them, built opcode by opcode, for tests of the reader.
#pragma once

#include "tests/support/write_checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cleave::tests {

/// A pickle in the making. Every call appends opcodes.
class PickleBuilder {
public:
    PickleBuilder& raw(const std::string& bytes) {
        bytes_ += bytes;
        return *this;
    }

    PickleBuilder& global(const std::string& module, const std::string& name) {
        return raw("c" + module + "\n" + name + "\n");
    }

    PickleBuilder& text(const std::string& value) {
        return raw("X" + little(value.size(), 4) + value);
    }

    PickleBuilder& number(std::int64_t value) {
        return raw("J" + little(static_cast<std::uint64_t>(value), 4));
    }

    PickleBuilder& numbers(const std::vector<std::int64_t>& values) {
        raw("(");
        for (const std::int64_t value : values)
            number(value);
        return raw("t");
    }

    /// A whole tensor over storage `key` of class `storage` ("BoolStorage").
    PickleBuilder& tensor(const std::string& storage,
                          const std::string& key,
                          std::int64_t storageCount,
                          std::int64_t offset,
                          const std::vector<std::int64_t>& shape,
                          const std::vector<std::int64_t>& strides) {
        global("torch._utils", "_rebuild_tensor_v2")
            .raw("((")
            .text("storage")
            .global("torch", storage)
            .text(key)
            .text("cpu");
        number(storageCount).raw("tQ").number(offset).numbers(shape).numbers(strides).raw("\x89");
        return global("collections", "OrderedDict").raw(")RtR");
    }

    /// Writes an archive with this pickle and the given storages.
    void save(const std::filesystem::path& path,
              const std::map<std::string, std::vector<std::uint8_t>>& storages) const {
        const std::string pickle = "\x80\x02" + bytes_ + ".";
        StoredZipWriter zip(path);
        zip.add("archive/data.pkl", std::as_bytes(std::span(pickle)));
        for (const auto& [key, bytes] : storages)
            zip.add("archive/data/" + key, std::as_bytes(std::span(bytes)));
        zip.finish();
    }

    const std::string& bytes() const { return bytes_; }

private:
    static std::string little(std::uint64_t value, int size) {
        std::string bytes;
        for (int i = 0; i < size; ++i)
            bytes.push_back(static_cast<char>(value >> (8 * i)));
        return bytes;
    }

    std::string bytes_;
};

} // namespace cleave::tests
