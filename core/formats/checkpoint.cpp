// SPDX-License-Identifier: Apache-2.0
#include "core/formats/checkpoint.h"

#include "core/base/error.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_checkpoint.h"
#include "core/formats/zip_archive.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace cleave {

namespace {

constexpr std::int64_t countLimit = std::int64_t{1} << 40;
constexpr std::size_t dimensionLimit = 16;

Error noTensor(const std::filesystem::path& path, const std::string& name) {
    return badFile(CLEAVE_TR("Formats",
                             "%1: tensor \"%2\" is described wrongly; expected storage, offset, "
                             "sizes and strides within the storage"),
                   path,
                   name);
}

/// Sizes and strides stay within a storage of so many elements, without overflow on the way.
bool fits(const CheckpointEntry& entry, std::int64_t storageCount) {
    if (entry.shape.size() != entry.strides.size() || entry.shape.size() > dimensionLimit)
        return false;
    if (entry.offset < 0 || entry.offset > storageCount || storageCount > countLimit)
        return false;
    std::int64_t last = entry.offset, count = 1;
    bool isEmpty = false;
    for (std::size_t i = 0; i < entry.shape.size(); ++i) {
        const std::int64_t size = entry.shape[i], stride = entry.strides[i];
        if (size < 0 || stride < 0 || size > countLimit || stride > countLimit)
            return false;
        isEmpty = isEmpty || size == 0;
        if (size <= 1)
            continue;
        if (count > countLimit / size || stride > countLimit / size)
            return false;
        count *= size;
        last += (size - 1) * stride;
        if (last > countLimit)
            return false;
    }
    return isEmpty || last < storageCount;
}

bool isRowMajor(const CheckpointEntry& entry) {
    std::int64_t dense = 1;
    for (std::size_t i = entry.shape.size(); i-- > 0;) {
        if (entry.shape[i] != 1 && entry.strides[i] != dense)
            return false;
        dense *= entry.shape[i];
    }
    return true;
}

/// Calls `take(output index, storage index)` in row-major order.
template <class Take>
void forElements(const CheckpointEntry& entry, const Take& take) {
    std::vector<std::int64_t> index(entry.shape.size(), 0);
    const std::int64_t count = entry.count();
    std::int64_t from = entry.offset;
    for (std::int64_t i = 0; i < count; ++i) {
        take(static_cast<std::size_t>(i), static_cast<std::size_t>(from));
        for (std::size_t d = index.size(); d-- > 0;) {
            from += entry.strides[d];
            if (++index[d] < entry.shape[d])
                break;
            from -= entry.strides[d] * entry.shape[d];
            index[d] = 0;
        }
    }
}

void requireApart(const MappedFile& file, const std::vector<CheckpointStorage>& storages) {
    std::vector<const CheckpointStorage*> sorted;
    for (const CheckpointStorage& storage : storages) {
        if (storage.begin > file.bytes().size() ||
            storage.size > file.bytes().size() - storage.begin)
            throw badFile(
                CLEAVE_TR(
                    "Formats",
                    "%1: the numbers of storage %2 lie outside the file; it is cut off or damaged"),
                file.path(),
                storage.key);
        if (storage.size > 0)
            sorted.push_back(&storage);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
        return a->begin < b->begin;
    });
    for (std::size_t i = 1; i < sorted.size(); ++i)
        if (sorted[i]->begin < sorted[i - 1]->begin + sorted[i - 1]->size)
            throw badFile(CLEAVE_TR("Formats", "%1: the numbers of storages %2 and %3 overlap"),
                          file.path(),
                          sorted[i - 1]->key,
                          sorted[i]->key);
}

float halfToFloat(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16,
                        exponent = (half >> 10) & 31, mantissa = half & 1023;
    if (exponent == 0)
        return std::bit_cast<float>(
            sign | std::bit_cast<std::uint32_t>(std::ldexp(static_cast<float>(mantissa), -24)));
    const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | wide << 23 | mantissa << 13);
}

template <class T>
T load(const std::byte* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
}

