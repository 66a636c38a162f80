// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_checkpoint.h"

#include "core/base/error.h"
#include "core/formats/pickle_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <optional>

namespace cleave {

namespace {

Error noTensor(const std::filesystem::path& path, const std::string& name) {
    return badFile(CLEAVE_TR("Formats",
                             "%1: tensor \"%2\" is described wrongly; expected storage, offset, "
                             "sizes and strides within the storage"),
                   path,
                   name);
}

std::optional<TensorType> typeOfStorage(const std::string& global) {
    static const std::map<std::string, TensorType> types = {
        {"torch FloatStorage", TensorType::Float32},
        {"torch DoubleStorage", TensorType::Float64},
        {"torch HalfStorage", TensorType::Float16},
        {"torch BFloat16Storage", TensorType::BFloat16},
        {"torch LongStorage", TensorType::Int64},
        {"torch IntStorage", TensorType::Int32},
        {"torch ShortStorage", TensorType::Int16},
        {"torch CharStorage", TensorType::Int8},
        {"torch ByteStorage", TensorType::UInt8},
        {"torch BoolStorage", TensorType::Bool}};
    const auto found = types.find(global);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::vector<std::int64_t>> wholeNumbers(const PickleValue& value) {
    const auto* list = value.as<std::shared_ptr<PickleList>>();
    if (!list)
        return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const PickleValue& item : (*list)->items) {
        const auto* number = item.as<std::int64_t>();
        if (!number || *number < 0)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

/// Sizes and strides stay within the storage, without overflow on the way.
bool fits(const CheckpointEntry& entry) {
    constexpr std::int64_t limit = std::int64_t{1} << 40;
    if (entry.shape.size() != entry.strides.size() || entry.shape.size() > 16)
        return false;
    if (entry.storageCount < 0 || entry.storageCount > limit || entry.offset < 0 ||
        entry.offset > entry.storageCount)
        return false;
    std::int64_t last = entry.offset, count = 1;
    for (std::size_t i = 0; i < entry.shape.size(); ++i) {
        if (entry.shape[i] == 0)
            return true;
        if (entry.shape[i] > limit || entry.strides[i] > limit)
            return false;
        if (entry.shape[i] > 1 && entry.strides[i] > limit / entry.shape[i])
            return false;
        last += (entry.shape[i] - 1) * entry.strides[i];
        // A stride of 0 repeats elements; no more of that than the storage explains by itself times
        // a little.
        if (count > limit / entry.shape[i])
            return false;
        count *= entry.shape[i];
        if (last > limit)
            return false;
    }
    return last < entry.storageCount &&
           count <= std::max<std::int64_t>(entry.storageCount, 1 << 20);
}

class Collector {
public:
    Collector(const std::filesystem::path& path, std::vector<CheckpointEntry>& entries)
        : path_(path)
        , entries_(entries) {}

    void collect(const PickleValue& value, const std::string& name, int depth) {
        constexpr int maximumDepth = 32;                   // a list may contain itself
        constexpr std::int64_t maximumValues = 10'000'000; // or the same list many times
        if (++visited_ > maximumValues)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: holds more than %2 values; no list of tensors is that long"),
                path_,
                maximumValues);
        if (depth > maximumDepth)
            throw badFile(CLEAVE_TR("Formats", "%1: is nested more than %2 deep at \"%3\""),
                          path_,
                          maximumDepth,
                          name);
        const auto below = [&](const std::string& key) {
            return name.empty() ? key : name + "." + key;
        };
        if (const auto* call = value.as<PickleCall>()) {
            if (call->function == "torch._utils _rebuild_parameter") {
                if (call->arguments->items.empty())
                    throw noTensor(path_, name);
                collect(call->arguments->items[0], name, depth + 1);
            } else {
                addTensor(*call, name);
            }
        } else if (const auto* dict = value.as<std::shared_ptr<PickleDict>>()) {
            for (const auto& [key, item] : (*dict)->items) {
                if (const auto* text = key.as<std::string>())
                    collect(item, below(*text), depth + 1);
                else if (const auto* number = key.as<std::int64_t>())
                    collect(item, below(std::to_string(*number)), depth + 1);
            }
        } else if (const auto* list = value.as<std::shared_ptr<PickleList>>()) {
            for (std::size_t i = 0; i < (*list)->items.size(); ++i)
                collect((*list)->items[i], below(std::to_string(i)), depth + 1);
        }
    }

private:
    void addTensor(const PickleCall& call, const std::string& name) {
        const auto& arguments = call.arguments->items;
        const auto* storage =
            call.function == "torch._utils _rebuild_tensor_v2" && arguments.size() >= 4
                ? arguments[0].as<PicklePersistent>()
                : nullptr;
        if (!storage || storage->id->items.size() < 5)
            throw noTensor(path_, name);
        const auto& id = storage->id->items; // "storage", its class, key, device, element count
        const auto* storageClass = id[1].as<PickleGlobal>();
        const auto* key = id[2].as<std::string>();
        const auto* storageCount = id[4].as<std::int64_t>();
        const auto* offset = arguments[1].as<std::int64_t>();
        const auto shape = wholeNumbers(arguments[2]), strides = wholeNumbers(arguments[3]);
        if (!storageClass || !key || !storageCount || !offset || !shape || !strides)
            throw noTensor(path_, name);
        const auto type = typeOfStorage(storageClass->name);
        if (!type)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: tensor \"%2\" has elements of a kind that is not read (%3)"),
                path_,
                name,
                storageClass->name);
        CheckpointEntry entry{name, *type, *shape, *key, *storageCount, *offset, *strides};
        if (!fits(entry))
            throw noTensor(path_, name);
        entries_.push_back(std::move(entry));
    }

