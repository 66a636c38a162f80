// SPDX-License-Identifier: Apache-2.0
// Small whole numbers in few bytes: seven bits a byte, low bits first, the top bit = more follows.
// For masks and selections.
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace cleave {

class ByteWriter {
public:
    void number(std::uint64_t value) {
        while (value >= 128) {
            bytes_.push_back(static_cast<std::byte>(value | 128));
            value >>= 7;
        }
        bytes_.push_back(static_cast<std::byte>(value));
    }

    template <class T>
    void raw(T value) {
        const auto* begin = reinterpret_cast<const std::byte*>(&value);
        bytes_.insert(bytes_.end(), begin, begin + sizeof(T));
    }

    std::vector<std::byte> take() { return std::move(bytes_); }

private:
    std::vector<std::byte> bytes_;
};

/// Throws Error(BadFile) where the bytes end early or a number is larger than asked for.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::uint64_t number(std::uint64_t largest = ~std::uint64_t{0}) {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<std::uint64_t>(raw<std::byte>());
            value |= (byte & 127) << shift;
            if (byte < 128) {
                if (value > largest)
                    throw damaged();
                return value;
            }
        }
        throw damaged();
    }

    template <class T>
    T raw() {
        if (bytes_.size() < sizeof(T))
            throw damaged();
        T value;
        std::memcpy(&value, bytes_.data(), sizeof(T));
        bytes_ = bytes_.subspan(sizeof(T));
        return value;
    }

    bool isAtEnd() const { return bytes_.empty(); }

    static Error damaged() { return badFile(CLEAVE_TR("Project", "packed data are damaged")); }

private:
    std::span<const std::byte> bytes_;
};

} // namespace cleave