float toFloat(TensorType type, const std::byte* at) {
    switch (type) {
    case TensorType::Float32:
        return load<float>(at);
    case TensorType::Float64:
        return static_cast<float>(load<double>(at));
    case TensorType::Float16:
        return halfToFloat(load<std::uint16_t>(at));
    case TensorType::BFloat16:
        return std::bit_cast<float>(static_cast<std::uint32_t>(load<std::uint16_t>(at)) << 16);
    case TensorType::Int64:
        return static_cast<float>(load<std::int64_t>(at));
    case TensorType::Int32:
        return static_cast<float>(load<std::int32_t>(at));
    case TensorType::Int16:
        return static_cast<float>(load<std::int16_t>(at));
    case TensorType::Int8:
        return static_cast<float>(load<std::int8_t>(at));
    case TensorType::UInt8:
        return static_cast<float>(load<std::uint8_t>(at));
    case TensorType::Bool:
        return *at != std::byte{0} ? 1.0f : 0.0f;
    }
    return 0;
}

} // namespace

struct Checkpoint::Intact {
    explicit Intact(std::size_t count) : known(count) {}

    std::vector<std::atomic<bool>> known;
};

std::size_t tensorTypeSize(TensorType type) {
    switch (type) {
    case TensorType::Float64:
    case TensorType::Int64:
        return 8;
    case TensorType::Float32:
    case TensorType::Int32:
        return 4;
    case TensorType::Float16:
    case TensorType::BFloat16:
    case TensorType::Int16:
        return 2;
    case TensorType::Int8:
    case TensorType::UInt8:
    case TensorType::Bool:
        return 1;
    }
    return 1;
}

std::int64_t CheckpointEntry::count() const {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        return 0;
    std::int64_t product = 1;
    for (const std::int64_t size : shape)
        product *= size;
    return product;
}

std::vector<float> CheckpointTensor::floats() const {
    std::vector<float> values(static_cast<std::size_t>(count()));
    const std::size_t size = tensorTypeSize(type);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = toFloat(type, bytes.data() + i * size);
    return values;
}

Checkpoint::Checkpoint(std::shared_ptr<const MappedFile> file,
                       std::vector<CheckpointStorage> storages,
                       std::vector<CheckpointEntry> entries,
                       std::vector<std::string> topKeys)
    : file_(std::move(file))
    , storages_(std::make_shared<const std::vector<CheckpointStorage>>(std::move(storages)))
    , entries_(std::move(entries))
    , topKeys_(std::move(topKeys))
    , intact_(std::make_shared<Intact>(storages_->size())) {
    requireApart(*file_, *storages_);
    // Views that share a storage make the sum larger than the file, but never by much.
    const std::uint64_t mostBytes =
        4 * static_cast<std::uint64_t>(file_->bytes().size()) + (std::uint64_t{1} << 20);
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const CheckpointEntry& entry = entries_[i];
        const std::uint64_t size = tensorTypeSize(entry.type);
        if (entry.storage >= storages_->size() ||
            !fits(entry, static_cast<std::int64_t>((*storages_)[entry.storage].size / size)))
            throw noTensor(path(), entry.name);
        bytes += static_cast<std::uint64_t>(entry.count()) * size;
        if (bytes > mostBytes)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: its tensors up to \"%2\" are many times larger than the file"),
                path(),
                entry.name);
        if (!indices_.emplace(entry.name, i).second)
            throw badFile(
                CLEAVE_TR("Formats", "%1: two tensors are named \"%2\""), path(), entry.name);
    }
}

const CheckpointEntry* Checkpoint::find(const std::string& name) const {
    const auto found = indices_.find(name);
    return found == indices_.end() ? nullptr : &entries_[found->second];
}

std::span<const std::byte> Checkpoint::bytesOf(const CheckpointEntry& entry) const {
    const CheckpointStorage& storage = (*storages_)[entry.storage];
    return file_->bytes().subspan(storage.begin, storage.size);
}

void Checkpoint::requireIntact(const CheckpointEntry& entry) const {
    const CheckpointStorage& storage = (*storages_)[entry.storage];
    if (storage.crc == 0 || intact_->known[entry.storage])
        return;
    if (zipChecksum(bytesOf(entry)) != storage.crc)
        throw badFile(CLEAVE_TR("Formats",
                                "%1: the numbers of tensor \"%2\" are damaged (their checksum "
                                "differs); copy or download the file again"),
                      path(),
                      entry.name);
    intact_->known[entry.storage] = true;
}

