// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_tensors.h"

#include "core/base/error.h"

#include <algorithm>
#include <optional>

namespace cleave {

namespace {

constexpr int maximumDepth = 100;                 // a list may contain itself
constexpr std::int64_t maximumValues = 2'000'000; // or the same list many times
constexpr std::size_t maximumTensors = 200'000;
constexpr std::size_t maximumName = 512;
constexpr std::size_t maximumDimensions = 16;
constexpr std::int64_t maximumCount = std::int64_t{1} << 40;

/// An untyped storage counts bytes and leaves the type to the tensor.
struct StorageType {
    std::optional<TensorType> type;
    std::size_t elementSize = 1;
};

std::optional<TensorType> elementType(const std::string& global) {
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
        {"torch BoolStorage", TensorType::Bool},
        {"torch float32", TensorType::Float32},
        {"torch float64", TensorType::Float64},
        {"torch float16", TensorType::Float16},
        {"torch bfloat16", TensorType::BFloat16},
        {"torch int64", TensorType::Int64},
        {"torch int32", TensorType::Int32},
        {"torch int16", TensorType::Int16},
        {"torch int8", TensorType::Int8},
        {"torch uint8", TensorType::UInt8},
        {"torch bool", TensorType::Bool}};
    const auto found = types.find(global);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::optional<StorageType> storageType(const PickleValue& value) {
    const auto* global = value.as<PickleGlobal>();
    if (!global)
        return std::nullopt;
    if (global->name->ends_with(" UntypedStorage"))
        return StorageType{};
    if (!global->name->ends_with("Storage"))
        return std::nullopt;
    const auto type = elementType(*global->name);
    if (!type)
        return std::nullopt;
    return StorageType{type, tensorTypeSize(*type)};
}

std::optional<std::vector<std::int64_t>> wholeNumbers(const PickleValue& value) {
    const PickleList* list = value.list();
    if (!list || list->items.size() > maximumDimensions)
        return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const PickleValue& item : list->items) {
        const auto* number = item.as<std::int64_t>();
        if (!number || *number < 0)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

/// Fit for messages too.
bool isOneLine(const std::string& name) {
    return name.size() <= maximumName &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < ' '; });
}

bool isTensor(const PickleValue& value) {
    return value.as<PickleCall*>() != nullptr;
}

class Collector {
public:
    Collector(const std::filesystem::path& path, TorchTensors& result)
        : path_(path)
        , result_(result) {}

    void collect(const PickleValue& value, const std::string& name, int depth) {
        if (depth > maximumDepth)
            throw badFile(CLEAVE_TR("Formats", "%1: is nested more than %2 deep at \"%3\""),
                          path_,
                          maximumDepth,
                          name.substr(0, maximumName / 8));
        if (const auto* call = value.as<PickleCall*>())
            collectCall(**call, name, depth);
        else if (const PickleDict* dict = value.dict())
            collectPairs(*dict, name, depth);
        else if (const auto* object = value.as<PickleObject*>(); object && (*object)->attributes)
            collectPairs(*(*object)->attributes, name, depth);
        else if (const PickleList* list = value.list()) {
            for (std::size_t i = 0; i < list->items.size(); ++i)
                collectBelow(
                    list->items[i], name, [i] { return std::to_string(i); }, depth);
        }
    }

private:
    Error wrong(const std::string& name) const {
        return badFile(CLEAVE_TR("Formats",
                                 "%1: tensor \"%2\" is described wrongly; expected storage, "
                                 "offset, sizes and strides within the storage"),
                       path_,
                       name);
    }

    void collectPairs(const PickleDict& dict, const std::string& name, int depth) {
        for (const auto& [key, item] : dict.items) {
            if (const std::string* text = key.text())
                collectBelow(
                    item, name, [text] { return *text; }, depth);
            else if (const auto* number = key.as<std::int64_t>())
                collectBelow(
                    item, name, [number] { return std::to_string(*number); }, depth);
        }
    }

