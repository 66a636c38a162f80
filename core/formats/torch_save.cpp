// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_save.h"

#include "core/base/safe_file.h"
#include "core/formats/stored_zip.h"
#include "kernels/base/check.h"

namespace cleave {

namespace {

std::string little(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

std::string pickledNumber(std::int64_t value) {
    return "J" + little(static_cast<std::uint64_t>(value), 4);
}

std::string pickledTuple(const std::vector<std::int64_t>& values) {
    std::string code = "(";
    for (const std::int64_t value : values)
        code += pickledNumber(value);
    return code + "t";
}

} // namespace

std::string pickledText(const std::string& value) {
    return "X" + little(value.size(), 4) + value;
}

std::string
pickledTensor(TensorType type, const std::string& key, const std::vector<std::int64_t>& shape) {
    CLEAVE_ASSERT(type == TensorType::Float32 || type == TensorType::Bool);
    std::int64_t count = 1;
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 0;) {
        strides[i] = count;
        count *= shape[i];
    }
    return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickledText("storage") + "ctorch\n" +
           (type == TensorType::Bool ? "BoolStorage" : "FloatStorage") + "\n" + pickledText(key) +
           pickledText("cpu") + pickledNumber(count) + "tQ" + pickledNumber(0) +
           pickledTuple(shape) + pickledTuple(strides) + "\x89" + "ccollections\nOrderedDict\n)RtR";
}

void saveTorchTensor(const std::filesystem::path& path,
                     TensorType type,
                     const std::vector<std::int64_t>& shape,
                     std::span<const std::byte> bytes) {
    const std::string pickle = "\x80\x02" + pickledTensor(type, "0", shape) + ".";
    writeBeside(path, [&](const std::filesystem::path& temporary) {
        StoredZip zip(temporary);
        zip.add("archive/data.pkl", std::as_bytes(std::span(pickle)));
        zip.add("archive/data/0", bytes);
        zip.add("archive/version", std::as_bytes(std::span("3\n", 2)));
        zip.finish();
    });
}

} // namespace cleave