CheckpointTensor Checkpoint::read(const CheckpointEntry& entry) const {
    requireIntact(entry);
    const std::size_t size = tensorTypeSize(entry.type);
    CheckpointTensor tensor{entry.type,
                            entry.shape,
                            std::vector<std::byte>(static_cast<std::size_t>(entry.count()) * size)};
    if (tensor.bytes.empty())
        return tensor;
    const std::byte* storage = bytesOf(entry).data();
    if (isRowMajor(entry))
        std::memcpy(tensor.bytes.data(),
                    storage + static_cast<std::size_t>(entry.offset) * size,
                    tensor.bytes.size());
    else
        forElements(entry, [&](std::size_t to, std::size_t from) {
            std::memcpy(tensor.bytes.data() + to * size, storage + from * size, size);
        });
    return tensor;
}

std::vector<float> Checkpoint::floats(const CheckpointEntry& entry) const {
    requireIntact(entry);
    const std::size_t size = tensorTypeSize(entry.type);
    std::vector<float> values(static_cast<std::size_t>(entry.count()));
    if (values.empty())
        return values;
    const std::byte* storage = bytesOf(entry).data();
    if (entry.type == TensorType::Float32 && isRowMajor(entry))
        std::memcpy(values.data(),
                    storage + static_cast<std::size_t>(entry.offset) * size,
                    values.size() * sizeof(float));
    else
        forElements(entry, [&](std::size_t to, std::size_t from) {
            values[to] = toFloat(entry.type, storage + from * size);
        });
    return values;
}

std::span<const float> Checkpoint::mappedFloats(const CheckpointEntry& entry) const {
    if (entry.type != TensorType::Float32 || entry.count() == 0 || !isRowMajor(entry))
        return {};
    requireIntact(entry);
    const std::byte* begin =
        bytesOf(entry).data() + static_cast<std::size_t>(entry.offset) * sizeof(float);
    if (reinterpret_cast<std::uintptr_t>(begin) % alignof(float) != 0)
        return {};
    return {reinterpret_cast<const float*>(begin), static_cast<std::size_t>(entry.count())};
}

Checkpoint Checkpoint::stateDict() const {
    Checkpoint result = *this;
    const auto keepUnder = [&](const std::string& prefix) {
        std::erase_if(result.entries_, [&](const CheckpointEntry& entry) {
            return !entry.name.starts_with(prefix);
        });
        for (CheckpointEntry& entry : result.entries_)
            entry.name.erase(0, prefix.size());
    };
    const auto countUnder = [&](const std::string& prefix) {
        return std::count_if(
            result.entries_.begin(), result.entries_.end(), [&](const CheckpointEntry& entry) {
                return entry.name.starts_with(prefix);
            });
    };
    if (!topKeys_.empty()) {
        static constexpr std::array<const char*, 3> wanted = {"model.", "state_dict.", "teacher."};
        const auto found = std::find_if(
            wanted.begin(), wanted.end(), [&](const char* key) { return countUnder(key) > 0; });
        if (found == wanted.end()) {
            std::string keys;
            for (const std::string& key : topKeys_)
                keys += (keys.empty() ? "" : ", ") + key.substr(0, 40);
            throw badFile(
                CLEAVE_TR(
                    "Formats",
                    "%1: holds no weights under model, state_dict or teacher; its keys are %2"),
                path(),
                keys.substr(0, 400));
        }
        keepUnder(*found);
    }
    for (const char* prefix : {"module.", "backbone."})
        if (!result.entries_.empty() &&
            countUnder(prefix) == static_cast<std::ptrdiff_t>(result.entries_.size()))
            keepUnder(prefix);
    if (result.entries_.empty())
        throw badFile(CLEAVE_TR("Formats", "%1: holds no tensors"), path());
    result.topKeys_.clear();
    result.indices_.clear();
    for (std::size_t i = 0; i < result.entries_.size(); ++i)
        result.indices_.emplace(result.entries_[i].name, i);
    return result;
}

Checkpoint readCheckpoint(const std::filesystem::path& path) {
    auto file = std::make_shared<const MappedFile>(path);
    if (isTorchZip(*file))
        return readTorchZip(file);
    if (isTorchLegacy(*file))
        return readTorchLegacy(file);
    if (isSafetensors(*file))
        return readSafetensors(file);
    throw badFile(
        CLEAVE_TR(
            "Formats",
            "%1: is no checkpoint; expected a file of torch.save (.pth, .pt) or .safetensors"),
        path);
}

Checkpoint readStateDict(const std::filesystem::path& path) {
    return readCheckpoint(path).stateDict();
}

} // namespace cleave
