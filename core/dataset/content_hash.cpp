// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/content_hash.h"

#include "core/base/safe_file.h"

#include <array>
#include <cstring>

namespace cleave {

namespace {

constexpr std::uint64_t fnvOffset = 0xcbf29ce484222325u, fnvPrime = 0x100000001b3u;

/// Spreads every bit over the word (multiplication alone never reaches the low bits).
std::uint64_t mix(std::uint64_t value) {
    value ^= value >> 32;
    value *= 0x9e3779b97f4a7c15u;
    value ^= value >> 29;
    return value;
}

} // namespace

std::uint64_t contentHash(std::span<const std::byte> bytes) {
    // Four lanes, because one multiplication must end before the next of its lane begins.
    std::array<std::uint64_t, 4> lanes = {fnvOffset, fnvOffset + 1, fnvOffset + 2, fnvOffset + 3};
    constexpr std::size_t blockSize = 32;
    std::size_t at = 0;
    for (; at + blockSize <= bytes.size(); at += blockSize) {
        std::array<std::uint64_t, 4> words;
        std::memcpy(words.data(), bytes.data() + at, blockSize);
        for (int i = 0; i < 4; ++i)
            lanes[i] = mix(lanes[i] ^ words[i]) * fnvPrime;
    }
    std::uint64_t hash = fnvOffset ^ bytes.size();
    for (const std::uint64_t lane : lanes)
        hash = mix(hash ^ lane) * fnvPrime;
    for (; at < bytes.size(); ++at)
        hash = (hash ^ std::to_integer<std::uint64_t>(bytes[at])) * fnvPrime;
    return mix(hash);
}

std::uint64_t hashFile(const std::filesystem::path& path) {
    return contentHash(readFile(path));
}

} // namespace cleave
