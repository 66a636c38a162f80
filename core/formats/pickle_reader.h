// SPDX-License-Identifier: Apache-2.0
// The pickle dialect of torch.save as plain data. Every opcode that could name code is checked
// against a list; nothing is imported or called: "calling" a known constructor only rearranges the
// values read so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cleave {

struct PickleValue;

struct PickleNone {};

struct PickleMark {};

/// "module name" of a class or function on the allow list.
struct PickleGlobal {
    std::string name;
};

/// Tuples, lists and sets.
struct PickleList {
    std::vector<PickleValue> items;
};

/// Dictionaries, in the order of insertion.
struct PickleDict {
    std::vector<std::pair<PickleValue, PickleValue>> items;
};

/// A reference to bytes beside the pickle (torch: a storage); holds the reference's tuple.
struct PicklePersistent {
    std::shared_ptr<PickleList> id;
};

/// A known constructor with its arguments, e.g. "torch._utils _rebuild_tensor_v2".
struct PickleCall {
    std::string function;
    std::shared_ptr<PickleList> arguments;
};

struct PickleValue {
    std::variant<PickleNone,
                 PickleMark,
                 bool,
                 std::int64_t,
                 double,
                 std::string,
                 PickleGlobal,
                 std::shared_ptr<PickleList>,
                 std::shared_ptr<PickleDict>,
                 PicklePersistent,
                 PickleCall>
        value;

    template <class T>
    const T* as() const {
        return std::get_if<T>(&value);
    }
};

/// `fileName` stands in errors. Throws Error naming the first global that is not allowed, or the
/// opcode and its position where the pickle is cut off or of an unknown form.
PickleValue readPickle(std::span<const std::byte> bytes, const std::string& fileName);

} // namespace cleave
