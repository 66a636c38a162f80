// SPDX-License-Identifier: Apache-2.0
// The pickle dialect of torch.save as plain data. Every opcode that could name code is checked
// against a list; nothing is imported or called: "calling" a known constructor only rearranges the
// values read so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cleave {

struct PickleList;
struct PickleDict;
struct PickleCall;
struct PickleObject;

struct PickleNone {};

struct PickleMark {};

struct PickleText {
    const std::string* text = nullptr;
};

/// "module name" of a class or function on the allow list.
struct PickleGlobal {
    const std::string* name = nullptr;
};

/// A reference to bytes beside the pickle (torch: a storage); holds the reference's tuple.
struct PicklePersistent {
    PickleList* id = nullptr;
};

/// Points into a PickleDocument, so that copies are cheap however often a pickle recalls a value,
/// and that neither cycles nor depth matter when it goes.
struct PickleValue {
    std::variant<PickleNone,
                 PickleMark,
                 bool,
                 std::int64_t,
                 double,
                 PickleText,
                 PickleGlobal,
                 PickleList*,
                 PickleDict*,
                 PicklePersistent,
                 PickleCall*,
                 PickleObject*>
        value;

    template <class T>
    const T* as() const {
        return std::get_if<T>(&value);
    }

    const std::string* text() const { return as<PickleText>() ? as<PickleText>()->text : nullptr; }

    const PickleList* list() const { return as<PickleList*>() ? *as<PickleList*>() : nullptr; }

    const PickleDict* dict() const { return as<PickleDict*>() ? *as<PickleDict*>() : nullptr; }
};

/// Tuples, lists and sets.
struct PickleList {
    std::vector<PickleValue> items;
};

/// Dictionaries, in the order of insertion; a key may come twice.
struct PickleDict {
    std::vector<std::pair<PickleValue, PickleValue>> items;
};

/// A known constructor with its arguments, e.g. "torch._utils _rebuild_tensor_v2".
struct PickleCall {
    const std::string* function = nullptr;
    const PickleList* arguments = nullptr;
};

/// An object of a class that is known and not interpreted. Modules of TorchScript keep their
/// attributes, others nothing.
struct PickleObject {
    bool isModule = false;
    const PickleDict* attributes = nullptr;
};

/// One pickle and all values in it.
struct PickleDocument {
    PickleValue root;
    std::size_t size = 0; ///< bytes up to and with its end mark

    std::deque<std::string> texts;
    std::deque<PickleList> lists;
    std::deque<PickleDict> dicts;
    std::deque<PickleCall> calls;
    std::deque<PickleObject> objects;
};

/// Reads the pickle at the start of `bytes`; `fileName` stands in errors. Throws Error naming the
/// first global that is not allowed, or the opcode and its position where the pickle is cut off, of
/// an unknown form or holds more than any list of tensors would.
PickleDocument readPickle(std::span<const std::byte> bytes, const std::string& fileName);

} // namespace cleave