    template <class Key>
    void collectBelow(const PickleValue& item, const std::string& name, const Key& key, int depth) {
        if (++visited_ > maximumValues)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: holds more than %2 values; no list of tensors is that long"),
                path_,
                maximumValues);
        const bool holdsNothing =
            !isTensor(item) && !item.dict() && !item.list() && !item.as<PickleObject*>();
        if (holdsNothing)
            return;
        const std::string below = name.empty() ? key() : name + "." + key();
        if (!isOneLine(below))
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: the name of a tensor has %2 characters or more than a "
                                    "line; expected at most %3"),
                          path_,
                          below.size(),
                          maximumName);
        collect(item, below, depth + 1);
    }

    void collectCall(const PickleCall& call, const std::string& name, int depth) {
        if (!call.function->starts_with("torch._utils _rebuild_parameter"))
            return addTensor(call, name);
        if (call.arguments->items.empty() || !isTensor(call.arguments->items[0]))
            throw wrong(name);
        collect(call.arguments->items[0], name, depth + 1);
    }

    /// (storage, offset, sizes, strides, ...); the third version has the type as seventh.
    void addTensor(const PickleCall& call, const std::string& name) {
        const auto& arguments = call.arguments->items;
        if (arguments.size() < 4 || !arguments[0].as<PicklePersistent>())
            throw wrong(name);
        const auto& id = arguments[0]
                             .as<PicklePersistent>()
                             ->id->items; // "storage", its class, key, device, element count, view
        const std::string* key = id.size() >= 5 ? id[2].text() : nullptr;
        const auto* count = key ? id[4].as<std::int64_t>() : nullptr;
        const auto* offset = arguments[1].as<std::int64_t>();
        const auto shape = wholeNumbers(arguments[2]), strides = wholeNumbers(arguments[3]);
        const auto storage = key ? storageType(id[1]) : std::nullopt;
        if (!count || !offset || !shape || !strides || !storage || *count < 0 ||
            *count > maximumCount || *offset < 0 || *offset > maximumCount || !isOneLine(*key))
            throw wrong(name);
        std::optional<TensorType> type = storage->type;
        if (call.function->ends_with("_v3") && arguments.size() >= 7 &&
            arguments[6].as<PickleGlobal>())
            type = elementType(*arguments[6].as<PickleGlobal>()->name);
        if (!type)
            throw wrong(name);
        if (result_.entries.size() >= maximumTensors)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: holds more than %2 values; no list of tensors is that long"),
                path_,
                maximumTensors);
        const auto view = viewOf(id, name);
        const std::size_t index = storageIndex(*key, *count, storage->elementSize, name);
        result_.entries.push_back({name, *type, *shape, *strides, *offset + view, index});
    }

    /// Where a storage that is a part of another one starts in it: (key, offset, count), in
    /// elements.
    std::int64_t viewOf(const std::vector<PickleValue>& id, const std::string& name) const {
        if (id.size() < 6 || id[5].as<PickleNone>())
            return 0;
        const PickleList* view = id[5].list();
        const auto* offset =
            view && view->items.size() == 3 ? view->items[1].as<std::int64_t>() : nullptr;
        if (!offset || *offset < 0 || *offset > maximumCount)
            throw wrong(name);
        return *offset;
    }

    std::size_t storageIndex(const std::string& key,
                             std::int64_t count,
                             std::size_t elementSize,
                             const std::string& name) {
        const std::uint64_t bytes = static_cast<std::uint64_t>(count) * elementSize;
        const auto [found, isNew] = result_.storages.try_emplace(
            key, TorchStorage{result_.storages.size(), count, bytes, name});
        if (!isNew && (found->second.bytes != bytes || found->second.count != count))
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: tensors \"%2\" and \"%3\" disagree about the size of their storage"),
                path_,
                found->second.firstTensor,
                name);
        return found->second.index;
    }

    const std::filesystem::path& path_;
    TorchTensors& result_;
    std::int64_t visited_ = 0;
};

/// Keys of the outermost dictionary, unless a tensor stands among its values.
std::vector<std::string> keysAboveTensors(const PickleValue& root) {
    std::vector<std::string> keys;
    if (!root.dict())
        return keys;
    for (const auto& [key, item] : root.dict()->items) {
        if (isTensor(item))
            return {};
        if (key.text() && isOneLine(*key.text()))
            keys.push_back(*key.text());
    }
    return keys;
}

} // namespace

TorchTensors collectTensors(const PickleDocument& document, const std::filesystem::path& path) {
    TorchTensors tensors;
    tensors.topKeys = keysAboveTensors(document.root);
    Collector(path, tensors).collect(document.root, "", 0);
    return tensors;
}

} // namespace cleave