    const std::filesystem::path& path_;
    std::vector<CheckpointEntry>& entries_;
    std::int64_t visited_ = 0;
};

float halfToFloat(std::uint16_t half) {
    const int exponent = (half >> 10) & 31;
    const int mantissa = half & 1023;
    const float sign = (half & 0x8000) != 0 ? -1.0f : 1.0f;
    if (exponent == 0)
        return sign * std::ldexp(static_cast<float>(mantissa), -24);
    if (exponent == 31)
        return mantissa == 0 ? sign * std::numeric_limits<float>::infinity()
                             : std::numeric_limits<float>::quiet_NaN();
    return sign * std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
}

template <class T>
void widen(std::span<const std::byte> bytes, std::vector<float>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
        values[i] = static_cast<float>(value);
    }
}

} // namespace

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
    std::int64_t product = 1;
    for (const std::int64_t size : shape)
        product *= size;
    return product;
}

std::vector<float> CheckpointTensor::floats() const {
    std::vector<float> values(static_cast<std::size_t>(count()));
    switch (type) {
    case TensorType::Float32:
        widen<float>(bytes, values);
        break;
    case TensorType::Float64:
        widen<double>(bytes, values);
        break;
    case TensorType::Int64:
        widen<std::int64_t>(bytes, values);
        break;
    case TensorType::Int32:
        widen<std::int32_t>(bytes, values);
        break;
    case TensorType::Int16:
        widen<std::int16_t>(bytes, values);
        break;
    case TensorType::Int8:
        widen<std::int8_t>(bytes, values);
        break;
    case TensorType::UInt8:
        widen<std::uint8_t>(bytes, values);
        break;
    case TensorType::Bool:
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = bytes[i] != std::byte{0} ? 1.0f : 0.0f;
        break;
    case TensorType::Float16:
    case TensorType::BFloat16:
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::uint16_t bits;
            std::memcpy(&bits, bytes.data() + 2 * i, 2);
            values[i] = type == TensorType::Float16
                            ? halfToFloat(bits)
                            : std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
        }
        break;
    }
    return values;
}

