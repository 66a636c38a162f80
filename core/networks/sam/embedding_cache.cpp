// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/embedding_cache.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

namespace cleave {

namespace {

/// What a file begins with; the numbers follow.
struct FileHead {
    std::array<char, 8> magic = {'c', 'l', 'v', 's', 'a', 'm', 'e', '1'};
    std::uint64_t network = 0;
    std::uint64_t key = 0;
    std::int32_t frame[5] = {};
    std::int32_t unused = 0;
    std::int64_t rows = 0, channels = 0;
};

std::size_t bytesOf(const SamEmbedding& embedding) {
    return embedding.rows.bytes();
}

} // namespace

EmbeddingCache::EmbeddingCache(EmbeddingCacheLimits limits, std::uint64_t network)
    : limits_(std::move(limits))
    , network_(network) {}

std::filesystem::path EmbeddingCache::fileOf(Revision key) const {
    return limits_.folder / (std::to_string(network_) + "-" + std::to_string(key) + ".embedding");
}

std::shared_ptr<const SamEmbedding> EmbeddingCache::find(Revision key) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(
        entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
    if (found != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, found);
        return found->embedding;
    }
    if (limits_.folder.empty() || key == 0)
        return nullptr;
    std::shared_ptr<const SamEmbedding> embedding = readFileOf(key);
    if (embedding)
        keepInMemory(key, embedding);
    return embedding;
}

std::shared_ptr<const SamEmbedding> EmbeddingCache::readFileOf(Revision key) const {
    std::error_code code;
    const std::filesystem::path path = fileOf(key);
    if (!std::filesystem::is_regular_file(path, code) ||
        std::filesystem::file_size(path, code) < sizeof(FileHead))
        return nullptr;
    const std::vector<std::byte> bytes = readFile(path);
    FileHead head;
    const FileHead expected;
    std::memcpy(&head, bytes.data(), sizeof head);
    constexpr std::int64_t most = 1 << 20;
    const bool isSane =
        head.magic == expected.magic && head.network == network_ && head.key == key &&
        head.rows > 0 && head.rows < most && head.channels > 0 && head.channels < most &&
        bytes.size() ==
            sizeof head + static_cast<std::size_t>(head.rows * head.channels) * sizeof(float);
    if (!isSane)
        return nullptr;
    auto embedding = std::make_shared<SamEmbedding>();
    embedding->frame = {head.frame[0], head.frame[1], head.frame[2], head.frame[3], head.frame[4]};
    embedding->rows = Rows(head.rows, head.channels);
    std::memcpy(embedding->rows.data(), bytes.data() + sizeof head, embedding->rows.bytes());
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now(), code); // used just now
    return embedding;
}

void EmbeddingCache::keepInMemory(Revision key, std::shared_ptr<const SamEmbedding> embedding) {
    entries_.remove_if([&](const Entry& entry) { return entry.key == key; });
    entries_.push_front({key, std::move(embedding)});
    std::size_t sum = 0;
    auto entry = entries_.begin();
    for (; entry != entries_.end(); ++entry) {
        sum += bytesOf(*entry->embedding);
        if (sum > limits_.memoryBytes && entry != entries_.begin())
            break;
    }
    entries_.erase(entry, entries_.end());
}

void EmbeddingCache::insert(Revision key, std::shared_ptr<const SamEmbedding> embedding) {
    if (key == 0)
        return;
    const std::lock_guard lock(mutex_);
    if (!limits_.folder.empty()) {
        FileHead head;
        head.network = network_;
        head.key = key;
        const SamFrame& frame = embedding->frame;
        const std::array<std::int32_t, 5> sizes = {
            frame.width, frame.height, frame.inputWidth, frame.inputHeight, frame.inputSize};
        std::copy(sizes.begin(), sizes.end(), head.frame);
        head.rows = embedding->rows.size(0);
        head.channels = embedding->rows.size(1);
        std::vector<std::byte> bytes(sizeof head + embedding->rows.bytes());
        std::memcpy(bytes.data(), &head, sizeof head);
        std::memcpy(bytes.data() + sizeof head, embedding->rows.data(), embedding->rows.bytes());
        try {
            makeFolder(limits_.folder);
            writeFile(fileOf(key), bytes);
            trimFolder();
        } catch (const Error&) { // a full disk or a read-only folder: it will be computed again
            limits_.folder.clear();
        }
    }
    keepInMemory(key, std::move(embedding));
}

void EmbeddingCache::trimFolder() const {
    struct File {
        std::filesystem::path path;
        std::filesystem::file_time_type used;
        std::uintmax_t bytes;
    };

    std::vector<File> files;
    std::uintmax_t sum = 0;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(limits_.folder, code))
        if (entry.path().extension() == ".embedding") {
            files.push_back({entry.path(), entry.last_write_time(code), entry.file_size(code)});
            sum += files.back().bytes;
        }
    std::sort(
        files.begin(), files.end(), [](const File& a, const File& b) { return a.used < b.used; });
    for (const File& file : files) {
        if (sum <= limits_.folderBytes)
            return;
        if (std::filesystem::remove(file.path, code))
            sum -= file.bytes;
    }
}

} // namespace cleave