TorchCheckpoint::TorchCheckpoint(const std::filesystem::path& path)
    : zip_([&] {
        if (std::filesystem::exists(path) && !ZipReader::looksLikeZip(path))
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: is no file of torch.save since PyTorch 1.6; load it there "
                                    "and save it again"),
                          path);
        return ZipReader(path);
    }()) {
    const ZipEntry* pickle = nullptr;
    const std::string pickleName = "data.pkl";
    for (const ZipEntry& entry : zip_.entries()) {
        const bool isPickle = entry.name == pickleName || entry.name.ends_with("/" + pickleName);
        if (isPickle && std::count(entry.name.begin(), entry.name.end(), '/') <= 1)
            pickle = &entry;
    }
    if (!pickle)
        throw badFile(CLEAVE_TR("Formats", "%1: holds no data.pkl; expected a file of torch.save"),
                      path);
    folder_ = pickle->name.substr(0, pickle->name.size() - pickleName.size());
    if (const ZipEntry* order = zip_.find(folder_ + "byteorder")) {
        const auto bytes = zip_.read(*order);
        const std::string name(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (name != "little")
            throw badFile(
                CLEAVE_TR("Formats", "%1: its numbers are %2-endian; expected little"), path, name);
    }
    constexpr std::uint64_t maximumPickle =
        std::uint64_t{256} << 20; // names and shapes need a few hundred bytes a tensor
    if (pickle->size > maximumPickle)
        throw badFile(
            CLEAVE_TR("Formats", "%1: its data.pkl has %2 bytes; no list of tensors is that long"),
            path,
            pickle->size);
    const PickleValue root = readPickle(zip_.read(*pickle), path.string());
    Collector(path, entries_).collect(root, "", 0);
}

const CheckpointEntry* TorchCheckpoint::find(const std::string& name) const {
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const CheckpointEntry& entry) {
            return entry.name == name;
        });
    return found == entries_.end() ? nullptr : &*found;
}

CheckpointTensor TorchCheckpoint::read(const CheckpointEntry& entry) {
    const ZipEntry* member = zip_.find(folder_ + "data/" + entry.storage);
    if (!member)
        throw badFile(CLEAVE_TR("Formats", "%1: the numbers of tensor \"%2\" are missing"),
                      zip_.path(),
                      entry.name);
    const std::size_t size = tensorTypeSize(entry.type);
    if (member->size / size < static_cast<std::uint64_t>(entry.storageCount))
        throw badFile(CLEAVE_TR("Formats", "%1: tensor \"%2\" holds %3 bytes, expected %4"),
                      zip_.path(),
                      entry.name,
                      member->size,
                      entry.storageCount * static_cast<std::int64_t>(size));
    std::vector<std::byte> storage = zip_.read(*member);
    CheckpointTensor tensor{entry.type, entry.shape, {}};
    const std::int64_t count = entry.count();

    std::int64_t dense = 1;
    bool isDense = true;
    for (std::size_t i = entry.shape.size(); i-- > 0;) {
        isDense = isDense && (entry.shape[i] == 1 || entry.strides[i] == dense);
        dense *= entry.shape[i];
    }
    if (isDense || count == 0) {
        const auto begin = storage.begin() + static_cast<std::ptrdiff_t>(
                                                 static_cast<std::size_t>(entry.offset) * size);
        if (entry.offset == 0 && static_cast<std::size_t>(count) * size == storage.size())
            tensor.bytes = std::move(storage);
        else
            tensor.bytes.assign(
                begin, begin + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(count) * size));
        return tensor;
    }
    tensor.bytes.resize(static_cast<std::size_t>(count) * size);
    std::vector<std::int64_t> index(entry.shape.size(), 0);
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t from = entry.offset;
        for (std::size_t d = 0; d < index.size(); ++d)
            from += index[d] * entry.strides[d];
        std::memcpy(tensor.bytes.data() + static_cast<std::size_t>(i) * size,
                    storage.data() + static_cast<std::size_t>(from) * size,
                    size);
        for (std::size_t d = index.size(); d-- > 0;) {
            if (++index[d] < entry.shape[d])
                break;
            index[d] = 0;
        }
    }
    return tensor;
}

} // namespace cleave
